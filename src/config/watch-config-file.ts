import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { CancelTimer, Clock } from '../kernel/clock.ts'

export interface WatchTimes {
  /** How long the file must lie still, because editors truncate first and write then. */
  settleMs: number
  /** A look without a hint, for folders whose changes the system does not report. */
  lookEveryMs: number
}

/** Calls once at first, then whenever the file has changed and lies still; also when it went away. */
export function watchConfigFile(
  file: string,
  deps: { clock: Clock; times: WatchTimes },
  onSettled: () => Promise<void>,
): Disposable {
  const { clock, times } = deps
  let seen: string | undefined
  let isOver = false
  let cancel: CancelTimer = () => undefined
  const schedule = (delayMs: number): void => {
    cancel()
    if (!isOver) cancel = clock.after(delayMs, () => void look())
  }
  const look = async (): Promise<void> => {
    const now = await signature(file)
    if (isOver) return
    if (now === seen) return schedule(times.lookEveryMs)
    seen = now
    schedule(times.settleMs)
    await settled(now)
  }
  const settled = async (expected: string): Promise<void> => {
    await new Promise<void>((resolve) => clock.after(times.settleMs, resolve))
    if (!isOver && (await signature(file)) === expected) await onSettled()
  }
  const watcher = hintsOf(file, () => schedule(0))
  void look()
  return {
    [Symbol.dispose]() {
      isOver = true
      cancel()
      watcher?.close()
    },
  }
}

async function signature(file: string): Promise<string> {
  return stat(file, { bigint: true }).then(
    (info) => `${info.ino}:${info.size}:${info.mtimeNs}`,
    (error: NodeJS.ErrnoException) => String(error.code),
  )
}

/** The folder is watched, not the file: a rename over the file would end a watch on it. */
function hintsOf(file: string, hint: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(file), { persistent: false }, (_, name) => {
      if (name === null || name === basename(file)) hint()
    })
    // Hints only save waiting: the look at intervals finds every change.
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}
