import type { AiredCms, CmsRef, PlayoutProgramme, ProgrammeCms } from '../programme/index.ts'
import type { TrackLibrary } from '../tracks/index.ts'
import type { PlayoutSchedule } from './ports.ts'

/** The ports of a connection, opened when they are needed. @throws NotFoundError, ConflictError, CredentialsRefusedError */
export interface Outside {
  programme(connectionId: number): Promise<PlayoutProgramme>
  schedule(connectionId: number): Promise<PlayoutSchedule>
  library(connectionId: number): Promise<TrackLibrary>
  cms(cms: CmsRef): Promise<ProgrammeCms>
  aired(cms: CmsRef): Promise<AiredCms>
}
