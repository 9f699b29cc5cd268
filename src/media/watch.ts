import { type FSWatcher, watch } from 'chokidar'
import type { Clock } from '../kernel/clock.ts'
import { skipReason } from './ingest-gate.ts'

export interface WatchedFolder {
  /** Absolute. */
  path: string
}

export interface FolderWatchOptions {
  clock: Clock
  /** Called soon after something in the folder changed, and at least every `reconcileMs`: a hint to look, never a list. */
  onHint(path: string): void
  /** From now on it hears; what came since the call told nothing of itself. */
  onReady?(path: string): void
  /** The system can't watch any more (too many folders, the folder went away); hints then come by `reconcileMs` alone. */
  onTrouble(path: string, error: unknown): void
  reconcileMs: number
  /** Hints closer together than this are one. */
  quietMs?: number
  /** Keeps in mind only the folders, which many files make cheap; what happens to a file in one is a hint all the same. */
  isOfFolders?: boolean
}

const QUIET_MS = 250

/** Watches folders for changes. What it says is only a hint: network shares and overflows lose events. */
export function watchFolders(folders: readonly WatchedFolder[], options: FolderWatchOptions): AsyncDisposable {
  const watched = folders.map((folder) => watchOne(folder.path, options))
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(watched.map((one) => one[Symbol.asyncDispose]()))
    },
  }
}

function watchOne(path: string, options: FolderWatchOptions): AsyncDisposable {
  const { clock, onHint, reconcileMs, quietMs = QUIET_MS, isOfFolders = false } = options
  let cancelHint: (() => void) | undefined
  let cancelReconcile: () => void = () => {}
  const hint = (): void => {
    cancelHint ??= clock.after(quietMs, () => {
      cancelHint = undefined
      onHint(path)
    })
  }
  const reconcileLater = (): void => {
    cancelReconcile = clock.after(reconcileMs, () => {
      onHint(path)
      reconcileLater()
    })
  }
  const watcher: FSWatcher = watch(path, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (name, stats) =>
      name !== path &&
      (skipReason(name.slice(name.lastIndexOf('/') + 1)) !== undefined || (isOfFolders && stats?.isFile() === true)),
  })
  watcher.on('all', hint)
  watcher.on('ready', () => options.onReady?.(path))
  if (isOfFolders) watcher.on('raw', hint)
  watcher.on('error', (error) => options.onTrouble(path, error))
  reconcileLater()
  return {
    async [Symbol.asyncDispose]() {
      cancelHint?.()
      cancelReconcile()
      await watcher.close()
    },
  }
}
