import type { Generated } from 'kysely'

export interface RadioTrackTables {
  /** What a station's library has, and had. Times in epoch ms, lengths in ms. */
  radio_tracks: {
    id: Generated<number>
    station_id: number
    /** The library: another one has other tracks under the same numbers. */
    connection_id: number
    /** Of the library. */
    track_id: number
    title: string
    artist: string
    album: string
    genre: string
    year: string
    /** Folded case and accents, for searching and separation. */
    title_key: string
    artist_key: string
    genre_key: string
    library_type_id: number | null
    /** The library's code of its type; empty for a track without a type, null when the library does not name the type. */
    library_code: string | null
    /** Null while its code stands for nothing that Patchbay knows. */
    type_code: string | null
    state: 'usable' | 'pending' | 'failed' | 'missing'
    length_ms: number | null
    cue_in_ms: number | null
    cue_out_ms: number | null
    md5: string | null
    size: number
    rel_path: string
    /** When the library last played it. */
    played_at: number | null
    /** What people say of it; never the library's. */
    sponsor: string | null
    product: string | null
    /** From its start until somebody sings. */
    intro_ms: number | null
    /** Of these own facts: one more with each edit. */
    version: number
    integrated_lufs: number | null
    loudness_range_lu: number | null
    peak_db: number | null
    /** Hash that names its waveform in the cache. */
    waveform: string | null
    measured_at: number | null
    /** Why it was not measured when that was last tried; null once it is, or when its bytes are others. */
    measure_failed_at: number | null
    measure_code: string | null
    /** JSON. */
    measure_params: string | null
    first_seen_at: number
    changed_at: number
    /** Since when the library does not have it any more. */
    gone_at: number | null
  }
  /** The types of a library, by their codes, and what they stand for. */
  radio_track_types: {
    station_id: number
    connection_id: number
    /** Empty for tracks without a type. */
    code: string
    name: string
    /** Null for the empty code. */
    library_type_id: number | null
    type_code: string | null
    /** 1 when a person said what it stands for. */
    by_hand: number
    /** Since when the library does not have it any more. */
    gone_at: number | null
    changed_at: number
  }
  /** How runs of the sync ended. */
  radio_track_syncs: {
    id: Generated<number>
    station_id: number
    connection_id: number
    job_id: number
    outcome: 'done' | 'failed' | 'suspect'
    listed: number
    created: number
    changed: number
    gone: number
    returned: number
    took_ms: number | null
    ended_at: number
    reason_code: string | null
    /** JSON. */
    reason_params: string | null
  }
}
