import type { Generated } from 'kysely'

export type ItemState =
  /** Seen, but not lying still for long enough yet. */
  | 'arriving'
  /** Lies still, but its own format says that the end is missing. */
  | 'incomplete'
  /** Complete and known by no other item: waits for a batch. */
  | 'unique'
  /** The same bytes as another item. */
  | 'duplicate'
  | 'batched'
  | 'filed'
  /** A duplicate that was moved to the duplicates folder. */
  | 'aside'
  | 'trashed'
  /** Put back by an undo; left alone until a person says otherwise. */
  | 'held'
  /** Not where it was; nobody here moved it. */
  | 'gone'

export type BatchState = 'CREATING' | 'PENDING' | 'SORTING' | 'SORTED' | 'ERROR' | 'ABANDONED'
export type MediaKind = 'photo' | 'video' | 'raw' | 'sidecar' | 'other'

export interface ArchiveTables {
  archive_items: {
    id: Generated<number>
    archive_id: number
    /** Where it is now. */
    root_id: number
    rel_path: string
    /** The exact bytes in hex when the name is not UTF-8. */
    rel_raw: string | null
    path_key: string
    /** Where it came from. */
    source_root_id: number
    source_rel_path: string
    size: number
    /** `dev:ino:mtimeNs:ctimeNs` of the last look. */
    identity: string
    mtime_ms: number
    sha256: string | null
    state: ItemState
    reason_code: string | null
    reason_params: string | null
    media_kind: MediaKind
    media_type: string | null
    first_seen_at: number
    /** Since when its size, times and inode are the same. */
    stable_since: number
    settled_at: number | null
    filed_at: number | null
    /** Items of one asset share it: folder and stem. */
    group_key: string
    group_role: string
    duplicate_of: number | null
    batch_id: number | null
    captured_local: string | null
    captured_offset_minutes: number | null
    captured_at: number | null
    captured_precision: string | null
    captured_source: string | null
    /** `YYYY-MM` of the local date. */
    captured_month: string | null
    /** JSON list of dates that were found and refused. */
    captured_refused: string | null
    captured_by_hand: number
  }
  archive_batches: {
    id: Generated<number>
    archive_id: number
    /** 1, 2, 3 … of its archive. */
    number: number
    name: string
    state: BatchState
    file_count: number
    size_bytes: number
    created_at: number
    sorted_at: number | null
    take_plan_id: number | null
    sort_plan_id: number | null
    run_id: number | null
    error_code: string | null
    error_params: string | null
  }
}
