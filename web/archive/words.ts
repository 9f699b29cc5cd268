import type { BatchView, ItemView } from '../../src/archive/contract.ts'
import type { State } from '../parts/states.ts'

export const BATCH_STATES: Record<BatchView['state'], State> = {
  CREATING: 'running',
  PENDING: 'needsYou',
  SORTING: 'running',
  SORTED: 'done',
  ERROR: 'failed',
  ABANDONED: 'cancelled',
}

export const ITEM_STATES: Record<ItemView['state'], State> = {
  arriving: 'running',
  incomplete: 'waiting',
  unique: 'ready',
  duplicate: 'ready',
  batched: 'ready',
  filed: 'verified',
  aside: 'off',
  trashed: 'off',
  held: 'waiting',
  gone: 'failed',
}
