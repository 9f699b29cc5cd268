import type { Attention } from '../attention/index.ts'
import type { Db } from '../db/db.ts'
import type { JobContext } from '../jobs/index.ts'
import type { CancelTimer, Clock } from '../kernel/clock.ts'
import { AppError } from '../kernel/errors.ts'
import type { ArchiveFolders } from './folders.ts'
import type { IntakeWatch } from './intake/watch-intake.ts'
import { DEFAULT_ARCHIVE } from './model.ts'
import type { ArchiveSettings } from './settings.ts'

export interface FolderKeeper extends AsyncDisposable {
  /**
   * Takes the folders as the settings name them. Folders that can't be used keep the archive still, and everything else
   * running: a person is told, and they are tried again until they can.
   */
  apply(): Promise<void>
  /** Begins to watch; from now on folders that come back, or are named anew, are watched at once. */
  startWatching(): Promise<void>
}

export interface KeeperDeps {
  db: Db
  clock: Clock
  attention: Attention
  folders: ArchiveFolders
  watch: IntakeWatch
  settings: () => ArchiveSettings
  log: JobContext['log']
}

const CAUSE = 'archive.folders'
const TRY_AGAIN_MS = 10_000

export function keepFolders(deps: KeeperDeps): FolderKeeper {
  const { db, clock, attention, folders, watch, settings, log } = deps
  let cancelRetry: CancelTimer | undefined
  const tryAgain = (work: () => Promise<void>): void => {
    cancelRetry = clock.after(TRY_AGAIN_MS, () => {
      work().catch((failure: unknown) => log.error({ err: failure }, 'The folders could not be tried again'))
    })
  }
  const letGo = async (): Promise<void> => {
    if (!(await folders.letGo(settings()))) tryAgain(letGo)
  }
  let isWatching = false
  let toldCode: string | undefined
  const take = async (): Promise<void> => {
    try {
      await folders.apply(settings())
      toldCode = undefined
      await db.tx((tx) => attention.resolve(tx, CAUSE))
      await letGo()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (toldCode !== error.code) log.error({ err: error }, 'The archive rests: its folders can’t be used')
      toldCode = error.code
      await tell(deps, error)
      tryAgain(apply)
    }
  }
  const apply = async (): Promise<void> => {
    cancelRetry?.()
    await take()
    if (isWatching) await watch.restart()
  }
  return {
    apply,
    async startWatching() {
      isWatching = true
      await watch.restart()
    },
    async [Symbol.asyncDispose]() {
      isWatching = false
      cancelRetry?.()
      await watch[Symbol.asyncDispose]()
    },
  }
}

const tell = ({ db, attention }: KeeperDeps, { code, params }: AppError): Promise<void> =>
  db.tx((tx) =>
    attention.raise(tx, {
      cause: CAUSE,
      code: CAUSE,
      params: { ...params, errorCode: code },
      severity: 'bad',
      subject: `archive:${DEFAULT_ARCHIVE}`,
      actions: [{ code: 'open-settings', open: '/settings' }],
    }),
  )
