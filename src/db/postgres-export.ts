import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'

const ROWS_AT_ONCE = 500

/** First line of an export; then a line `{ table }` and one line a row, tables before those that refer to them. */
export interface ExportHead {
  patchbay: 'export'
  v: 1
  schema: number
  /** The newest number that each table has given out, as text; left out where there was none, and in exports of old. */
  newest?: Record<string, string>
}

/** How bytes stand in a line. */
export type ExportedBytes = { $bytes: string }

/**
 * All rows as of one instant, as gzipped lines of JSON. Needs no tool of the machine's, whatever version the server has.
 * @param url of the database; the file is written anew
 */
export async function exportPostgres(url: string, file: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: keepText } })
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await pipeline(Readable.from(linesOf(client)), createGzip(), createWriteStream(file, { mode: 0o600 }))
    await client.query('commit')
  } finally {
    await client.end()
  }
}

const BYTEA = 17

/** Numbers stay the text that they are, so that nothing is rounded on the way. */
function keepText(oid: number, format?: string): (text: string) => unknown {
  if (oid === BYTEA) {
    const parse = pg.types.getTypeParser(oid, format as 'text') as (text: string) => Buffer
    return (text) => ({ $bytes: parse(text).toString('base64') }) satisfies ExportedBytes
  }
  return (text) => text
}

async function* linesOf(client: pg.Client): AsyncGenerator<string> {
  const newest = await client.query<{ number: string }>('select max(number) as number from schema_migrations')
  const schema = Number(newest.rows[0]?.number ?? 0)
  const head: ExportHead = { patchbay: 'export', v: 1, schema, newest: await newestNumbers(client) }
  yield `${JSON.stringify(head)}\n`
  for (const table of await listTables(client)) {
    yield `${JSON.stringify({ table })}\n`
    await client.query(`declare rows no scroll cursor for select * from ${pg.escapeIdentifier(table)}`)
    for (;;) {
      const { rows } = await client.query<Record<string, unknown>>(`fetch ${ROWS_AT_ONCE} from rows`)
      if (rows.length === 0) break
      yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    }
    await client.query('close rows')
  }
}

export interface IdColumn {
  table: string
  column: string
}

/** The columns whose numbers the database gives out. */
export async function listIdColumns(client: pg.Client): Promise<IdColumn[]> {
  const { rows } = await client.query<IdColumn>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = current_schema() and is_identity = 'YES'`,
  )
  return rows
}

/** Also of rows that are gone: numbers are never used again. */
async function newestNumbers(client: pg.Client): Promise<Record<string, string>> {
  const newest: Record<string, string> = {}
  for (const { table, column } of await listIdColumns(client)) {
    const { rows } = await client.query<{ number: string | null }>(
      'select pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass) as number',
      [pg.escapeIdentifier(table), column],
    )
    const number = rows[0]?.number
    if (number != null) newest[table] = number
  }
  return newest
}

/** In the order in which they were made: a table refers to older ones only. */
export async function listTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ relname: string }>(
    `select relname from pg_class where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace order by oid`,
  )
  return rows.map(({ relname }) => relname)
}
