import type { BoundRoute } from '../../kernel/routes.ts'
import type { LogDeps } from './deps.ts'
import { exchangeRoutesOf } from './exchange/routes.ts'
import { generateRange } from './generate/generate-range.ts'
import { GenerateLogs } from './jobs.ts'
import { createLibraryTracks } from './read/library-tracks.ts'
import { createOutsideOfLog, type OutsideDeps } from './read/outside-of-log.ts'
import { logRoutesOf } from './routes.ts'
import type { TrackLibrary } from '../tracks/index.ts'

export type LogsSetup = Omit<LogDeps, 'outside' | 'tracks'> &
  Pick<OutsideDeps, 'openSchedule' | 'openProgramme' | 'ownRows'> & {
    openLibrary(connectionId: number): Promise<TrackLibrary>
  }

export function setUpLogs(given: LogsSetup): { routes: BoundRoute[]; deps: LogDeps } {
  const tracks = createLibraryTracks(given)
  const deps = { ...given, tracks, outside: createOutsideOfLog({ ...given, tracks }) }
  deps.jobs.handle(GenerateLogs, generateRange(deps))
  return { routes: [...logRoutesOf(deps), ...exchangeRoutesOf(deps)], deps }
}
