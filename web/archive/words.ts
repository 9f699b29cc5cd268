import type { BatchView } from '../../src/archive/contract.ts'
import type { State } from '../parts/states.ts'

export const BATCH_STATES: Record<BatchView['state'], State> = {
  CREATING: 'running',
  PENDING: 'needsYou',
  SORTING: 'running',
  SORTED: 'done',
  ERROR: 'failed',
  ABANDONED: 'cancelled',
}
