import type { BatchView, ItemWhy, RunView } from '../../src/archive/contract.ts'
import { jobState } from '../activity/job-states.ts'
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

/** One that goes step by step and waits for a person is not at work. */
export function runState({ state, undoneAt, waitsBefore }: Pick<RunView, 'state' | 'undoneAt' | 'waitsBefore'>): State {
  if (undoneAt !== null) return 'undone'
  return waitsBefore === null ? jobState(state) : 'needsYou'
}

/** Why an item is where it is, without what stands beside its state. */
export const furtherReasons = ({ reason, because }: Pick<ItemWhy, 'reason' | 'because'>): ItemWhy['because'] =>
  because.filter(({ code }) => code !== reason?.code)
