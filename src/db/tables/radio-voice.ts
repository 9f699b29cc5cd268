import type { Generated } from 'kysely'

export interface RadioVoiceTables {
  /** Recordings for the links of a day. Times in epoch ms, files by their sha256 in the folder `voice` of the data folder. */
  radio_voice_takes: {
    id: Generated<number>
    station_id: number
    /** YYYY-MM-DD of the station's calendar. */
    air_date: string
    /** Names the place for good, however often the day is generated; null for a link that somebody put there by hand. */
    slot_key: string | null
    /** The entry that it was made for; entries that are generated anew have the slot alone in common. */
    entry_id: number
    /** From 1, for each link. */
    number: number
    title: string
    /** What the log kept for the link. */
    wanted_ms: number | null
    /** As it was recorded, byte for byte. */
    source_hash: string
    source_ending: string
    source_ms: number
    source_lufs: number | null
    source_peak_db: number | null
    /** JSON: at most 400 numbers of 0 to 100, of the recording. */
    source_peaks: string
    /** Of the recording: what is heard. */
    trim_in_ms: number
    trim_out_ms: number
    /** From the first that is heard: where what comes next begins. */
    music_in_ms: number | null
    /** As it is sent. */
    audio_hash: string
    audio_md5: string
    length_ms: number
    lufs: number | null
    peak_db: number | null
    target_lufs: number
    made_by: string
    made_by_name: string
    made_at: number
    changed_at: number
    version: number
    is_chosen: number
    /** One more after each delivery that was refused or undone. */
    send_round: number
    delivery_id: number | null
    /** Whose library has it as `track_id`. */
    connection_id: number | null
    track_id: number | null
    /** Why it could not be sent. */
    failed_code: string | null
    /** JSON. */
    failed_params: string | null
    removed_at: number | null
  }
  radio_voice_stations: {
    station_id: number
    target_lufs: number
    version: number
  }
}
