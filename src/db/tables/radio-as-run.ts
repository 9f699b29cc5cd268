import type { Generated } from 'kysely'

export interface RadioAsRunTables {
  /** Our own ledger of plays; no row is ever taken out because the playout has forgotten it. Times in epoch ms. */
  radio_as_run: {
    id: Generated<number>
    station_id: number
    connection_id: number
    /** Of the playout; another play when it gives the number out again, then with the next round. */
    history_id: number
    round: number
    track_id: number | null
    window_id: number | null
    starts_at: number
    ends_at: number | null
    /** When it began by the playout's own clock; null where only the plan is known. */
    began_at: number | null
    title: string
    artist: string
    /** As it stood in the library when the play was first seen. */
    type_code: string | null
    md5: string | null
    seen_at: number
    changed_at: number
    /** Since when the playout tells of it no more. */
    vanished_at: number | null
  }
  /** One a station: what counts as in time, and how the last look went. */
  radio_as_run_stations: {
    station_id: number
    late_ms: number
    early_ms: number
    short_ms: number
    furthest_ms: number
    version: number
    /** Whose history was read. */
    connection_id: number | null
    synced_at: number | null
    synced_from: number | null
    synced_to: number | null
    /** Rows of the last whole list. */
    rows_there: number | null
    highest_history_id: number | null
    added: number
    changed: number
    vanished: number
    /** Of the last look when it failed; null after one that did not. */
    failed_at: number | null
    reason_code: string | null
    /** JSON. */
    reason_params: string | null
  }
  /** A broadcast day, held against its plan. */
  radio_as_run_days: {
    id: Generated<number>
    station_id: number
    /** YYYY-MM-DD of the station's calendar. */
    air_date: string
    starts_at: number
    ends_at: number
    /** Up to when the playout's history was known. */
    read_at: number
    state: 'open' | 'final'
    /** JSON: `Counts`. */
    counts: string
    /** Of the lines, so that the same are not written again. */
    fingerprint: string
    judged_at: number
  }
  radio_as_run_lines: {
    id: Generated<number>
    day_id: number
    station_id: number
    air_date: string
    position: number
    verdict: string
    ref: string | null
    track_id: number | null
    title: string
    order_id: number | null
    planned_at: number | null
    planned_ms: number | null
    /** Each play stands in one line. */
    play_id: number | null
    off_ms: number | null
  }
}
