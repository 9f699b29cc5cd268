import type { Jobs } from '../../jobs/index.ts'
import type { Port } from '../../kernel/port.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import type { LibraryTask } from '../libraries/index.ts'
import { type EnrichDeps, enrichTitle } from './enrich-title.ts'
import { EnrichPutOff, EnrichTitle, EnrichTitles, RefreshChanged } from './jobs.ts'
import type { MatchDeps } from './choose-match.ts'
import { MetadataProvider } from './ports.ts'
import { puttingOff } from './put-off.ts'
import { enrichTitles, refreshChanged } from './refresh-changed.ts'
import { matchRoutesOf } from './routes.ts'

export interface EnrichSetup extends Omit<MatchDeps, 'openProvider'>, Pick<EnrichDeps, 'follow'> {
  jobs: Jobs
  openPort<Filled>(connectionId: number, port: Port<Filled>): Promise<Filled>
}

/** What the clock does: ask what was changed at the provider. */
export const refreshesByClock: LibraryTask = {
  name: 'update',
  contract: RefreshChanged,
  payloadOf: (libraryId) => ({ libraryId }),
}

export function setUpEnrich(setup: EnrichSetup): BoundRoute[] {
  const { jobs, openPort } = setup
  const deps = { ...setup, openProvider: (connectionId: number) => openPort(connectionId, MetadataProvider) }
  jobs.handle(EnrichTitle, puttingOff(deps, enrichTitle(deps)))
  jobs.handle(EnrichTitles, enrichTitles())
  jobs.handle(EnrichPutOff, async () => undefined)
  jobs.handle(RefreshChanged, refreshChanged(deps))
  return matchRoutesOf(deps)
}
