import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import type { PeopleHooks } from '../src/access/people.ts'
import { setUpAccess, type Access } from '../src/access/setup.ts'
import type { Db } from '../src/db/db.ts'
import type { ReadinessCheck } from '../src/http/system-routes.ts'
import { type HttpSettings, type RunningHttp, startHttp } from '../src/http/server.ts'
import { type Clock, systemClock } from '../src/kernel/clock.ts'
import { type LogBook, openLog } from '../src/kernel/log.ts'
import type { BoundRoute } from '../src/kernel/routes.ts'
import { createBus, type LiveBus } from '../src/live/bus.ts'
import { type EventLog, openEventLog } from '../src/live/event-log.ts'
import { setUpLive } from '../src/live/setup.ts'
import { openTempSqlite } from './databases.ts'

export interface TestHttp extends AsyncDisposable {
  http: RunningHttp
  access: Access
  db: Db
  events: EventLog
  bus: LiveBus
  logBook: LogBook
  /** Everything that was logged, at debug. */
  logLines: string[]
  folder: string
  /** Calls a path below the base path; JSON bodies get their content type. */
  call(method: string, path: string, options?: CallOptions): Promise<Answered>
  /** Claims the installation. @returns the session cookie, ready to be sent */
  claim(name?: string, password?: string): Promise<string>
}

export interface CallOptions {
  body?: unknown
  /** A session: sent with the Origin of the server's own page. */
  cookie?: string
  headers?: Record<string, string>
}

export interface Answered {
  status: number
  headers: Headers
  text: string
  // Tests look into many shapes; each says which by what it asserts.
  json: Record<string, unknown>
}

export interface StartOptions {
  db?: Db
  clock?: Clock
  routes?: readonly BoundRoute[]
  settings?: Partial<HttpSettings>
  checks?: readonly ReadinessCheck[]
  hooks?: PeopleHooks
}

export const PASSWORD = 'correct horse battery'

/** A real server on a free port, with real access and live rooms on a real database. */
export async function startTestHttp(options: StartOptions = {}): Promise<TestHttp> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-http-'))
  const db = options.db ?? (await openTempSqlite())
  const clock = options.clock ?? systemClock
  const logFolder = join(folder, 'logs')
  const logBook = openLog({ level: 'debug', file: { folder: logFolder, maxBytes: 1_000_000, keepFiles: 2 } })
  const logLines: string[] = []
  logBook.subscribe((line) => logLines.push(line))
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const access = await setUpAccess({
    db,
    clock,
    logBook,
    events,
    keysFolder: join(folder, 'keys'),
    env: {},
    hooks: options.hooks ?? {},
    rightsChanged: () => bus.publish({ type: 'rights' }),
  })
  const live = setUpLive({ events, bus, clock, logBook, timeZone: 'Asia/Tokyo', logFolder })
  const http = await startHttp({
    routes: [...access.routes, ...live.routes, ...(options.routes ?? [])],
    sockets: live.sockets,
    authenticate: access.authenticate,
    health: { checks: options.checks ?? [], metrics: new Registry() },
    settings: {
      host: '127.0.0.1',
      port: 0,
      basePath: '/',
      trustedProxies: [],
      allowedHosts: [],
      allowedOrigins: [],
      ...options.settings,
    },
    ctx: { db, clock, log: logBook.area('http') },
  })
  const call = callerOf(http.address)
  return {
    http,
    access,
    db,
    events,
    bus,
    logBook,
    logLines,
    folder,
    call,
    async claim(name = 'Ann', password = PASSWORD) {
      const answer = await call('POST', 'api/v1/setup/claim', {
        body: { code: access.setupCode?.code, name, password },
      })
      if (answer.status !== 201) throw new Error(`claim: ${answer.text}`)
      return cookieOf(answer)
    },
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]()
      if (options.db === undefined) await db[Symbol.asyncDispose]()
      logBook[Symbol.dispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** `name=value` of the cookie that an answer sets. */
export function cookieOf(answer: Answered): string {
  const [cookie] = answer.headers.getSetCookie()
  return cookie?.split(';')[0] ?? ''
}

/** Calls paths below an address. JSON bodies get their content type, sessions their origin. */
export function callerOf(address: string): TestHttp['call'] {
  return async (method, path, { body, cookie, headers = {} } = {}) => {
    const reply = await fetch(new URL(path, address), {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie === undefined ? {} : { cookie, origin: new URL(address).origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : {
            body:
              typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
          }),
    })
    const text = await reply.text()
    const isJson = text !== '' && /^application\/(problem\+)?json/.test(reply.headers.get('content-type') ?? '')
    return { status: reply.status, headers: reply.headers, text, json: isJson ? JSON.parse(text) : {} }
  }
}
