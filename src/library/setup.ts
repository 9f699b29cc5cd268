import type { BoundRoute } from '../kernel/routes.ts'
import { afterEnriching } from './after-enriching.ts'
import type { LibraryRoomsDeps } from './deps.ts'
import { refreshesByClock, setUpEnrich } from './enrich/set-up-enrich.ts'
import { startEnriching } from './enrich/start-enriching.ts'
import { setUpAssets } from './assets/set-up-assets.ts'
import { ArtworkSource } from './assets/index.ts'
import { asksProvider, cachesArtwork, publishes, tellsPlayers } from './followers.ts'
import { findLibraryOfConnection, type LibraryTask } from './libraries/index.ts'
import { forgetLibrary } from './libraries/forget-library.ts'
import { ForgetLibrary } from './libraries/jobs.ts'
import { libraryRoutesOf } from './libraries/routes.ts'
import { declareTasks } from './libraries/tasks.ts'
import type { Translator } from '../webhooks/index.ts'
import { setUpIncoming } from './incoming/set-up-incoming.ts'
import type { Tx } from '../db/db.ts'
import type { Transfer } from '../transfer/index.ts'
import { tellOfPublished, tellOfRemoved } from './tell-of-titles.ts'
import { CleanUpLibrary, type Prober, type ScanFollower, ScanLibrary, scansUnderWay } from './scan/index.ts'
import { setUpScan } from './scan/set-up-scan.ts'
import type { ScanThreads } from './scan/threads/scan-threads.ts'
import { setUpPublish } from './publish/set-up-publish.ts'
import { startPublishing } from './start-publishing.ts'
import { setUpTitles } from './titles/set-up-titles.ts'
import { type LibraryWatch, watchLibraries } from './scan/watch/watch-libraries.ts'

export type { LibraryRoomsDeps } from './deps.ts'

export interface LibraryRoomsOptions extends LibraryRoomsDeps {
  transfer: Transfer
  /** Of the data folder. */
  cacheFolder: string
  threads: ScanThreads
  prober: Prober
  /** @throws NotFoundError, ConflictError when there is no such connection, or it is no provider */
  requireProvider(connectionId: number): Promise<unknown>
  /** What else happens to a library by the clock. */
  tasks: readonly LibraryTask[]
  /** What other rooms do with titles that were read. */
  followers: readonly ScanFollower[]
}

export interface LibraryRooms {
  routes: BoundRoute[]
  watch: LibraryWatch
  /** What other programs may tell it. */
  translators: readonly Translator[]
  /** Before the engine starts. */
  declareTasks(): Promise<void>
  /** Which library needs a connection. */
  useOfConnection(tx: Tx, connectionId: number): Promise<{ code: string; params: { by: string } } | undefined>
}

export function setUpLibraryRooms(deps: LibraryRoomsOptions): LibraryRooms {
  const { db, jobs, log } = deps
  const assets = setUpAssets({ ...deps, openArtwork: (connectionId) => deps.openPort(connectionId, ArtworkSource) })
  const publishing = setUpPublish({ ...deps, pictures: assets.files, onPublished: tellOfPublished(deps) })
  const tasks: readonly LibraryTask[] = [
    { name: 'scan', contract: ScanLibrary, payloadOf: (libraryId) => ({ libraryId }) },
    { name: 'cleanup', contract: CleanUpLibrary, payloadOf: (libraryId) => ({ libraryId }) },
    refreshesByClock,
    ...assets.tasks,
    ...deps.tasks,
  ]
  const watch = watchLibraries(deps)
  const watchFailed = (error: unknown): void => log.error({ err: error }, 'Libraries could not be watched')
  jobs.handle(ForgetLibrary, forgetLibrary)
  const libraries = libraryRoutesOf({
    ...deps,
    tasks,
    scansUnderWay: () => scansUnderWay(db.read),
    changed: () => void watch.restart().catch(watchFailed),
  })
  const followers = [cachesArtwork, asksProvider, publishes, tellsPlayers, ...deps.followers]
  const scanning = setUpScan({ ...deps, followers, onRemoved: tellOfRemoved(deps) })
  const titles = setUpTitles({
    ...deps,
    refresh: startEnriching(deps),
    publish: startPublishing(deps),
  })
  const matches = setUpEnrich({ ...deps, follow: afterEnriching })
  const incoming = setUpIncoming(deps)
  return {
    routes: [
      ...libraries,
      ...scanning,
      ...titles,
      ...matches,
      ...assets.routes,
      ...publishing.routes,
      ...incoming.routes,
    ],
    translators: incoming.translators,
    watch,
    declareTasks: () => declareTasks({ ...deps, tasks }, db.read),
    async useOfConnection(tx, connectionId) {
      const library = await findLibraryOfConnection(tx, connectionId)
      return library === undefined ? undefined : { code: 'library', params: { by: library.name } }
    },
  }
}
