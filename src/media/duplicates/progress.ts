import type { DuplicateOptions, DuplicatePhase } from './duplicate-report.ts'
import type { Control } from './protocol.ts'

const EVERY_MS = 100

export interface ProgressWatch extends Disposable {
  control: Control
  /** Starts a phase: counters and tasks begin at 0. */
  begin(phase: DuplicatePhase, totals: { files: number; bytes: number } | undefined): void
  /** Ends it: reports the last value. @throws the signal's reason when aborted */
  end(): void
  throwIfStopped(): void
  /** Files opened in all phases. */
  opened(): number
}

/** Reads the counters that the threads share, reports them while a phase lasts, and tells the threads of an abort. */
export function watchProgress({ signal, onProgress }: Pick<DuplicateOptions, 'signal' | 'onProgress'>): ProgressWatch {
  const control: Control = {
    flags: new Int32Array(new SharedArrayBuffer(16)),
    bytes: new BigInt64Array(new SharedArrayBuffer(8)),
  }
  const stop = (): void => void Atomics.store(control.flags, 0, 1)
  signal?.addEventListener('abort', stop, { once: true })
  let timer: NodeJS.Timeout | undefined
  let tell = (): void => undefined
  const halt = (): void => clearInterval(timer)
  return {
    control,
    begin(phase, totals) {
      signal?.throwIfAborted()
      for (const counter of [1, 2]) Atomics.store(control.flags, counter, 0)
      Atomics.store(control.bytes, 0, 0n)
      const ends = totals === undefined ? {} : { filesTotal: totals.files, bytesTotal: totals.bytes }
      tell = () =>
        onProgress?.({
          phase,
          files: Atomics.load(control.flags, 2),
          bytes: Number(Atomics.load(control.bytes, 0)),
          ...ends,
        })
      if (onProgress !== undefined) timer = setInterval(tell, EVERY_MS)
    },
    end() {
      halt()
      signal?.throwIfAborted()
      tell()
    },
    throwIfStopped: () => signal?.throwIfAborted(),
    opened: () => Atomics.load(control.flags, 3),
    [Symbol.dispose]() {
      halt()
      signal?.removeEventListener('abort', stop)
    },
  }
}
