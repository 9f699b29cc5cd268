import { IconArrowLeft } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { dataRoutes, type TableView } from '../../src/diagnostics/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { NoMatch } from '../parts/EmptyState.tsx'
import { TextField } from '../parts/fields.tsx'
import type { Column } from '../parts/table-view.ts'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords, type Say } from '../words.ts'
import { TableRows } from './TableRows.tsx'
import { useTable } from './use-table.ts'

/** What is in the database, to look at; nothing can be changed here. */
export function Data() {
  const say = useWords()
  const isAdmin = useMay('access:write')
  const { ask, show } = useTable()
  const read = useRead(dataRoutes.routes.listTables, {}, { isEnabled: isAdmin })
  const tables = read.data?.items
  const table = tables?.find(({ name }) => name === ask.table)
  return (
    <Page
      title={ask.table ?? say('web.nav.settings.data')}
      subtitle={say('web.data.subtitle')}
      actions={
        ask.table !== undefined && (
          <Button
            icon={IconArrowLeft}
            onClick={() => show({ table: undefined, column: undefined, sort: undefined, page: 1, row: undefined })}
          >
            {say('web.data.allTables')}
          </Button>
        )
      }
    >
      {!isAdmin && <p className="s13 t2">{say('web.data.adminsOnly')}</p>}
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {isAdmin && ask.table === undefined && (
        <TableList tables={tables} onOpen={({ name }) => show({ table: name, page: 1, descending: false })} />
      )}
      {ask.table !== undefined && tables !== undefined && (
        <TableRows key={ask.table} name={ask.table} known={table} tables={tables} />
      )}
    </Page>
  )
}

function TableList({
  tables,
  onOpen,
}: {
  tables: readonly TableView[] | undefined
  onOpen: (table: TableView) => void
}) {
  const say = useWords()
  const [text, setText] = useState('')
  const rows = useMemo(
    () => (tables ?? []).filter(({ name }) => name.includes(text.trim().toLowerCase())),
    [tables, text],
  )
  return (
    <DataTable
      name={say('web.data.tables')}
      columns={columnsOf(say)}
      rows={rows}
      idOf={({ name }) => name}
      nameOf={({ name }) => name}
      total={tables?.length ?? 0}
      state={tables === undefined ? 'first' : 'ready'}
      keepAs="data-tables"
      onOpen={onOpen}
      tools={
        <TextField name={say('web.data.find')} placeholder={say('web.data.find')} value={text} onChange={setText} />
      }
      empty={<NoMatch title={say('web.data.noTable')} onClear={() => setText('')} />}
    />
  )
}

function columnsOf(say: Say): Column<TableView>[] {
  return [
    { id: 'name', head: say('web.data.table'), cell: ({ name }) => <span className="mono s12">{name}</span> },
    {
      id: 'rows',
      head: say('web.data.rows'),
      isNumber: true,
      width: '8rem',
      cell: ({ rowCount }) => formatNumber(rowCount),
    },
    {
      id: 'columns',
      head: say('web.data.columns'),
      isNumber: true,
      isWideOnly: true,
      width: '6rem',
      cell: ({ columns }) => formatNumber(columns.length),
    },
  ]
}
