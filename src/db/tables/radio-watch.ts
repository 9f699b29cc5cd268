export interface RadioWatchTables {
  /** The last look of each kind at a station; a look that failed leaves what was seen before. Times in epoch ms. */
  radio_watches: {
    station_id: number
    kind: 'ahead' | 'on-air'
    /** Whose playout was looked at. */
    connection_id: number
    looked_at: number | null
    took_ms: number | null
    /** JSON; null before the first look that went well. */
    seen: string | null
    /** Of the last look when it failed; null after one that did not. */
    failed_at: number | null
    reason_code: string | null
    /** JSON. */
    reason_params: string | null
  }
  radio_watch_rules: {
    station_id: number
    /** Shorter silence is not told. */
    gap_ms: number
  }
}
