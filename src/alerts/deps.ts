import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { Db } from '../db/db.ts'
import type { Deliveries, EffectRegistry } from '../deliveries/index.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Port } from '../kernel/port.ts'
import type { LiveBus } from '../live/bus.ts'
import type { EventLog } from '../live/event-log.ts'
import type { AlertCatalogue } from './catalogue.ts'
import type { AlertSettings } from './settings.ts'

/** What can be told of a connection without opening it. */
export interface ConnectionFacts {
  connectionId: number
  kind: string
  name: string
  state: 'untested' | 'well' | 'failing' | 'off'
  /** It can be a channel. */
  fills: boolean
}

export interface AlertsSetup {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  bus: LiveBus
  audit: Audit
  attention: Attention
  deliveries: Deliveries
  effects: EffectRegistry
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError */
  openPort<Filled>(connectionId: number, port: Port<Filled>): Promise<Filled>
  /** All of them, whatever they are for. */
  listConnections(): Promise<readonly ConnectionFacts[]>
  settings(): AlertSettings
  /** IANA. */
  timeZone: string
  log: Log
}

export interface AlertsDeps extends AlertsSetup {
  catalogue: AlertCatalogue
}
