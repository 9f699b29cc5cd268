import type { Generated } from 'kysely'

export interface ViewTables {
  views_entries: {
    id: Generated<number>
    list: 'jobs' | 'items' | 'history' | 'events' | 'audit' | 'titles'
    /** Null when the person was removed, or there never was one. */
    person_id: number | null
    name: string
    /** The name as it is compared: folded case, NFKC. */
    name_key: string
    /** JSON object of text. */
    filters: string
    /** JSON array of column names. */
    hidden: string
    is_shared: number
    created_at: number
    changed_at: number
  }
}
