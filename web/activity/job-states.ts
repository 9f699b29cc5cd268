import type { JobView } from '../../src/jobs/contract.ts'
import type { State } from '../parts/states.ts'

/** The ledger's states as states of a chip; a state that is not known yet is shown as uncertain. */
const CHIPS: Readonly<Record<string, State>> = {
  blocked: 'ready',
  scheduled: 'waiting',
  ready: 'ready',
  held: 'waiting',
  running: 'running',
  waiting: 'running',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  quarantined: 'needsYou',
}

export const jobState = (state: string): State => CHIPS[state] ?? 'uncertain'

/** The same of a whole job, which may wait for a person. */
export const jobStateOf = ({ state, because }: Pick<JobView, 'state' | 'because'>): State =>
  because?.code === 'person' ? 'needsYou' : jobState(state)
