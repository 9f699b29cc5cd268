import type { Generated } from 'kysely'

export interface RadioTables {
  radio_stations: {
    id: Generated<number>
    name: string
    /** The name as it is compared: folded case, NFKC. */
    name_key: string
    /** IANA. */
    time_zone: string
    /** The playout library. */
    library_connection_id: number | null
    /** One more with each edit. */
    version: number
    created_at: number
    changed_at: number
  }
  /** Folders whose audio goes into a station's library. */
  radio_inboxes: {
    id: Generated<number>
    station_id: number
    root_id: number
    /** Code of the track type that its files get; null for none. */
    type_code: string | null
    /** Files are imported by themselves once they lie still. */
    is_watched: number
    /** For how long a file must not change. */
    settle_sec: number
    version: number
    created_at: number
    changed_at: number
  }
  /** What the doctor last said of a station. */
  radio_checkups: {
    station_id: number
    /** The library that was looked at. */
    connection_id: number
    looked_at: number
    took_ms: number
    /** JSON: `Judged[]`. */
    judged: string
  }
}
