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

export type BatchState =
  | 'CREATING'
  | 'PENDING'
  /** On its way to another machine. */
  | 'SYNCING'
  /** Each of its files was proven there. */
  | 'SYNCED'
  | 'SORTING'
  | 'SORTED'
  | 'ERROR'
  | 'ABANDONED'
export type MediaKind = 'photo' | 'video' | 'raw' | 'sidecar' | 'other'

/** Whose reading it was: a move that read its copy back, or a check of the archive. */
export type ReadBy = 'move' | 'check'
export type CheckScope = 'share' | 'new' | 'all' | 'folder'
export type CheckState = 'running' | 'done' | 'out-of-time' | 'stopped' | 'failed'
export type FindingKind =
  /** Other bytes under the same size and time: nothing that writes files properly did that. */
  | 'rotten'
  /** Other bytes, and another size or time. */
  | 'changed'
  /** Two readings in a row gave different bytes. */
  | 'unsteady'
  | 'unreadable'
  | 'missing'
export type FindingState = 'open' | 'accepted' | 'mended'

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
    /** Epoch ms of the last time that a check tried to read it where it is filed; 0 when none did. */
    checked_at: Generated<number>
    /** When its bytes were last read there and were those of `sha256`. */
    read_at: number | null
    read_by: ReadBy | null
    /** `dev:ino:size:mtimeNs:ctimeNs` that it had then; without the last where a move of ours changed it since. */
    read_identity: string | null
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
    /** When each of its files was proven at another machine; null again once it is synced anew. */
    synced_at: number | null
    sorted_at: number | null
    take_plan_id: number | null
    sort_plan_id: number | null
    run_id: number | null
    error_code: string | null
    error_params: string | null
  }
  archive_syncs: {
    batch_id: number
    archive_id: number
    /** Counts those that began anew: each is a delivery of its own. */
    attempt: number
    /** Null until the connection was opened for the first time, like the five that follow. */
    connection_id: number | null
    /** What the connection is called. */
    place: string | null
    folder_id: string | null
    device_id: string | null
    /** What the other machine is called. */
    peer: string | null
    delivery_id: number | null
    job_id: number | null
    started_at: number
    ended_at: number | null
    looked_at: number | null
    /** When the service was last asked to read the batch folder. */
    rescanned_at: number | null
    progressed_at: number
    hold_code: string | null
    hold_params: string | null
    hold_since: number | null
    need_items: number | null
    need_bytes: number | null
    done_bytes: number
    bytes_per_second: number | null
    /** Files that were proven to be there when all were last asked for. */
    there_count: number | null
    proved_at: number | null
    /** JSON list of the first files that were not. */
    lacking: string | null
  }
  archive_peer_copies: {
    id: Generated<number>
    item_id: number
    batch_id: number
    connection_id: number
    device_id: string
    peer: string
    folder_id: string
    /** Below the shared folder. */
    rel_path: string
    size: number
    sha256: string
    /** Since when it is known to be there. */
    verified_at: number
    /** When it was last seen there. */
    looked_at: number
    /** It left the shared folder here, or was not there any more: nothing is proven since. */
    withdrawn_at: number | null
    /** When it was last looked for there in vain; null while it is there, and once it has left the shared folder here. */
    missed_at: number | null
  }
  /** What plans have changed of the settings of a synchronising service, by operation. */
  archive_sync_settings: {
    operation_id: number
    plan_id: number
    state: 'done' | 'undone'
    changed_at: number
  }
  archive_kept_copies: {
    item_id: number
    batch_id: number
    root_id: number
    rel_path: string
    size: number
    kept_at: number
    released_at: number | null
  }
  archive_checks: {
    id: Generated<number>
    archive_id: number
    /** The job that does it: an attempt after a crash goes on with its row. */
    job_id: number
    run_id: number
    scope: CheckScope
    /** Below the archive, or one file; empty for all of it. */
    folder: string
    state: CheckState
    actor: string
    started_at: number
    finished_at: number | null
    files_read: number
    bytes_read: number
    /** Files that nobody had told of. */
    files_added: number
    findings: number
  }
  archive_findings: {
    id: Generated<number>
    archive_id: number
    item_id: number
    check_id: number
    kind: FindingKind
    expected_sha256: string | null
    found_sha256: string | null
    found_identity: string | null
    errno: string | null
    found_at: number
    state: FindingState
    decided_at: number | null
    decided_by: string | null
  }
  /** Pauses between two steps of a run that goes step by step, from when each begins to when its job has ended. */
  archive_pauses: {
    job_id: number
    archive_id: number
    run_id: number
    done_step: string
    next_step: string
    since: number
    /** When a person said go on. */
    released_at: number | null
    released_by: string | null
  }
  /** One a day of the server's zone, the last of each. */
  archive_samples: {
    archive_id: number
    /** `YYYY-MM-DD` */
    day: string
    sampled_at: number
    /** Filed. */
    files: number
    bytes: number
    disk_bytes: number
    free_bytes: number
  }
}
