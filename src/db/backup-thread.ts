import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../kernel/errors.ts'
import type { BackupReply } from './back-up-apart.ts'
import { type BackupSource, makeBackup } from './backup.ts'

/** Entry of the worker thread of `back-up-apart.ts`. */
parentPort?.postMessage(await reply(workerData as BackupSource))

async function reply(source: BackupSource): Promise<BackupReply> {
  try {
    return { kind: 'made', file: await makeBackup(source) }
  } catch (error) {
    if (error instanceof AppError) return { kind: 'failed', code: error.code, params: error.params }
    throw error
  }
}
