import type { BatchView, ItemWhy } from '../../src/archive/contract.ts'
import type { State } from '../parts/states.ts'

export const BATCH_STATES: Record<BatchView['state'], State> = {
  CREATING: 'running',
  PENDING: 'needsYou',
  SYNCING: 'running',
  SYNCED: 'ready',
  SORTING: 'running',
  SORTED: 'done',
  ERROR: 'failed',
  ABANDONED: 'cancelled',
}

/** Why an item is where it is, without what stands beside its state. */
export const furtherReasons = ({ reason, because }: Pick<ItemWhy, 'reason' | 'because'>): ItemWhy['because'] =>
  because.filter(({ code }) => code !== reason?.code)
