import type { Audit } from '../../access/index.ts'
import type { Db } from '../../db/db.ts'
import type { Deliveries } from '../../deliveries/index.ts'
import type { Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { AudioTools } from '../../media/audio/audio-tools.ts'
import type { LogDeps } from '../logs/index.ts'
import type { TrackLibrary } from '../tracks/index.ts'
import type { TakeFiles } from './take-files.ts'

export interface VoiceDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  jobs: Jobs
  deliveries: Deliveries
  audio: AudioTools
  files: TakeFiles
  /** A chosen take goes into its log as any edit does. */
  logs: LogDeps
  openLibrary(connectionId: number): Promise<TrackLibrary>
}

/** Who does it. */
export interface By {
  actor: string
  /** As a person knows them. */
  name: string
  address: string
}
