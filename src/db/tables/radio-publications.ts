import type { Generated } from 'kysely'

export interface RadioPublicationTables {
  /** A state of a log, or of some of its hours, on its way to a playout. */
  radio_publications: {
    id: Generated<number>
    station_id: number
    connection_id: number
    log_id: number
    /** Of the log. */
    revision: number
    plan_id: number
    from_at: number
    to_at: number
    /** 0 for single hours. */
    whole_day: number
    state:
      | 'planned'
      | 'publishing'
      | 'verified'
      | 'restoring'
      | 'restored'
      | 'undoing'
      | 'undone'
      | 'mixed'
      | 'discarded'
    add_count: number
    remove_count: number
    keep_count: number
    /** Rows of others that were taken over. */
    take_count: Generated<number>
    /** JSON: every row that stood in that stretch before, whoever made it. */
    snapshot: string
    reason_code: string | null
    reason_params: string | null
    made_by: string
    made_at: number
    settled_at: number | null
  }
  /** Rows that logs have at playouts, and those that were taken back. */
  radio_log_rows: {
    id: Generated<number>
    station_id: number
    connection_id: number
    log_id: number
    entry_id: number
    delivery_id: number
    row_id: number
    window_id: number
    track_id: number
    title: string
    starts_at: number
    ends_at: number
    cue_in_ms: number
    cue_out_ms: number
    is_standing: number
    changed_at: number
    /** The delivery whose row came back with this one. */
    back_for: number | null
  }
  /** Windows that were made for logs. */
  radio_log_windows: {
    id: Generated<number>
    station_id: number
    connection_id: number
    delivery_id: number
    window_id: number
    starts_at: number
    ends_at: number
    is_standing: number
  }
}
