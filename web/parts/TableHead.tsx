import { Menu } from '@mantine/core'
import { IconCheck, IconColumns3 } from '@tabler/icons-react'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import styles from './DataTable.module.css'
import { CheckField } from './fields.tsx'
import { Icon } from './Icon.tsx'
import type { Column, TableSelection } from './table-view.ts'

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[]
  selection: TableSelection | undefined
  rows: readonly Row[]
  idOf: (row: Row) => string
}

export function TableHead<Row>({ columns, selection, rows, idOf }: TableHeadProps<Row>) {
  return (
    <thead role="rowgroup" className={styles.head}>
      <tr role="row">
        {selection !== undefined && (
          <th role="columnheader" className={styles.choose}>
            <ChooseAll selection={selection} ids={rows.map(idOf)} />
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.id}
            role="columnheader"
            scope="col"
            data-wide={column.isWideOnly || undefined}
            className={column.isNumber === true ? 'right' : ''}
            style={{ width: column.width }}
          >
            {column.head}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function ChooseAll({ selection, ids }: { selection: TableSelection; ids: readonly string[] }) {
  const say = useWords()
  const chosen = ids.filter((id) => selection.ids.has(id)).length
  const isAll = ids.length > 0 && chosen === ids.length
  return (
    <CheckField
      name={say('web.table.chooseShown')}
      isOn={isAll}
      isPartly={chosen > 0 && !isAll}
      onChange={(isOn) => selection.onChange(new Set(isOn ? ids : []))}
    />
  )
}

interface ColumnMenuProps<Row> {
  columns: readonly Column<Row>[]
  hidden: readonly string[]
  onChange: (hidden: readonly string[]) => void
}

export function ColumnMenu<Row>({ columns, hidden, onChange }: ColumnMenuProps<Row>) {
  const say = useWords()
  return (
    <span className="wide-only">
      <Menu position="bottom-end" closeOnItemClick={false}>
        <Menu.Target>
          <Button isSmall isIconOnly look="quiet" icon={IconColumns3}>
            {say('web.table.columns')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {columns
            .filter((column) => column.canHide === true)
            .map((column) => {
              const isShown = !hidden.includes(column.id)
              return (
                <Menu.CheckboxItem
                  key={column.id}
                  checked={isShown}
                  checkIcon={<Icon of={IconCheck} />}
                  onChange={() => onChange(isShown ? [...hidden, column.id] : hidden.filter((id) => id !== column.id))}
                >
                  {column.head}
                </Menu.CheckboxItem>
              )
            })}
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}

const SKELETON_ROWS = 8

/** The first load: grey lines in the size of rows, nothing moves. */
export function SkeletonRows({ columns }: { columns: number }) {
  return (
    <tbody aria-hidden>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <tr key={row} className={styles.row}>
          {Array.from({ length: columns }, (_cell, column) => (
            <td key={column}>
              <span className={styles.skeleton} style={{ width: `${40 + ((row * 17 + column * 29) % 45)}%` }} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}
