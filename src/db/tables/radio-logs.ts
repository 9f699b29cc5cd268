import type { Generated } from 'kysely'

export interface RadioLogTables {
  /** A station's day. */
  radio_logs: {
    id: Generated<number>
    station_id: number
    /** YYYY-MM-DD. */
    air_date: string
    /** The station's when the log was made: its hours are those of this zone, whatever the station's is later. */
    time_zone: string
    starts_at: number
    ends_at: number
    /** One more with each change. */
    revision: number
    seed: string
    /** Who edits it: `person:3`. */
    locked_by: string | null
    locked_name: string | null
    locked_until: number | null
    generated_at: number | null
    created_at: number
    changed_at: number
  }
  /** What stands in the logs now. */
  radio_log_entries: {
    id: Generated<number>
    log_id: number
    station_id: number
    /** From 0, over the whole day. */
    position: number
    slot_key: string | null
    hour_starts_at: number
    /** As it was computed with the last change. */
    starts_at: number
    length_ms: number
    what: 'track' | 'spot' | 'voice' | 'note'
    type_code: string | null
    track_id: number | null
    title: string
    artist: string
    cue_in_ms: number
    cue_out_ms: number
    source: 'music' | 'traffic' | 'template' | 'tracker' | 'manual' | 'import'
    start_type: 'hard' | 'soft' | 'relative'
    anchor_ms: number | null
    transition: 'play' | 'segue' | 'stop'
    order_id: number | null
    copy_id: number | null
    hand_edited: number
    /** JSON: `Why`. */
    why: string | null
    note: string
  }
  /** Each state that a log was in. */
  radio_log_revisions: {
    id: Generated<number>
    log_id: number
    number: number
    actor: string
    at: number
    what: 'made' | 'generated' | 'filled' | 'edited' | 'imported' | 'copied' | 'undone' | 'redone'
    /** JSON: fills the sentence of `what`. */
    params: string
    /** The revision whose state it is, when it is an undo or a redo. */
    of_number: number | null
    entry_count: number
    /** Deflated JSON: `LogEntry[]`. */
    entries: Uint8Array
  }
  /** How files of others are read. */
  radio_log_templates: {
    id: Generated<number>
    station_id: number
    name: string
    /** Folded case and accents. */
    name_key: string
    /** JSON. */
    template: string
    version: number
    created_at: number
    changed_at: number
  }
}
