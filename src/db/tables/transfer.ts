import type { Generated } from 'kysely'

export interface TransferTables {
  transfer_roots: {
    id: Generated<number>
    name: string
    /** Absolute; the only absolute paths in the database. */
    path: string
    marker: string
    /** 1 when the folder was a mount point of its own when it was given to us. */
    was_mount: number
    /** How many files the root is known to hold; 0 when being empty is normal. */
    expected_files: number
    added_at: number
    state: 'online' | 'offline'
    reason: string | null
    /** 0 until the marker was written. */
    checked_at: number
    /** When nobody named it any more; what happened in it stays on record. */
    retired_at: number | null
  }
  transfer_moves: {
    id: Generated<number>
    /** Random; names the temporary file. */
    op: string
    kind: 'move' | 'copy' | 'link' | 'trash' | 'quarantine' | 'restore' | 'undo'
    state: 'planned' | 'copying' | 'placed' | 'done' | 'there' | 'refused' | 'undone' | 'purged'
    ref: string
    group_key: string | null
    from_root: number
    from_rel: string
    /** The exact bytes when the name is not valid UTF-8; `from_rel` is then for reading only. */
    from_raw: Buffer | null
    to_root: number
    to_rel: string
    to_raw: Buffer | null
    /** `dev:ino:size:mtimeNs:ctimeNs` of the source; without ctime where a change of it says nothing. */
    identity: string
    size: number
    /** Modification time that the file shall have at its target, ns since the epoch. */
    mtime_ns: string
    sha256: string | null
    /** Identity at the target where it is another file than the source. */
    placed_identity: string | null
    /** When that file was read back from the disk and found right; null for one that a crash left unread. */
    read_back_at: number | null
    /** 1 once a copy may have begun under its own name, on a disk without hard links; set before it does. */
    in_place: number | null
    on_identical: 'keep' | 'trash'
    keeper_root: number | null
    keeper_rel: string | null
    parent_id: number | null
    /** JSON `{ code, params }` when refused; `{ relPath, source }` when there. */
    result: string | null
    prepared_at: number
    settled_at: number | null
  }
  /** Folders that moves made, so that an undo can take away those that are empty again. */
  transfer_folders: {
    id: Generated<number>
    root_id: number
    rel_path: string
    /** Of the path, for the index: paths are too long for one. */
    path_hash: string
    move_id: number
    removed_at: number | null
  }
}
