import type { Db } from '../../db/db.ts'
import { findJobOfKind, type JobContext, type Jobs } from '../../jobs/index.ts'
import type { Clock } from '../../kernel/clock.ts'
import { watchFolders } from '../../media/watch.ts'
import type { ArchiveFolders } from '../folders.ts'
import { ScanIntake } from '../jobs.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'
import type { ArchiveSettings } from '../settings.ts'

export interface IntakeWatch extends AsyncDisposable {
  /** Looks once, then watches; again after the settings changed. */
  restart(): Promise<void>
}

export interface WatchDeps {
  db: Db
  jobs: Jobs
  clock: Clock
  folders: ArchiveFolders
  settings: () => ArchiveSettings
  log: JobContext['log']
}

const MINUTE_MS = 60_000
const AGAIN_MS = 1000

export function watchIntake(deps: WatchDeps): IntakeWatch {
  const { db, jobs, clock, folders, settings, log } = deps
  let watching: AsyncDisposable | undefined
  let cancelAgain = (): void => {}
  const lookNow = async (): Promise<void> => {
    const { jobId, isNew } = await db.tx((tx) =>
      jobs.enqueue(tx, ScanIntake, { archiveId: DEFAULT_ARCHIVE, isStep: false }, { actor: 'system' }),
    )
    const standsForIt = isNew ? undefined : await findJobOfKind(db.read, ScanIntake.kind, jobId)
    // One that runs may have passed by what is new.
    if (standsForIt?.state === 'running') lookAgain()
  }
  const look = (): void => {
    lookNow().catch((error: unknown) =>
      log.error({ err: error }, 'intake: a look could not be queued; the next hint tries again'),
    )
  }
  const lookAgain = (): void => {
    cancelAgain()
    cancelAgain = clock.after(AGAIN_MS, look)
  }
  const stop = async (): Promise<void> => {
    cancelAgain()
    await watching?.[Symbol.asyncDispose]()
    watching = undefined
  }
  return {
    async restart() {
      await stop()
      if (!folders.isUsable() || !settings().intake.watch) return
      watching = watchFolders(
        folders.current().sources.map((source) => ({ path: source.root.path })),
        {
          clock,
          onHint: look,
          onReady: look,
          onTrouble: (path, error) =>
            log.warn({ path, err: error }, 'intake: watching a folder failed; it is looked at by the clock alone'),
          reconcileMs: settings().intake.reconcile_minutes * MINUTE_MS,
        },
      )
      look()
    },
    [Symbol.asyncDispose]: stop,
  }
}
