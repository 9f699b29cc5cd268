import type { Audit } from '../../access/index.ts'
import type { TableBrowser } from '../../db/browse/browser.ts'
import type { TableFacts } from '../../db/browse/describe-tables.ts'
import type { Filter } from '../../db/browse/read-rows.ts'
import type { Db } from '../../db/db.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import type { LiveSecrets } from '../../kernel/redact.ts'
import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { dataRoutes, type FilterTest } from '../contract.ts'
import { exportRows } from './export-rows.ts'
import { LIST, ONE, readKey, toRowView } from './views.ts'

interface Deps {
  db: Db
  audit: Audit
  browser: TableBrowser
  secrets: LiveSecrets
}

export function dataRoutesOf({ db, audit, browser, secrets }: Deps): BoundRoute[] {
  return bindRoutes(dataRoutes, {
    listTables: async () => ({ dialect: db.dialect, items: (await browser.tables()).map(tableView) }),
    listRows: async ({ params, query }) => {
      const { page, limit } = query
      const found = await browser.rows({
        ...params,
        ...wanted(query),
        offset: (page - 1) * limit,
        limit,
        letters: LIST.read,
      })
      const { table } = found
      return {
        table: tableView(table),
        total: found.total,
        items: found.rows.map((row) => toRowView(row, { table, secrets, ...LIST })),
      }
    },
    getRow: async ({ params, query }) => {
      const none = { ...params, filters: [], isDescending: false, offset: 0, limit: 0 }
      const { table } = await browser.rows(none)
      const filters = readKey(query.row, table)
      const { rows } = await browser.rows({ ...none, filters, limit: 1 })
      const [row] = rows
      if (row === undefined)
        throw new NotFoundError('data/no-such-row', { params: { table: table.name, key: query.row } })
      return { table: tableView(table), row: toRowView(row, { table, secrets, ...ONE }) }
    },
    exportRows: async ({ params, query, actor, request }) => {
      const data = await exportRows(browser, { ...params, ...wanted(query) }, secrets)
      const entry = { actor: actor.id, address: request.address, action: 'data.table.exported', subject: params.table }
      await db.tx((tx) => audit.append(tx, entry))
      return { contentType: 'text/csv; charset=utf-8', data, fileName: `${params.table}.csv`, cacheControl: 'no-store' }
    },
  })
}

const tableView = <Table extends TableFacts>(table: Table) => ({
  ...table,
  primaryKey: [...table.primaryKey],
  columns: table.columns.map((column) => ({ ...column })),
})

interface FilterAsked {
  column?: string | undefined
  test: FilterTest
  value: string
  sort?: string | undefined
  descending: boolean
}

function wanted({ column, test, value, sort, descending }: FilterAsked) {
  const filters: Filter[] = column === undefined ? [] : [{ column, test, value }]
  return { filters, sort, isDescending: descending }
}
