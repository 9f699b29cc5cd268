import { useWords } from '../words.ts'
import styles from './DataTable.module.css'
import { CheckField } from './fields.tsx'
import type { Column, DataTableProps } from './table-view.ts'
import type { RowKeys } from './use-row-keys.ts'

interface TableRowProps<Row extends object> {
  row: Row
  index: number
  columns: readonly Column<Row>[]
  table: DataTableProps<Row>
  keys: RowKeys
  measure: (element: HTMLElement | null) => void
}

export function TableRow<Row extends object>({ row, index, columns, table, keys, measure }: TableRowProps<Row>) {
  const id = table.idOf(row)
  const isChosen = table.selection?.ids.has(id) === true
  return (
    <tr
      role="row"
      ref={measure}
      data-index={index}
      className={styles.row}
      tabIndex={index === keys.activeIndex ? 0 : -1}
      aria-rowindex={index + 1}
      aria-selected={isChosen || table.openId === id || undefined}
      data-can-open={table.onOpen !== undefined || undefined}
      onFocus={() => keys.setActive(index)}
      onClick={(event) => {
        if (!isControl(event.target)) table.onOpen?.(row)
      }}
    >
      {table.selection !== undefined && (
        <td
          role="cell"
          className={styles.choose}
          onClick={(event) => {
            event.stopPropagation()
            if (event.shiftKey || event.target === event.currentTarget) keys.toggle(index, event.shiftKey)
          }}
        >
          <Choose name={table.nameOf(row)} isOn={isChosen} onToggle={() => keys.toggle(index, false)} />
        </td>
      )}
      {columns.map((column, place) => (
        <td
          key={column.id}
          role="cell"
          data-first={place === 0 || undefined}
          data-wide={column.isWideOnly || undefined}
          data-head={column.head}
          className={column.isNumber === true ? 'right num' : ''}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
}

function Choose({ name, isOn, onToggle }: { name: string; isOn: boolean; onToggle: () => void }) {
  const say = useWords()
  return <CheckField name={say('web.table.choose', { name })} isOn={isOn} onChange={onToggle} />
}

const isControl = (target: EventTarget) =>
  target instanceof Element && target.closest('button, a, input, label, select') !== null
