import pg from 'pg'
import { ConflictError, UnavailableError } from '../kernel/errors.ts'

/** Of the advisory lock that a server holds while it uses the database. */
const LOCK = [7979, 1] as const

/**
 * One server a database, from whatever data folder: a connection of its own holds an advisory lock.
 * @throws ConflictError `db/database-in-use`; UnavailableError `db/postgres-unreachable`
 */
export async function holdPostgres(url: string): Promise<AsyncDisposable> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true })
  // Losing this connection loses only the lock; queries on the pool find out about the server by themselves.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (cause) {
    throw new UnavailableError('db/postgres-unreachable', {
      params: { server: serverOf(client), problem: codeOf(cause) },
      cause,
    })
  }
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [...LOCK])
  if (rows[0]?.taken !== true) {
    await client.end()
    throw new ConflictError('db/database-in-use', { params: { server: serverOf(client) } })
  }
  return { [Symbol.asyncDispose]: () => client.end() }
}

/** Host, port and database: never the account's password. */
const serverOf = (client: pg.Client): string => `${client.host}:${client.port}/${client.database ?? ''}`

function codeOf(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string }
  return code ?? message ?? 'unknown'
}
