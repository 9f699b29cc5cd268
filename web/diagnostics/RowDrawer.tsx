import { type Cell, dataRoutes, type TableView } from '../../src/diagnostics/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { DetailDrawer } from '../parts/DetailDrawer.tsx'
import { useWords } from '../words.ts'
import styles from './diagnostics.module.css'
import { cellText, timeOf } from './cell-text.ts'
import { useTable } from './use-table.ts'

/** A row with its whole texts, the rows that it points to, and the tables that point to it. */
export function RowDrawer({ table, rowKey, tables }: { table: string; rowKey: string; tables: readonly TableView[] }) {
  const say = useWords()
  const { show } = useTable()
  const read = useRead(dataRoutes.routes.getRow, { params: { table }, query: { row: rowKey } })
  const cells = read.data?.row.cells ?? {}
  return (
    <DetailDrawer title={say('web.data.row', { table, key: rowKey })} onClose={() => show({ row: undefined })}>
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      <dl className={`${styles.facts} s12`}>
        {read.data?.table.columns.map((column) => (
          <Fact
            key={column.name}
            column={column}
            cell={cells[column.name] ?? null}
            isCut={read.data.row.cut.includes(column.name)}
          />
        ))}
      </dl>
      {read.data !== undefined && <PointedFrom table={table} cells={cells} tables={tables} />}
    </DetailDrawer>
  )
}

type ColumnView = TableView['columns'][number]

function Fact({ column, cell, isCut }: { column: ColumnView; cell: Cell; isCut: boolean }) {
  const say = useWords()
  const { name, isHidden } = column
  const time = timeOf(name, cell)
  return (
    <>
      <dt className="t3 mono">{name}</dt>
      <dd className="mono">
        {isHidden ? (
          <span className="t3">{say('web.data.isHidden')}</span>
        ) : (
          <Pointing column={column} cell={cell}>
            {cellText(cell, isCut)}
          </Pointing>
        )}
        {time !== undefined && <span className="t3"> {time}</span>}
      </dd>
    </>
  )
}

/** A value that points to another row leads there. */
function Pointing({ column: { references }, cell, children }: { column: ColumnView; cell: Cell; children: string }) {
  const say = useWords()
  const { show } = useTable()
  if (references === null || cell === null || typeof cell === 'object') return children
  const to = { table: references.table, column: references.column, test: 'is' as const, value: String(cell) }
  return (
    <button
      type="button"
      className={styles.link}
      aria-label={say('web.data.goTo', { table: references.table, value: String(cell) })}
      onClick={() => show({ ...to, sort: undefined, page: 1, row: undefined })}
    >
      {children}
    </button>
  )
}

interface PointedFromProps {
  table: string
  cells: Readonly<Record<string, Cell>>
  tables: readonly TableView[]
}

function PointedFrom({ table, cells, tables }: PointedFromProps) {
  const say = useWords()
  const { show } = useTable()
  const from = tables.flatMap((other) =>
    other.columns.flatMap(({ name, references }) => {
      if (references?.table !== table) return []
      const value = cells[references.column] ?? null
      return typeof value === 'object' ? [] : [{ table: other.name, column: name, value: String(value) }]
    }),
  )
  if (from.length === 0) return null
  return (
    <div className="pad col gap4">
      <span className="s12 t3">{say('web.data.pointedFrom')}</span>
      {from.map(({ table: other, column, value }) => (
        <button
          key={`${other}.${column}`}
          type="button"
          className={`${styles.link} mono s12`}
          onClick={() => show({ table: other, column, test: 'is', value, sort: undefined, page: 1, row: undefined })}
        >
          {other}.{column}
        </button>
      ))}
    </div>
  )
}
