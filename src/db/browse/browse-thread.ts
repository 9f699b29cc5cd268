import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { AppError } from '../../kernel/errors.ts'
import type { Tables } from '../tables.ts'
import type { ThreadReply } from './browser.ts'
import { answerBrowse, type BrowseRequest } from './requests.ts'

/** Entry of the worker thread of `browser.ts`. Its connection can only read. */
const database = new Database(workerData as string, { readonly: true, fileMustExist: true })
database.pragma('query_only = ON')
const reader = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })

parentPort?.on('message', (request: BrowseRequest) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply))
})

async function answer(request: BrowseRequest): Promise<ThreadReply> {
  try {
    return { kind: 'answered', answer: await answerBrowse(reader, 'sqlite', request) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { kind: 'refused', status: error.status, code: error.code, params: error.params }
  }
}
