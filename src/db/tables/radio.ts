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
    /** The CMS in which its programme is described. */
    cms_connection_id: number | null
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
  /** One planned broadcast of an episode or a track; an episode may have many. */
  radio_airings: {
    id: Generated<number>
    station_id: number
    /** The playout that it was planned at. */
    connection_id: number
    cms_connection_id: number | null
    /** Of the CMS; null for a track of the library. */
    episode_id: string | null
    track_id: number
    title: string
    show_id: string
    show_title: string
    /** 1 when `show_id` is the CMS's, 0 when it is the playout's. */
    show_of_cms: number
    /** Length of the audio when it was planned. */
    audio_ms: number
    starts_at: number
    ends_at: number
    /** One more with each move; part of the keys of its deliveries. */
    round: number
    state: 'planned' | 'verified' | 'cancelling' | 'cancelled' | 'aired' | 'missed'
    needs_repair: number
    reason_code: string | null
    reason_params: string | null
    playout_show_id: number | null
    window_id: number | null
    row_id: number | null
    window_delivery_id: number | null
    row_delivery_id: number | null
    cms_delivery_id: number | null
    /** One more with each thing that the CMS was to be told. */
    cms_round: number
    /** When the playout knows of the last change, at the latest. */
    reached_at: number | null
    /** The newest run that works, or worked, on it. */
    run_id: number | null
    /** The operation of a plan that made it. */
    operation_id: number | null
    planned_by: string
    planned_at: number
    changed_at: number
  }
  /** What an airing left behind at the playout when it moved or was cancelled, until it is gone there. */
  radio_leftovers: {
    id: Generated<number>
    airing_id: number
    starts_at: number
    ends_at: number
    row_delivery_id: number | null
    window_delivery_id: number | null
  }
}
