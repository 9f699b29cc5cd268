import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

/** Entry of the worker thread of `quick-check-apart.ts`. */
const database = new Database(workerData as string, { readonly: true })
try {
  parentPort?.postMessage(String(database.pragma('quick_check(1)', { simple: true })))
} finally {
  database.close()
}
