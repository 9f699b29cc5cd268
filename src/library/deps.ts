import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { Db } from '../db/db.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Port } from '../kernel/port.ts'
import type { EventLog } from '../live/event-log.ts'
import type { Roots } from '../transfer/index.ts'

export interface LibraryRoomsDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  audit: Audit
  attention: Attention
  roots: Roots
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError */
  openPort<Filled>(connectionId: number, port: Port<Filled>): Promise<Filled>
  isAllowedFolder(path: string): boolean
  log: Log
  timeZone: string
}
