/** Instants and durations are whole microseconds, as PostgreSQL keeps them; times of day and dates are text. */
export type Value = string | number | boolean | null

export interface Row {
  id: number
  [field: string]: Value
}

export interface FileRow extends Row {
  import_status: number
  filepath: string | null
  size: number
  exists: boolean | null
  mime: string
  md5: string | null
  hidden: boolean | null
  created_at: number | null
  last_played_at: number | null
  length: number | null
  cue_in: number | null
  cue_out: number | null
  name: string
  artist_name: string | null
  album_title: string | null
  track_title: string | null
  genre: string | null
  library: number | null
}

export interface LibraryRow extends Row {
  name: string
  code: string
  description: string
  enabled: boolean
  analyze_cue_points: boolean
}

export interface ShowRow extends Row {
  name: string
  description: string | null
  genre: string | null
  url: string | null
}

export interface DayRow extends Row {
  show: number
  first_show_on: string
  last_show_on: string | null
  start_time: string
  timezone: string
  duration: string
  week_day: number | null
  repeat_kind: number
  repeat_next_on: string | null
}

export interface InstanceRow extends Row {
  show: number
  starts_at: number
  ends_at: number
  filled_time: number | null
  modified: boolean
  rebroadcast: number | null
}

export interface ScheduleRow extends Row {
  instance: number
  file: number | null
  stream: number | null
  starts_at: number
  ends_at: number
  length: number | null
  fade_in: string | null
  fade_out: string | null
  cue_in: number
  cue_out: number
  position: number
  position_status: number
  broadcasted: number
  played: boolean | null
}

export interface HistoryRow extends Row {
  starts: number
  ends: number | null
  file: number | null
  instance: number | null
}

export interface UserRow extends Row {
  role: string
  username: string
}

export const US_PER_MS = 1000
export const US_PER_SECOND = 1_000_000
