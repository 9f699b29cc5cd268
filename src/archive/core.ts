import type { Attention } from '../attention/index.ts'
import type { Db } from '../db/db.ts'
import type { Deliveries, EffectRegistry } from '../deliveries/index.ts'
import type { JobContext, Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { EventLog } from '../live/event-log.ts'
import type { MediaThreads } from '../media/media-threads.ts'
import type { PlanRegistry, Plans } from '../plans/index.ts'
import type { NameFinder, Roots, Transfer } from '../transfer/index.ts'
import type { Manifests } from './batches/manifest.ts'
import type { ArchiveFolders } from './folders.ts'
import type { Examiner } from './intake/examine-items.ts'
import type {
  FindEqualFiles,
  HashFiles,
  MakeThumbnail,
  NameOfConnection,
  OpenSyncedFolder,
  RunLedger,
} from './ports.ts'
import type { ArchiveSettings } from './settings.ts'
import type { PeerCopiesOf } from './where/ports.ts'

export interface ArchiveDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  plans: Plans
  planRegistry: PlanRegistry
  attention: Attention
  events: EventLog
  transfer: Transfer
  roots: Roots
  nameFinder: (rootId: number) => Promise<NameFinder>
  threads: MediaThreads
  hashFiles: HashFiles
  /** The same with threads of its own: a check that takes its time must not keep arriving files waiting. */
  rereadFiles: HashFiles
  peerCopiesOf: PeerCopiesOf
  findEqualFiles: FindEqualFiles
  makeThumbnail: MakeThumbnail
  runLedger: RunLedger
  deliveries: Deliveries
  effects: EffectRegistry
  openSyncedFolder: OpenSyncedFolder
  nameOfConnection: NameOfConnection
  /** Absolute. */
  dataFolder: string
  settings: () => ArchiveSettings
  /** IANA zone of the server's days and schedules. */
  timeZone: () => string
  log: JobContext['log']
}

/** What the archive's use cases and routes share. */
export interface ArchiveCore extends ArchiveDeps {
  folders: ArchiveFolders
  manifests: Manifests
  examiner: Examiner
}
