import type { Kysely } from 'kysely'
import type { Dialect } from '../db.ts'
import type { Tables } from '../tables.ts'
import { describeTables, type TableFacts } from './describe-tables.ts'
import { countRows, findTable, readRows, type Rows, type RowsAsked } from './read-rows.ts'

export type BrowseRequest = { kind: 'tables' } | { kind: 'rows'; asked: RowsAsked }

export type BrowseAnswer<Request extends BrowseRequest> = Request extends { kind: 'tables' }
  ? (TableFacts & { rowCount: number })[]
  : Rows & { table: TableFacts }

/** The same on both databases, in whatever thread. */
export async function answerBrowse<Request extends BrowseRequest>(
  reader: Kysely<Tables>,
  dialect: Dialect,
  request: Request,
): Promise<BrowseAnswer<Request>> {
  const tables = await describeTables(reader, dialect)
  if (request.kind === 'rows') {
    const table = findTable(tables, request.asked.table)
    return { table, ...(await readRows(reader, { table, dialect }, request.asked)) } as BrowseAnswer<Request>
  }
  const counted: (TableFacts & { rowCount: number })[] = []
  for (const table of tables) counted.push({ ...table, rowCount: await countRows(reader, table) })
  return counted as BrowseAnswer<Request>
}
