import type { Audit } from '../access/index.ts'
import type { Attention } from '../attention/index.ts'
import type { Db } from '../db/db.ts'
import type { Deliveries, EffectRegistry } from '../deliveries/index.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Port } from '../kernel/port.ts'
import type { PlanRegistry, Plans } from '../plans/index.ts'
import type { LiveBus } from '../live/bus.ts'
import type { EventLog } from '../live/event-log.ts'
import type { AudioTools } from '../media/audio/audio-tools.ts'
import type { HashPool } from '../media/hash.ts'
import type { Roots, Transfer } from '../transfer/index.ts'

export interface RadioDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  bus: LiveBus
  audit: Audit
  attention: Attention
  roots: Roots
  transfer: Transfer
  deliveries: Deliveries
  effects: EffectRegistry
  /** @throws NotFoundError, ConflictError, CredentialsRefusedError */
  openPort<Filled>(connectionId: number, port: Port<Filled>): Promise<Filled>
  describeConnection(connectionId: number): Promise<{ name: string; isFromEnvironment: boolean }>
  /** Every connection that is switched on and fills the port. */
  openAll<Filled>(port: Port<Filled>): Promise<{ name: string; filled: Filled }[]>
  isAllowedFolder(path: string): boolean
  hashPool: HashPool
  audio: AudioTools
  /** Absolute, as is the next one. */
  dataFolder: string
  cacheFolder: string
  log: Log
  plans: Plans
  planRegistry: PlanRegistry
  timeZone: string
}
