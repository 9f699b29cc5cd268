import type { Db } from '../../db/db.ts'
import type { JobContext, Jobs } from '../../jobs/index.ts'
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

export function watchIntake(deps: WatchDeps): IntakeWatch {
  const { db, jobs, clock, folders, settings, log } = deps
  let watching: AsyncDisposable | undefined
  const look = (): void => {
    db.tx((tx) =>
      jobs.enqueue(tx, ScanIntake, { archiveId: DEFAULT_ARCHIVE, isStep: false }, { actor: 'system' }),
    ).catch((error: unknown) =>
      log.error({ err: error }, 'intake: a look could not be queued; the next hint tries again'),
    )
  }
  const stop = async (): Promise<void> => {
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
