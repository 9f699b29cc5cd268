import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type AppError, ConflictError, UnavailableError } from '../kernel/errors.ts'

/** Of the advisory lock that a server holds while it uses the database. */
const LOCK = [7979, 1] as const
const BEAT_MS = 2000
const PATIENCE_MS = 10_000

export interface PostgresHold extends AsyncDisposable {
  /** Resolves when the connection was lost and another server had the lock before it was back: this one must stop. */
  readonly taken: Promise<AppError>
}

/**
 * One server a database, from whatever data folder: a connection of its own holds an advisory lock. Where it breaks,
 * it is made again, with the lock.
 * @throws ConflictError `db/database-in-use`; UnavailableError `db/postgres-unreachable`
 */
export async function holdPostgres(url: string): Promise<PostgresHold> {
  const session = newSession(url)
  const client = await session.connect()
  if ((await tryLock(client, session.name)) !== 'ours') {
    await client.end()
    throw new ConflictError('db/database-in-use', { params: { server: serverOf(client) } })
  }
  const stop = new AbortController()
  const kept = keep(session, { first: client, signal: stop.signal })
  return {
    taken: new Promise((resolve) => {
      void kept.then(({ taken }) => taken && resolve(taken))
    }),
    async [Symbol.asyncDispose]() {
      stop.abort()
      const { last } = await kept
      await last?.end()
    },
  }
}

interface Session {
  /** By which the server knows a connection of ours that is still open at its end. */
  name: string
  connect(): Promise<pg.Client>
}

function newSession(url: string): Session {
  const name = `patchbay-${randomUUID()}`
  return {
    name,
    async connect() {
      const client = new pg.Client({
        connectionString: url,
        application_name: name,
        connectionTimeoutMillis: PATIENCE_MS,
        query_timeout: PATIENCE_MS,
      })
      // Also rejects the next query, which is where it is dealt with.
      client.on('error', () => undefined)
      try {
        await client.connect()
      } catch (cause) {
        throw new UnavailableError('db/postgres-unreachable', {
          params: { server: serverOf(client), problem: codeOf(cause) },
          cause,
        })
      }
      return client
    },
  }
}

interface Kept {
  taken?: AppError
  last?: pg.Client | undefined
}

/** Until it is told to stop, or somebody else has the lock. */
async function keep(session: Session, { first, signal }: { first: pg.Client; signal: AbortSignal }): Promise<Kept> {
  let client: pg.Client | undefined = first
  for (;;) {
    // Ends early when it is told to stop.
    await wait(BEAT_MS, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return { last: client }
    try {
      if (client !== undefined) {
        await client.query('select 1')
        continue
      }
      client = await session.connect()
      const lock = await tryLock(client, session.name)
      if (lock === 'ours') continue
      if (lock === 'theirs') return { taken: takenFrom(client), last: client }
    } catch {
      // The database is away: whoever uses it hears so; here it is asked again.
    }
    // Not waited for: a connection that is broken may never end.
    client?.end().catch(() => undefined)
    client = undefined
  }
}

const takenFrom = (client: pg.Client): AppError =>
  new ConflictError('db/database-taken', { params: { server: serverOf(client) } })

/** `later` when a former connection of ours, which the server believed to be open, had to be ended first. */
async function tryLock(client: pg.Client, name: string): Promise<'ours' | 'later' | 'theirs'> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [...LOCK])
  if (rows[0]?.taken === true) return 'ours'
  const { rowCount } = await client.query(
    `select pg_terminate_backend(a.pid) from pg_stat_activity a join pg_locks l on l.pid = a.pid
     where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and a.application_name = $3`,
    [...LOCK, name],
  )
  return rowCount === 0 ? 'theirs' : 'later'
}

/** Host, port and database: never the account's password. */
const serverOf = (client: pg.Client): string => `${client.host}:${client.port}/${client.database ?? ''}`

function codeOf(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string }
  return code ?? message ?? 'unknown'
}
