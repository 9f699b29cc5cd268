import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../db.ts'
import type { Tables } from '../tables.ts'
import { isHidden } from './hidden-columns.ts'

export interface ColumnFacts {
  name: string
  /** As the database names it. */
  type: string
  isNullable: boolean
  isHidden: boolean
  /** The row that it points to. */
  references: { table: string; column: string } | null
}

export interface TableFacts {
  name: string
  columns: readonly ColumnFacts[]
  /** In their order; empty where there is none. */
  primaryKey: readonly string[]
}

interface ColumnRow {
  table_name: string
  name: string
  type: string
  is_nullable: number
  /** Place in the primary key, from 1; 0 for none. */
  pk: number
}

interface ReferenceRow {
  table_name: string
  column_name: string
  to_table: string
  to_column: string | null
}

/** Every table of ours, by name. */
export async function describeTables(reader: Kysely<Tables>, dialect: Dialect): Promise<TableFacts[]> {
  const columns = await (dialect === 'sqlite' ? sqliteColumns : postgresColumns)(reader)
  const references = await (dialect === 'sqlite' ? sqliteReferences : postgresReferences)(reader)
  const tables = Map.groupBy(columns, (column) => column.table_name)
  const keyOf = (table: string): string[] =>
    (tables.get(table) ?? [])
      .filter(({ pk }) => pk > 0)
      .toSorted((a, b) => a.pk - b.pk)
      .map(({ name }) => name)
  return [...tables].map(([name, own]) => ({
    name,
    primaryKey: keyOf(name),
    columns: own.map((column) => ({
      name: column.name,
      type: column.type.toLowerCase(),
      isNullable: column.is_nullable === 1,
      isHidden: isHidden(name, column.name),
      references: referenceOf(references, column, keyOf),
    })),
  }))
}

function referenceOf(
  references: readonly ReferenceRow[],
  { table_name, name }: ColumnRow,
  keyOf: (table: string) => string[],
): ColumnFacts['references'] {
  const found = references.find((one) => one.table_name === table_name && one.column_name === name)
  if (found === undefined) return null
  // SQLite leaves the column out where it is the other table's key.
  const column = found.to_column ?? keyOf(found.to_table)[0]
  return column === undefined ? null : { table: found.to_table, column }
}

async function sqliteColumns(reader: Kysely<Tables>): Promise<ColumnRow[]> {
  const { rows } = await sql<ColumnRow>`
    select t.name as table_name, c.name as name, c.type as type, 1 - c."notnull" as is_nullable, c.pk as pk
    from pragma_table_list as t, pragma_table_info(t.name) as c
    where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite!_%' escape '!'
    order by t.name, c.cid`.execute(reader)
  return rows
}

async function sqliteReferences(reader: Kysely<Tables>): Promise<ReferenceRow[]> {
  const { rows } = await sql<ReferenceRow>`
    select t.name as table_name, f."from" as column_name, f."table" as to_table, f."to" as to_column
    from pragma_table_list as t, pragma_foreign_key_list(t.name) as f
    where t.schema = 'main' and t.type = 'table'`.execute(reader)
  return rows
}

async function postgresColumns(reader: Kysely<Tables>): Promise<ColumnRow[]> {
  const { rows } = await sql<ColumnRow>`
    select c.relname as table_name, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      case when a.attnotnull then 0 else 1 end as is_nullable,
      coalesce(array_position(k.conkey::int[], a.attnum::int), 0) as pk
    from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
    where c.relkind = 'r' order by c.relname collate "C", a.attnum`.execute(reader)
  return rows
}

async function postgresReferences(reader: Kysely<Tables>): Promise<ReferenceRow[]> {
  const { rows } = await sql<ReferenceRow>`
    select c.relname as table_name, a.attname as column_name, r.relname as to_table, ra.attname as to_column
    from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
      join pg_class r on r.oid = k.confrelid
      cross join lateral unnest(k.conkey, k.confkey) as pair (own, other)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
      join pg_attribute ra on ra.attrelid = k.confrelid and ra.attnum = pair.other
    where k.contype = 'f'`.execute(reader)
  return rows
}
