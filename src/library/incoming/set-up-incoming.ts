import type { Audit } from '../../access/index.ts'
import type { Attention } from '../../attention/index.ts'
import type { Db, Reader } from '../../db/db.ts'
import type { JobContext, Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import type { Roots } from '../../transfer/index.ts'
import { getSource, type Translator } from '../../webhooks/index.ts'
import { listLibraries } from '../libraries/index.ts'
import { ScanLibrary, startScan } from '../scan/index.ts'
import type { LibraryPlace } from './find-place.ts'
import { TakeArrival } from './jobs.ts'
import { incomingRoutesOf } from './routes.ts'
import { takeArrival, tellUnmapped, type ToldFolder } from './take-arrival.ts'
import { arrTranslators } from './translators.ts'

export interface IncomingSetup {
  db: Db
  clock: Clock
  jobs: Jobs
  audit: Audit
  attention: Attention
  roots: Pick<Roots, 'get'>
}

/** What Radarr, Sonarr and Lidarr say of folders. */
export function setUpIncoming(setup: IncomingSetup): { routes: BoundRoute[]; translators: Translator[] } {
  const { jobs, attention } = setup
  const deps = { ...setup, listLibraries: (reader: Reader) => listPlaces(setup, reader) }
  jobs.handle(TakeArrival, takeArrival({ ...deps, lookAt }), { onSettled: tellUnmapped(attention) })
  const routes = incomingRoutesOf({
    ...deps,
    needSender: async (reader, sourceId) => void (await getSource(reader, sourceId)),
    scanLibrary: async (tx, libraryId, actor) => void (await startScan(setup, tx, { libraryId, actor })),
  })
  return { routes, translators: arrTranslators() }
}

async function listPlaces({ roots }: IncomingSetup, reader: Reader): Promise<LibraryPlace[]> {
  const enabled = (await listLibraries(reader)).filter(({ isEnabled }) => isEnabled)
  return Promise.all(
    enabled.map(async ({ libraryId, name, rootId }) => ({
      libraryId,
      name,
      rootPath: (await roots.get(rootId)).path,
    })),
  )
}

function lookAt(job: JobContext, folders: readonly ToldFolder[]): void {
  for (const { libraryId, relPath, ids, isToldGone } of folders)
    job.enqueue(
      ScanLibrary,
      {
        libraryId,
        folder: relPath === '' ? null : relPath,
        told: { ids, isGone: isToldGone },
        ref: String(job.jobId),
      },
      { priority: 3, label: relPath },
    )
}
