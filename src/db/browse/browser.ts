import { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import {
  AppError,
  ConflictError,
  DeadlineError,
  InvalidInputError,
  NotFoundError,
  type Params,
} from '../../kernel/errors.ts'
import type { Db } from '../db.ts'
import type { TableFacts } from './describe-tables.ts'
import { answerBrowse, type BrowseAnswer, type BrowseRequest } from './requests.ts'
import type { Rows, RowsAsked } from './read-rows.ts'

/** Looks into the tables, through a connection that can only read. Nobody's SQL runs: tables and columns are picked from what is there. */
export interface TableBrowser extends AsyncDisposable {
  tables(): Promise<(TableFacts & { rowCount: number })[]>
  /** @throws NotFoundError, InvalidInputError, DeadlineError `data/too-slow` */
  rows(asked: RowsAsked): Promise<Rows & { table: TableFacts }>
}

/** A question that needs longer is ended: it reads a large table without an index. */
const LONGEST_MS = 15_000

/** @param place.file of SQLite; not used on PostgreSQL */
export function openTableBrowser(db: Db, place: { file: string; longestMs?: number }): TableBrowser {
  const longestMs = place.longestMs ?? LONGEST_MS
  const asked = db.dialect === 'sqlite' ? askInThread(place.file, longestMs) : askPostgres(db, longestMs)
  return {
    tables: () => asked.ask({ kind: 'tables' }),
    rows: (rows) => asked.ask({ kind: 'rows', asked: rows }),
    [Symbol.asyncDispose]: () => asked.stop(),
  }
}

interface Asked {
  ask<Request extends BrowseRequest>(request: Request): Promise<BrowseAnswer<Request>>
  stop(): Promise<void>
}

const tooSlow = (longestMs: number): DeadlineError =>
  new DeadlineError('data/too-slow', { params: { seconds: longestMs / 1000 } })

/** PostgreSQL ends a statement by itself, and refuses to write. */
const CANCELLED = '57014'

function askPostgres(db: Db, longestMs: number): Asked {
  return {
    async ask(request) {
      try {
        return await db.read
          .transaction()
          .setAccessMode('read only')
          .execute(async (tx) => {
            await sql`set local statement_timeout = ${sql.lit(longestMs)}`.execute(tx)
            return answerBrowse(tx, 'postgres', request)
          })
      } catch (error) {
        if ((error as { code?: unknown }).code === CANCELLED) throw tooSlow(longestMs)
        throw error
      }
    },
    stop: async () => undefined,
  }
}

export type ThreadReply =
  | { kind: 'answered'; answer: unknown }
  | { kind: 'refused'; status: number; code: string; params: Params }

/**
 * SQLite holds whoever asks it until it is done, so it is asked in a thread of its own: one that is still at it when its
 * time is up is ended. The thread goes when nobody has asked for a while.
 */
function askInThread(file: string, longestMs: number): Asked {
  let thread: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  const end = async (): Promise<void> => {
    clearTimeout(idle)
    const ended = thread
    thread = undefined
    await ended?.terminate()
  }
  const one = async (request: BrowseRequest): Promise<unknown> => {
    clearTimeout(idle)
    thread ??= new Worker(new URL('browse-thread.ts', import.meta.url), { workerData: file, execArgv: [] })
    const reply = await replyWithin(thread, request, longestMs)
    if (reply === 'late' || reply instanceof Error) {
      await end()
      throw reply === 'late' ? tooSlow(longestMs) : reply
    }
    idle = setTimeout(() => void end(), IDLE_MS).unref()
    if (reply.kind === 'answered') return reply.answer
    throw refusal(reply)
  }
  return {
    ask(request) {
      const next = last.then(async () => one(request))
      last = next.catch(() => undefined)
      return next as never
    },
    stop: end,
  }
}

const IDLE_MS = 30_000

async function replyWithin(thread: Worker, request: BrowseRequest, longestMs: number) {
  const listening = new AbortController()
  const { signal } = listening
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<ThreadReply | 'late' | Error>((resolve) => {
      thread.once('message', resolve)
      thread.once('error', resolve)
      signal.addEventListener('abort', () => thread.off('message', resolve).off('error', resolve))
      timer = setTimeout(() => resolve('late'), longestMs)
      thread.postMessage(request)
    })
  } finally {
    clearTimeout(timer)
    listening.abort()
  }
}

function refusal({ status, code, params }: Extract<ThreadReply, { kind: 'refused' }>): AppError {
  if (status === 404) return new NotFoundError(code, { params })
  return status === 400 ? new InvalidInputError(code, { params }) : new ConflictError(code, { params })
}
