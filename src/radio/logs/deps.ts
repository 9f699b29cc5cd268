import type { Audit } from '../../access/index.ts'
import type { Db } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { LogGenerator, LogTracks, OutsideOfLog } from './ports.ts'

export interface LogDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  jobs: Jobs
  outside: OutsideOfLog
  tracks: LogTracks
  generator: LogGenerator
}

/** Who changes a log. */
export interface Editor {
  actor: string
  /** As a person knows them. */
  name: string
  address?: string
  runId?: number | null
}
