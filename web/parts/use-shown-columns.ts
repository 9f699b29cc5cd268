import { columnVisibilityFeature, tableFeatures, useTable, type ColumnDef } from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import type { Column, DataTableProps } from './table-view.ts'

const features = tableFeatures({ columnVisibilityFeature })

/** The columns that the reader has not hidden. */
export function useShownColumns<Row extends object>({
  columns,
  rows,
  idOf,
}: Pick<DataTableProps<Row>, 'columns' | 'rows' | 'idOf'>) {
  const [hidden, setHidden] = useState<Record<string, boolean>>({})
  const definitions = useMemo(
    () => columns.map((column): ColumnDef<typeof features, Row> => ({ id: column.id, header: column.head })),
    [columns],
  )
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: idOf,
    state: { columnVisibility: hidden },
    onColumnVisibilityChange: setHidden,
  })
  const shown: readonly Column<Row>[] = columns.filter((column) => table.getColumn(column.id)?.getIsVisible() !== false)
  return { shown, hidden, setHidden }
}
