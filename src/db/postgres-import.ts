import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { ConflictError } from '../kernel/errors.ts'
import { type ExportedRow as Row, type Inspected, inspectExport, openExport, tableOf } from './export-file.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { listTables } from './postgres-export.ts'

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
    await raiseSequences(client)
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

/** New rows must not get the ids of those that came in. */
async function raiseSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table_name: string; column_name: string }>(
    `select table_name, column_name from information_schema.columns
     where table_schema = current_schema() and is_identity = 'YES'`,
  )
  for (const { table_name: table, column_name: column } of rows) {
    const newest = `select max(${pg.escapeIdentifier(column)}) from ${pg.escapeIdentifier(table)}`
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest((${newest}), 1), (${newest}) is not null)`,
      [pg.escapeIdentifier(table), column],
    )
  }
}
