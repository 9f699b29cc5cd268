import { useNavigate, useSearch } from '@tanstack/react-router'
import { FilterTest } from '../../src/diagnostics/contract.ts'

const PER_PAGE = 50

export interface TableAsk {
  table: string | undefined
  column: string | undefined
  test: FilterTest
  value: string
  sort: string | undefined
  descending: boolean
  page: number
  /** The key of the row that is open. */
  row: string | undefined
}

/** What is looked at stands in the address, so that it can be passed on and the browser’s Back goes back. */
export function useTable() {
  const navigate = useNavigate()
  const search = useSearch({ from: '/shell/settings/data' })
  const test = FilterTest.safeParse(search['test'])
  const ask: TableAsk = {
    table: search['table'],
    column: search['column'],
    test: test.success ? test.data : 'is',
    value: search['value'] ?? '',
    sort: search['sort'],
    descending: search['descending'] === 'true',
    page: Math.max(1, Math.trunc(Number(search['page'] ?? 1)) || 1),
    row: search['row'],
  }
  const show = (change: Partial<TableAsk>) => {
    const next = { ...ask, ...change }
    void navigate({
      to: '/settings/data',
      search: {
        table: next.table,
        column: next.column,
        ...(next.column === undefined ? {} : { test: next.test, value: next.value }),
        sort: next.sort,
        descending: next.descending ? 'true' : undefined,
        page: next.page === 1 ? undefined : String(next.page),
        row: next.row,
      },
    })
  }
  return { ask, show, perPage: PER_PAGE }
}

/** The filter and order of an address, as the server takes them. */
export const queryOf = ({ column, test, value, sort, descending }: TableAsk) => ({
  ...(column === undefined ? {} : { column, test, value }),
  ...(sort === undefined ? {} : { sort }),
  descending: descending ? 'true' : 'false',
})
