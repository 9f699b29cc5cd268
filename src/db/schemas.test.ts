import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Kysely, sql } from 'kysely'
import { onEachDatabase } from '../../test/databases.ts'
import type { Db, Dialect } from './db.ts'
import type { Tables } from './tables.ts'

/** What both databases must agree on, in words of neither. */
interface Schema {
  columns: string[]
  indexes: string[]
}

/** Numbers, text and bytes are all that rows hold; SQLite has one kind of integer. */
function kindOf(type: string): string {
  const name = type.toLowerCase()
  if (/int/.test(name)) return 'integer'
  if (/text|char/.test(name)) return 'text'
  if (/blob|bytea/.test(name)) return 'bytes'
  if (/real|double|float/.test(name)) return 'real'
  return name
}

async function sqliteSchema(db: Kysely<Tables>): Promise<Schema> {
  const columns = await sql<{ tbl: string; name: string; type: string; nullable: number }>`
    select m.name as tbl, c.name, c.type, (c."notnull" = 0 and c.pk = 0) as nullable
    from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%'`.execute(db)
  const indexes = await sql<{ tbl: string; name: string; uniq: number; partial: number; cols: string }>`
    select m.name as tbl, i.name, i."unique" as uniq, i.partial,
      (select group_concat(coalesce(x.name, '()') || case x."desc" when 1 then ' desc' else '' end, ',')
       from pragma_index_xinfo(i.name) x where x.key = 1) as cols
    from sqlite_master m, pragma_index_list(m.name) i where m.type = 'table' and i.origin = 'c'`.execute(db)
  return told(columns.rows, indexes.rows)
}

async function postgresSchema(db: Kysely<Tables>): Promise<Schema> {
  const columns = await sql<{ tbl: string; name: string; type: string; nullable: number }>`
    select table_name as tbl, column_name as name, data_type as type, (is_nullable = 'YES')::int as nullable
    from information_schema.columns where table_schema = current_schema()`.execute(db)
  const indexes = await sql<{ tbl: string; name: string; uniq: number; partial: number; cols: string }>`
    select t.relname as tbl, i.relname as name, x.indisunique::int as uniq, (x.indpred is not null)::int as partial,
      (select string_agg(coalesce(a.attname, '()') || case when x.indoption[k.n - 1] & 1 = 1 then ' desc' else '' end, ',' order by k.n)
       from unnest(x.indkey::int[]) with ordinality k(attnum, n)
       left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.attnum and k.attnum > 0) as cols
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where t.relnamespace = current_schema()::regnamespace
      and not exists (select 1 from pg_constraint c where c.conindid = x.indexrelid)`.execute(db)
  return told(columns.rows, indexes.rows)
}

function told(
  columns: { tbl: string; name: string; type: string; nullable: number }[],
  indexes: { tbl: string; name: string; uniq: number; partial: number; cols: string }[],
): Schema {
  return {
    columns: columns
      .map(({ tbl, name, type, nullable }) => `${tbl}.${name} ${kindOf(type)}${nullable === 1 ? ' null' : ''}`)
      .toSorted(),
    indexes: indexes
      .map(({ tbl, name, uniq, partial, cols }) => `${tbl} ${name} ${uniq}${partial} (${cols})`)
      .toSorted(),
  }
}

const schemas = new Map<Dialect, Schema>()
const read = (db: Db): Promise<Schema> => (db.dialect === 'sqlite' ? sqliteSchema(db.read) : postgresSchema(db.read))

onEachDatabase('the schema after all migrations', (open, dialect) => {
  it('has the same tables, columns, kinds and indexes on both databases', async () => {
    await using db = await open()
    const schema = await read(db)
    assert.ok(schema.columns.length > 30 && schema.indexes.length > 5)
    schemas.set(dialect, schema)
    const first = schemas.get('sqlite')
    assert.ok(first !== undefined)
    assert.deepEqual(schema, first)
  })
})
