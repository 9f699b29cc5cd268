import type { Db } from '../../../db/db.ts'
import type { Jobs } from '../../../jobs/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Log } from '../../../kernel/log.ts'
import { watchFolders } from '../../../media/watch.ts'
import type { Roots } from '../../../transfer/index.ts'
import { listLibraries } from '../../libraries/index.ts'
import { startScan } from '../start-scan.ts'

export interface LibraryWatch extends AsyncDisposable {
  /** Watches those that are to be watched; again after something about them changed. */
  restart(): Promise<void>
}

interface WatchDeps {
  db: Db
  jobs: Jobs
  clock: Clock
  roots: Roots
  log: Log
}

/** What lies still for so long has come to rest, and what was copied together is scanned together. */
const QUIET_MS = 15_000
/** The schedule looks anyway; shares lose events. */
const RECONCILE_MS = 6 * 60 * 60_000

export function watchLibraries(deps: WatchDeps): LibraryWatch {
  const { db, clock, log, roots } = deps
  let watching: AsyncDisposable | undefined
  let turn: Promise<void> = Promise.resolve()
  const scan = async (libraryId: number): Promise<void> => {
    const { isNew } = await db.tx((tx) => startScan(deps, tx, { libraryId, actor: 'system' }))
    // One that is under way may have passed there already.
    if (!isNew) clock.after(QUIET_MS, () => look(libraryId))
  }
  const look = (libraryId: number): void => {
    if (watching === undefined) return
    scan(libraryId).catch((error: unknown) =>
      log.error({ err: error, libraryId }, 'A scan could not be queued; the next change or schedule tries again'),
    )
  }
  const stop = async (): Promise<void> => {
    const before = watching
    watching = undefined
    await before?.[Symbol.asyncDispose]()
  }
  const begin = async (): Promise<void> => {
    await stop()
    const libraries = (await listLibraries(db.read)).filter(
      ({ isEnabled, settings }) => isEnabled && settings.isWatched,
    )
    const byPath = new Map<string, number>()
    for (const { rootId, libraryId } of libraries) byPath.set((await roots.get(rootId)).path, libraryId)
    watching = watchFolders(
      [...byPath.keys()].map((path) => ({ path })),
      {
        clock,
        reconcileMs: RECONCILE_MS,
        quietMs: QUIET_MS,
        isOfFolders: true,
        onHint: (path) => look(byPath.get(path) ?? 0),
        onTrouble: (path, error) =>
          log.warn({ path, err: error }, 'Watching a library failed; it is scanned by the clock alone'),
      },
    )
  }
  const inTurn = (work: () => Promise<void>): Promise<void> => (turn = turn.catch(() => undefined).then(work))
  return {
    restart: () => inTurn(begin),
    [Symbol.asyncDispose]: () => inTurn(stop),
  }
}
