import { IconArrowDown, IconArrowUp, IconDownload } from '@tabler/icons-react'
import { dataRoutes, type RowView, type TableView } from '../../src/diagnostics/contract.ts'
import type { ReplyOf } from '../../src/kernel/contract.ts'
import { addressOf } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Button, buttonClass } from '../parts/Button.tsx'
import { NoMatch } from '../parts/EmptyState.tsx'
import { Icon } from '../parts/Icon.tsx'
import { ListWithDetail } from '../parts/ListWithDetail.tsx'
import { Panel } from '../parts/Panel.tsx'
import { useWords } from '../words.ts'
import styles from './diagnostics.module.css'
import { cellText, timeOf } from './cell-text.ts'
import { RowFilter } from './RowFilter.tsx'
import { RowDrawer } from './RowDrawer.tsx'
import { queryOf, useTable } from './use-table.ts'

interface TableRowsProps {
  name: string
  known: TableView | undefined
  tables: readonly TableView[]
}

/** A page of rows, narrowed by one column; one row opens beside them. */
export function TableRows({ name, known, tables }: TableRowsProps) {
  const say = useWords()
  const { ask, show, perPage } = useTable()
  const request = { params: { table: name }, query: { ...queryOf(ask), page: ask.page, limit: perPage } }
  const read = useRead(dataRoutes.routes.listRows, request)
  const download = addressOf(dataRoutes.routes.exportRows, { params: { table: name }, query: queryOf(ask) })
  return (
    <ListWithDetail detail={ask.row !== undefined && <RowDrawer table={name} rowKey={ask.row} tables={tables} />}>
      <Panel
        name={name}
        footer={
          read.data !== undefined && (
            <Pages
              total={read.data.total}
              page={ask.page}
              perPage={perPage}
              onPage={(page) => show({ page, row: undefined })}
            />
          )
        }
      >
        <div className={styles.filter}>
          <RowFilter columns={known?.columns ?? read.data?.table.columns ?? []} />
          <a className={`${buttonClass('plain')} end`} href={download} download={`${name}.csv`}>
            <Icon of={IconDownload} />
            <span>{say('web.data.csv')}</span>
          </a>
        </div>
        {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
        {read.data !== undefined && read.error === null && <Rows page={read.data} />}
      </Panel>
    </ListWithDetail>
  )
}

function Rows({ page }: { page: ReplyOf<typeof dataRoutes.routes.listRows> }) {
  const say = useWords()
  const { ask, show } = useTable()
  const columns = page.table.columns.filter(({ isHidden }) => !isHidden)
  const hidden = page.table.columns.filter(({ isHidden }) => isHidden).map(({ name }) => name)
  if (page.items.length === 0)
    return <NoMatch title={say('web.data.noRow')} onClear={() => show({ column: undefined, page: 1 })} />
  return (
    <div className={styles.scroll}>
      <table className={`${styles.rows} s12`} aria-label={page.table.name}>
        <thead>
          <tr>
            {columns.map(({ name }) => (
              <ColumnHead key={name} name={name} />
            ))}
          </tr>
        </thead>
        <tbody>
          {page.items.map((row, index) => (
            <tr key={row.key ?? index} data-open={row.key !== null && row.key === ask.row}>
              {columns.map(({ name }, at) => (
                <td key={name} className="mono">
                  <CellView name={name} row={row} opens={at === 0} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {hidden.length > 0 && <p className="s12 t3 pad">{say('web.data.hidden', { columns: hidden.join(', ') })}</p>}
    </div>
  )
}

function ColumnHead({ name }: { name: string }) {
  const { ask, show } = useTable()
  const isSorted = ask.sort === name
  const sorted = ask.descending ? 'descending' : 'ascending'
  return (
    <th scope="col" aria-sort={isSorted ? sorted : 'none'}>
      <button
        type="button"
        className={styles.head}
        onClick={() => show({ sort: name, descending: isSorted && !ask.descending, page: 1 })}
      >
        {name}
        {isSorted && <Icon of={ask.descending ? IconArrowDown : IconArrowUp} size={14} />}
      </button>
    </th>
  )
}

function CellView({ name, row, opens }: { name: string; row: RowView; opens: boolean }) {
  const { show } = useTable()
  const cell = row.cells[name] ?? null
  const text = cellText(cell, row.cut.includes(name))
  const { key } = row
  if (opens && key !== null)
    return (
      <button type="button" className={styles.link} onClick={() => show({ row: key })}>
        {text}
      </button>
    )
  return <span title={timeOf(name, cell)}>{text}</span>
}

interface PagesProps {
  total: number
  page: number
  perPage: number
  onPage: (page: number) => void
}

function Pages({ total, page, perPage, onPage }: PagesProps) {
  const say = useWords()
  const last = Math.max(1, Math.ceil(total / perPage))
  const from = Math.min(total, (page - 1) * perPage + 1)
  const to = Math.min(total, page * perPage)
  return (
    <>
      <span className="s12 t2 num">
        {say('web.data.shown', { from: formatNumber(from), to: formatNumber(to), total: formatNumber(total) })}
      </span>
      <span className="row gap8 end">
        <Button isSmall whyNot={page <= 1 ? say('web.data.first') : null} onClick={() => onPage(page - 1)}>
          {say('web.data.back')}
        </Button>
        <Button isSmall whyNot={page >= last ? say('web.data.last') : null} onClick={() => onPage(page + 1)}>
          {say('web.data.next')}
        </Button>
      </span>
    </>
  )
}
