import { columnVisibilityFeature, tableFeatures, useTable, type ColumnDef } from '@tanstack/react-table'
import { useMemo } from 'react'
import { useHiddenColumns } from './hidden-columns.ts'
import type { Column, DataTableProps } from './table-view.ts'

const features = tableFeatures({ columnVisibilityFeature })

/** The columns that the reader has not hidden. */
export function useShownColumns<Row extends object>({
  columns,
  rows,
  idOf,
  keepAs,
}: Pick<DataTableProps<Row>, 'columns' | 'rows' | 'idOf' | 'keepAs'>) {
  const [hidden, setHidden] = useHiddenColumns(keepAs)
  const definitions = useMemo(
    () => columns.map((column): ColumnDef<typeof features, Row> => ({ id: column.id, header: column.head })),
    [columns],
  )
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map(({ id, canHide }) => [id, canHide !== true || !hidden.includes(id)])),
    [columns, hidden],
  )
  const table = useTable({ features, columns: definitions, data: rows, getRowId: idOf, state: { columnVisibility } })
  const shown: readonly Column<Row>[] = columns.filter((column) => table.getColumn(column.id)?.getIsVisible() !== false)
  return { shown, hidden, setHidden }
}
