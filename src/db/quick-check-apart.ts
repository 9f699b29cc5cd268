import { Worker } from 'node:worker_threads'

/**
 * SQLite's quick check in a thread of its own: it reads the whole file, for minutes with a large one, and holds whoever does it.
 * @returns null when all is well, else SQLite's own words
 * @throws the signal's reason; what SQLite throws when the file can't be opened
 */
export async function quickCheckApart(file: string, signal: AbortSignal): Promise<string | null> {
  signal.throwIfAborted()
  const thread = new Worker(new URL('quick-check-thread.ts', import.meta.url), { workerData: file, execArgv: [] })
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      thread.once('message', resolve)
      thread.once('error', reject)
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
    return answer === 'ok' ? null : answer
  } finally {
    await thread.terminate()
  }
}
