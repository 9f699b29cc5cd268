import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { formatNumber } from '../format.ts'
import { useWords } from '../words.ts'
import { BulkBar } from './BulkBar.tsx'
import styles from './DataTable.module.css'
import { ColumnMenu, SkeletonRows, TableHead } from './TableHead.tsx'
import { TableRow } from './TableRow.tsx'
import type { Column, DataTableProps } from './table-view.ts'
import { NewRows } from './NewRows.tsx'
import { remPx } from './rem-px.ts'
import { useRowKeys, type RowKeys } from './use-row-keys.ts'
import { useShownColumns } from './use-shown-columns.ts'
import { useHold, useSteadyRows } from './use-steady-rows.ts'

const ROW_REM = 2.3125

/** Rows of a server list: filters above, sticky head, keys j/k, a bulk bar; stacked rows on the phone. */
export function DataTable<Row extends object>(given: DataTableProps<Row>) {
  const { idOf, columns, selection, state, listKey = '' } = given
  const frame = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const hold = useHold()
  const isHeld = hold.isHeld || (selection?.ids.size ?? 0) > 0
  const { rows, newCount, show } = useSteadyRows(given.rows, { idOf, listKey, isHeld })
  const props = { ...given, rows }
  const { shown, hidden, setHidden } = useShownColumns(props)
  const [rowPx] = useState(() => remPx(ROW_REM))
  const virtual = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    getItemKey: (index) => idOf(rows[index] as Row),
  })
  const keys = useRowKeys({ ...props, frame, scrollTo: (index) => virtual.scrollToIndex(index) })
  useEndReached(virtual.getVirtualItems().at(-1)?.index ?? -1, rows.length, props.onEnd)
  return (
    <div ref={frame} className={styles.frame} data-updating={state === 'updating' || undefined}>
      <Tools {...props}>
        {props.views}
        {columns.some((column) => column.canHide === true) && (
          <ColumnMenu columns={columns} hidden={hidden} onChange={setHidden} />
        )}
      </Tools>
      <NewRows
        count={newCount}
        onShow={() => {
          show()
          scroller.current?.scrollTo({ top: 0 })
        }}
      />
      <div ref={scroller} className={styles.scroll} {...keys.container} {...hold.on}>
        <table
          className={styles.table}
          role="table"
          aria-label={props.name}
          aria-rowcount={props.total ?? -1}
          aria-busy={state !== 'ready'}
        >
          <TableHead columns={shown} selection={selection} rows={rows} idOf={idOf} />
          {state === 'first' ? (
            <SkeletonRows columns={shown.length + (selection === undefined ? 0 : 1)} />
          ) : (
            <Body table={props} columns={shown} virtual={virtual} keys={keys} />
          )}
        </table>
        {rows.length === 0 && state !== 'first' && props.empty}
      </div>
      {selection !== undefined && <BulkBar selection={selection} total={props.total} loaded={rows.length} />}
    </div>
  )
}

interface ToolsProps {
  tools?: ReactNode
  rows: readonly unknown[]
  total?: number
  children: ReactNode
}

function Tools({ tools, rows, total, children }: ToolsProps) {
  const say = useWords()
  const n = formatNumber(rows.length)
  return (
    <div className={styles.tools}>
      <div className="row wrap grow" data-tools>
        {tools}
      </div>
      <span className="s12 t3 num nowrap">
        {total === undefined
          ? say('web.table.shown', { n })
          : say('web.table.shownOf', { n, total: formatNumber(total) })}
      </span>
      {children}
    </div>
  )
}

interface BodyProps<Row extends object> {
  table: DataTableProps<Row>
  columns: readonly Column<Row>[]
  virtual: Virtualizer<HTMLDivElement, HTMLElement>
  keys: RowKeys
}

/** The rows in sight, between two spacers as high as the others. */
function Body<Row extends object>({ table, columns, virtual, keys }: BodyProps<Row>) {
  const items = virtual.getVirtualItems()
  return (
    <tbody role="rowgroup">
      <Spacer heightPx={items[0]?.start ?? 0} />
      {items.map((item) => (
        <TableRow
          key={item.key}
          row={table.rows[item.index] as Row}
          index={item.index}
          measure={virtual.measureElement}
          columns={columns}
          table={table}
          keys={keys}
        />
      ))}
      <Spacer heightPx={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} />
    </tbody>
  )
}

function Spacer({ heightPx }: { heightPx: number }) {
  if (heightPx <= 0) return null
  return (
    <tr aria-hidden className={styles.spacer}>
      <td style={{ height: heightPx }} />
    </tr>
  )
}

function useEndReached(last: number, count: number, onEnd: (() => void) | undefined): void {
  useEffect(() => {
    if (count > 0 && last >= count - 1) onEnd?.()
  }, [last, count, onEnd])
}
