import { Worker } from 'node:worker_threads'
import { type Params, UnavailableError } from '../kernel/errors.ts'
import { type BackupSource, dropPartial } from './backup.ts'

export type BackupReply = { kind: 'made'; file: string } | { kind: 'failed'; code: string; params: Params }

/**
 * `makeBackup` in a thread of its own: copying and checking hold whoever does them, for seconds with a large database.
 * @returns the file
 * @throws UnavailableError `db/backup-failed`; the signal's reason, with nothing left behind
 */
export async function backUpApart(source: BackupSource, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  const thread = new Worker(new URL('backup-thread.ts', import.meta.url), { workerData: source, execArgv: [] })
  try {
    const reply = await new Promise<BackupReply>((resolve, reject) => {
      thread.once('message', resolve)
      thread.once('error', reject)
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
    if (reply.kind === 'failed') throw new UnavailableError(reply.code, { params: reply.params })
    return reply.file
  } catch (error) {
    await thread.terminate()
    dropPartial(source)
    throw error
  }
}
