import type { Attention } from '../../attention/index.ts'
import type { Db } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { PlayoutCheckup } from '../checkup/index.ts'
import type { Doer, PlayoutSchedule } from '../planner/index.ts'
import type { DraftDeps } from '../logs/index.ts'

export interface WatchDeps {
  db: Db
  clock: Clock
  events: EventLog
  attention: Attention
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError */
  openPlayout(connectionId: number): Promise<PlayoutCheckup>
  openSchedule(connectionId: number): Promise<PlayoutSchedule>
}

export interface RepairDeps extends WatchDeps {
  jobs: Jobs
  /** What a publication of a log is drafted with. */
  publishing: DraftDeps
  /** Of an airing of the planner. @throws what stands in the way */
  repairAiring(airingId: number, by: Doer): Promise<{ runId?: number; planId?: number }>
}
