import type { Audit } from '../../access/index.ts'
import type { Attention } from '../../attention/index.ts'
import type { Db, Reader } from '../../db/db.ts'
import type { Deliveries, EffectRegistry } from '../../deliveries/index.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Port } from '../../kernel/port.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { Roots } from '../../transfer/index.ts'

export interface PlayersDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  audit: Audit
  attention: Attention
  roots: Pick<Roots, 'get'>
  deliveries: Deliveries
  effects: EffectRegistry
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError */
  openPort<Filled>(connectionId: number, port: Port<Filled>): Promise<Filled>
  /** @throws NotFoundError */
  describeConnection(connectionId: number): Promise<{ name: string }>
  /** @returns its kind; undefined when there is no such connection */
  kindOfConnection(reader: Reader, connectionId: number): Promise<string | undefined>
}
