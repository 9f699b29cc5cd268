import type { Audit } from '../../access/index.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Log, LogEntry } from './model.ts'
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
  /** In the transaction that changes a log: which entries play orders. */
  noteSpots(tx: Tx, log: Log, entries: readonly LogEntry[]): Promise<void>
}

/** Who changes a log. */
export interface Editor {
  actor: string
  /** As a person knows them. */
  name: string
  address?: string
  runId?: number | null
}
