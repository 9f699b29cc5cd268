/** The lists of the control center whose views can be kept. */
export const LISTS = ['jobs', 'items', 'history', 'events', 'audit', 'titles'] as const
export type ListName = (typeof LISTS)[number]

export const NAME_LONGEST = 60
export const FILTERS_MOST = 20
export const FILTER_LONGEST = 200
export const COLUMNS_MOST = 50
/** Of one person and list. */
export const VIEWS_MOST = 200

/** How a list is looked at, under a name. */
export interface SavedView {
  viewId: number
  list: ListName
  /** Null when its person was removed, or there never was one: then it is shared. */
  personId: number | null
  name: string
  /** What stands in the address of the page, as text. */
  filters: Readonly<Record<string, string>>
  /** Columns that are not shown. */
  hidden: readonly string[]
  isShared: boolean
  createdAt: number
  changedAt: number
}

export type ViewChange = Partial<Pick<SavedView, 'name' | 'filters' | 'hidden' | 'isShared'>>
