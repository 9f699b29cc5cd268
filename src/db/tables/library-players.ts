import type { Generated } from 'kysely'

export interface LibraryPlayerTables {
  /** Players that share one list of media: telling one of them is enough. Times in epoch ms. */
  library_player_groups: {
    id: Generated<number>
    name: string
    name_key: string
    kind: 'kodi' | 'jellyfin' | 'plex'
    /** Null for no limit. */
    max_members: number | null
    while_playing: 'wait' | 'skip' | 'tell'
    is_enabled: number
    version: number
    created_at: number
    changed_at: number
  }
  /** What they are told of. */
  library_player_libraries: {
    group_id: number
    library_id: number
  }
  library_players: {
    id: Generated<number>
    group_id: number
    connection_id: number
    /** Order in which they are tried, from 0. */
    place: number
    added_at: number
  }
  library_path_mappings: {
    id: Generated<number>
    group_id: number
    library_id: number
    /** Below the library's root; empty for the root itself. */
    rel_path: string
    path_key: string
    /** The same folder as the players write it. */
    player_path: string
    added_at: number
  }
  /** What a group is to be told of a folder, and how far that came: one row a folder. */
  library_player_tellings: {
    id: Generated<number>
    group_id: number
    library_id: number
    rel_path: string
    change: 'added' | 'changed' | 'removed'
    /** JSON list of files below the folder that changed; null for all. */
    files: string | null
    title_id: number | null
    label: string
    actor: string
    /** Counted up with each asking. */
    asked: number
    /** The last asking that the players were told. */
    told: number
    /** A job that has begun with it does not see what is asked from now on. */
    is_taken: number
    state: 'waiting' | 'verified' | 'accepted' | 'failed'
    reason_code: string | null
    /** JSON. */
    reason_params: string | null
    connection_id: number | null
    delivery_id: number | null
    /** Counted up over all rows with each asking: the order of lists. */
    turn: number
    asked_at: number
    settled_at: number | null
  }
  /** What people did with items, written down before a player is asked to read them anew, until it has been given back. */
  library_watch_states: {
    group_id: number
    /** As the player writes it. */
    folder: string
    /** JSON. */
    states: string
    kept_at: number
  }
}
