import type { Told } from './hash-worker.ts'

export type Reading = Exclude<Told, { kind: 'read' }> | { kind: 'stopped' } | { kind: 'not-loaded' }

/** Reads one file after the other, beside the page. */
export interface FileReading {
  /** @param onBytes how many more were read */
  read(file: File, onBytes: (bytes: number) => void): Promise<Reading>
  /** What it is at is stopped. */
  close(): void
}

export function openFileReading(): FileReading {
  const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' })
  const closing = new AbortController()
  return {
    read: (file, onBytes) =>
      new Promise((resolve) => {
        const over = new AbortController()
        const end = (reading: Reading): void => {
          over.abort()
          resolve(reading)
        }
        const { signal } = over
        if (closing.signal.aborted) return end({ kind: 'stopped' })
        closing.signal.addEventListener('abort', () => end({ kind: 'stopped' }), { signal })
        worker.addEventListener('error', () => end({ kind: 'not-loaded' }), { signal })
        worker.addEventListener(
          'message',
          ({ data }: MessageEvent<Told>) => (data.kind === 'read' ? onBytes(data.bytes) : end(data)),
          { signal },
        )
        worker.postMessage(file)
      }),
    close() {
      closing.abort()
      worker.terminate()
    },
  }
}

const MOST_READERS = 4

/** One core is left to the page. */
export const readerCount = (): number => Math.max(1, Math.min(MOST_READERS, navigator.hardwareConcurrency - 1))
