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
    /** 1 when Patchbay itself keeps its shows and episodes. */
    keeps_programme: Generated<number>
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
    mode: 'tracks' | 'episodes' | 'live'
    /** How names tell episodes; null when by ids alone. */
    pattern: string | null
    /** JSON: what the audio must be like; null asks for nothing. */
    audio_policy: string | null
    /** Where files go when all is verified; null for the trash of the inbox. */
    archive_root_id: number | null
  }
  /** Files of inboxes of episodes, and how far each came. */
  radio_hydrations: {
    id: Generated<number>
    inbox_id: number
    rel_path: string
    /** As it lay still. */
    identity: string
    size: number
    state: 'seen' | 'chosen' | 'working' | 'failed' | 'verified'
    /** 0 unmatched, 1 matched to 7 verified on both sides. */
    step: number
    /** In the words of the CMS; null when a person said that it belongs to none. */
    episode_id: string | null
    episode_title: string
    matched_by: 'id' | 'pattern' | 'hand'
    sha256: string | null
    /** Of the tagged copy that is uploaded. */
    copy_md5: string | null
    track_id: number | null
    upload_id: number | null
    title_id: number | null
    completion_id: number | null
    run_id: number | null
    job_id: number | null
    reason_code: string | null
    /** JSON. */
    reason_params: string | null
    created_at: number
    changed_at: number
    verified_at: number | null
  }
  /** What a decode said of a content, so that it is decoded once. */
  radio_audio_reports: {
    sha256: string
    /** JSON. */
    report: string
    /** JSON: the waveform. */
    peaks: string
    created_at: number
  }
  /** One planned broadcast of an episode or a track; an episode may have many. */
  radio_airings: {
    id: Generated<number>
    station_id: number
    /** The playout that it was planned at. */
    connection_id: number
    /** `CmsRef`; null where it was planned without shows and episodes. */
    cms: string | null
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
  /** Shows that Patchbay keeps for a station without a CMS. */
  radio_shows: {
    id: Generated<number>
    station_id: number
    title: string
    /** Folded case and accents; of those that were not taken out each stands once a station. */
    title_key: string
    hosts: string
    description: string
    playout_show_id: number | null
    version: number
    /** The operation of a plan that made it. */
    operation_id: number | null
    created_at: number
    changed_at: number
    removed_at: number | null
  }
  /** Their episodes. Times in epoch ms, lengths in ms. */
  radio_episodes: {
    id: Generated<number>
    station_id: number
    show_id: number | null
    title: string
    /** Folded case and accents. */
    title_key: string
    description: string
    published_status: 'draft' | 'published'
    pending_review: number
    air_status: 'draft' | 'queued' | 'scheduled' | 'aired'
    scheduled_at: number | null
    scheduled_end_at: number | null
    duration_ms: number | null
    rounded_duration_ms: number | null
    real_duration_ms: number | null
    track_id: string | null
    track_rel_path: string | null
    show_window_id: string | null
    playout_row_id: string | null
    first_aired_at: number | null
    last_aired_at: number | null
    plays: number | null
    air_count: number | null
    version: number
    operation_id: number | null
    created_at: number
    changed_at: number
    removed_at: number | null
  }
}
