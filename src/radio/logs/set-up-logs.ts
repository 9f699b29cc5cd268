import type { BoundRoute } from '../../kernel/routes.ts'
import type { LogDeps } from './deps.ts'
import { exchangeRoutesOf } from './exchange/routes.ts'
import { generateRange } from './generate/generate-range.ts'
import { GenerateLogs } from './jobs.ts'
import { createLibraryTracks } from './read/library-tracks.ts'
import { createOwnRows } from './read/own-rows.ts'
import { createOutsideOfLog, type OutsideDeps } from './read/outside-of-log.ts'
import { logRoutesOf } from './routes.ts'

export type LogsSetup = Omit<LogDeps, 'outside' | 'tracks'> & Pick<OutsideDeps, 'openSchedule' | 'openProgramme'>

export function setUpLogs(given: LogsSetup): { routes: BoundRoute[]; deps: LogDeps } {
  const tracks = createLibraryTracks(given)
  const deps = { ...given, tracks, outside: createOutsideOfLog({ ...given, tracks, ownRows: createOwnRows(given) }) }
  deps.jobs.handle(GenerateLogs, generateRange(deps))
  return { routes: [...logRoutesOf(deps), ...exchangeRoutesOf(deps)], deps }
}
