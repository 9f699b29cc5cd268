import type { JobView } from '../../src/jobs/contract.ts'
import type { State } from '../parts/states.ts'

/** The ledger's states as states of a chip; a state that is not known yet is shown as uncertain. */
const CHIPS: Readonly<Record<string, State>> = {
  blocked: 'ready',
  scheduled: 'ready',
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

/** The same of a whole job: one that was put off after a failure waits, it is not merely ready; one may wait for a person. */
export function jobStateOf({ state, failures, because }: Pick<JobView, 'state' | 'failures' | 'because'>): State {
  if (because?.code === 'person') return 'needsYou'

  return state === 'scheduled' && failures > 0 ? 'waiting' : jobState(state)
}
