import type { Generated } from 'kysely'

export interface LibraryArrivalTables {
  /** Which folder of a sender is the root of which library. */
  library_sender_folders: {
    id: Generated<number>
    source_id: number
    library_id: number
    /** As the sender calls it. */
    told_folder: string
    created_at: number
  }
  /** What was said of a folder; one row a folder of a call. */
  library_arrivals: {
    id: Generated<number>
    /** The job that took it from the call. */
    job_id: number
    source_id: number
    sender: 'radarr' | 'sonarr' | 'lidarr'
    what: 'added' | 'upgraded' | 'renamed' | 'file-removed' | 'removed'
    title: string
    /** JSON. */
    ids: string
    library_id: number
    /** Below the library's root. */
    rel_path: string
    at: number
    /** The job that had the folder looked at for this; null while that is to come. */
    taken_by: number | null
  }
}
