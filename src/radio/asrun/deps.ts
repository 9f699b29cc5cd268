import type { Attention } from '../../attention/index.ts'
import type { Db } from '../../db/db.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { PlannedPlays, PlayoutHistory } from './ports.ts'

export interface AsRunDeps {
  attention: Attention
  db: Db
  clock: Clock
  events: EventLog
  jobs: Jobs
  /** Everybody who plans; what they plan is told apart by its `ref`. */
  planned: readonly PlannedPlays[]
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError */
  openHistory(connectionId: number): Promise<PlayoutHistory>
}
