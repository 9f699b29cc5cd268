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
  /** What logs of days have at a playout in a stretch of time. */
  placesOfLogs(connectionId: number, range: { from: number; to: number }): Promise<PlacesOfLogs>
  log: Log
}

/** A row of the log of a day; it is moved and taken out there. */
export interface RowOfLog {
  rowId: number
  title: string
  logId: number
  airDate: string
}

export interface PlacesOfLogs {
  rows: readonly RowOfLog[]
  windows: readonly { windowId: number }[]
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
