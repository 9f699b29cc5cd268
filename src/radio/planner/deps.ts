import type { Attention } from '../../attention/index.ts'
import type { Db } from '../../db/db.ts'
import type { Deliveries } from '../../deliveries/index.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Outside } from './outside.ts'
import type { PlayoutReads } from './reads.ts'

export interface PlannerDeps {
  db: Db
  clock: Clock
  events: EventLog
  jobs: Jobs
  attention: Attention
  deliveries: Deliveries
  outside: Outside
  reads: PlayoutReads
  log: Log
}

/** In this order. */
export type Step = 'show' | 'window' | 'row' | 'leftovers' | 'cms'

/** For whom something is brought about. */
export interface Doer {
  actor: string
  signal: AbortSignal
  runId?: number | null
  jobId?: number | null
  /** The playout is told once, after all of it. */
  isReloadLater?: boolean
  /** What is about to be brought about. */
  onStep?(step: Step): void
}
