import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { ConflictError } from '../kernel/errors.ts'
import { type ExportedRow as Row, type Inspected, inspectExport, openExport, tableOf } from './export-file.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { listIdColumns, listTables } from './postgres-export.ts'

const ROWS_AT_ONCE = 200

/**
 * Fills an empty database from an export, all or nothing for the rows. The schema is made as old as the export; the
 * server brings it up to date when it starts. A dry run reads the whole file and looks into the database.
 * @throws ConflictError `db/not-empty` when the database holds tables; those of `inspectExport`
 */
export async function importPostgres(url: string, file: string, { isDryRun = false } = {}): Promise<Inspected> {
  const inspected = await inspectExport(file)
  await refuseTables(url)
  if (isDryRun) return inspected
  const { head, lines } = await openExport(file)
  await makeSchema(url, head.schema)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('begin')
    const rows = await insertAll(client, lines)
    await raiseSequences(client, head.newest ?? {})
    await client.query('commit')
    return { schema: head.schema, rows }
  } finally {
    await client.end()
  }
}

async function refuseTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const tables = await listTables(client)
    if (tables.length > 0) throw new ConflictError('db/not-empty', { params: { tables: tables.length } })
  } finally {
    await client.end()
  }
}

async function makeSchema(url: string, schema: number): Promise<void> {
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 1 }) }),
  })
  try {
    const upTo = migrations.filter(({ number }) => number <= schema)
    await migrate(db, { dialect: 'postgres', migrations: upTo, now: () => 0 })
  } finally {
    await db.destroy()
  }
}

async function insertAll(client: pg.Client, lines: AsyncGenerator<Row>): Promise<number> {
  let table = ''
  let pending: Row[] = []
  let count = 0
  const flush = async (): Promise<void> => {
    if (pending.length > 0) await insertRows(client, table, pending)
    count += pending.length
    pending = []
  }
  for await (const line of lines) {
    const next = tableOf(line)
    if (next !== undefined) {
      await flush()
      table = next
      // The migrations that made the schema wrote their own rows.
      if (table === 'schema_migrations') await client.query('delete from schema_migrations')
    } else if (pending.push(line) >= ROWS_AT_ONCE) await flush()
  }
  await flush()
  return count
}

async function insertRows(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const values = rows.flatMap((row) => columns.map((column) => fromLine(row[column])))
  const places = rows.map((_, r) => `(${columns.map((_column, c) => `$${r * columns.length + c + 1}`).join(',')})`)
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(',')
  await client.query(`insert into ${pg.escapeIdentifier(table)} (${names}) values ${places.join(',')}`, values)
}

function fromLine(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Buffer.from(String((value as { $bytes?: string }).$bytes), 'base64')
}

/** Jobs that have ended leave the table that gave them their numbers. */
const CONTINUED: Readonly<Record<string, string>> = { job_queue: 'job_history' }

/** New rows get no number that was ever given out, as far as the export knows. */
async function raiseSequences(client: pg.Client, newest: Readonly<Record<string, string>>): Promise<void> {
  for (const { table, column } of await listIdColumns(client)) {
    const tables = [table, CONTINUED[table] ?? table]
    const found = tables.map((one) => `(select max(${pg.escapeIdentifier(column)}) from ${pg.escapeIdentifier(one)})`)
    const given = `greatest(${found.join()}, $3::bigint)`
    await client.query(`select setval(pg_get_serial_sequence($1, $2), greatest(${given}, 1), ${given} is not null)`, [
      pg.escapeIdentifier(table),
      column,
      newest[table] ?? null,
    ])
  }
}
