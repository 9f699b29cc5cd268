import type { ReactNode } from 'react'

export interface Column<Row> {
  id: string
  head: string
  cell: (row: Row) => ReactNode
  /** Numbers stand right. */
  isNumber?: boolean
  /** CSS width in rem; the first column takes what is left. */
  width?: string
  /** Not shown where the table is narrow: on a phone, beside an open drawer, with large text. */
  isWideOnly?: boolean
  /** May be hidden by the reader. */
  canHide?: boolean
}

export interface TableSelection {
  ids: ReadonlySet<string>
  onChange: (ids: ReadonlySet<string>) => void
  /** Buttons of the bulk bar. */
  actions: ReactNode
  /** Chooses all that match the filters, also those that are not loaded. */
  onAll?: () => void
  /** All that match are chosen. */
  isAll?: boolean
}

export interface DataTableProps<Row extends object> {
  /** What the rows are: "Runs". */
  name: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** Another one is another list; within one, new rows wait while it is in use. */
  listKey?: string
  idOf: (row: Row) => string
  /** What a row is called when it is chosen. */
  nameOf: (row: Row) => string
  /** Under which name this browser keeps the columns that the reader has hidden. */
  keepAs: string
  /** Of all that match; unknown for endless lists. */
  total?: number
  state: 'first' | 'updating' | 'ready'
  /** Filters and search, above the head. */
  tools?: ReactNode
  /** Saved views, beside the menu of the columns. */
  views?: ReactNode
  onOpen?: (row: Row) => void
  openId?: string | null
  selection?: TableSelection
  /** The end came into sight and more can be loaded. */
  onEnd?: () => void
  /** Shown instead of rows: an empty state, or "No run matches". */
  empty: ReactNode
  /** Acts on the row that has the focus, by key. @returns whether the key was one of its own */
  onKey?: ((key: string, row: Row) => boolean) | undefined
}
