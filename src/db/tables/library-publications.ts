import type { Generated } from 'kysely'

export interface LibraryPublicationTables {
  /** What one job wrote beside the media of one title. */
  library_publications: {
    id: Generated<number>
    library_id: number
    title_id: number
    run_id: number | null
    actor: string
    at: number
    undone_at: number | null
  }
  library_publication_files: {
    id: Generated<number>
    publication_id: number
    library_id: number
    rel_path: string
    path_key: string
    /** `nfo`, or the kind of artwork. */
    kind: string
    act: 'write' | 'replace' | 'take-over' | 'discard'
    /** Kept, so that it can be written again; null when there was no file. */
    before_sha256: string | null
    /** Null when it was discarded. */
    after_sha256: string | null
    /** Of the journaled move that put the former file into the trash. */
    move_id: number | null
    /** `intended`: it may be on the disk or not. */
    state: 'intended' | 'done' | 'undone' | 'stayed'
  }
  /** Files of people that stand where Patchbay would write. */
  library_kept_files: {
    id: Generated<number>
    library_id: number
    title_id: number
    rel_path: string
    kind: string
    reason_code: string
    /** JSON. */
    reason_params: string
    /** A person said that it shall stay: nothing is asked any more. */
    is_left: Generated<number>
    at: number
  }
}
