import { bool, choice, clock, date, duration, instant, int, key, must, orElse, text } from '../field.ts'
import { resource } from '../resource.ts'

export const SHOWS = resource('Show', 'shows', {
  name: must(text(255)),
  description: text(8192),
  genre: text(255),
  url: text(255),
  image: text(255),
  foreground_color: text(6),
  background_color: text(6),
  live_enabled: { ...orElse(bool(), false), readOnly: true },
  linked: must(bool()),
  linkable: must(bool()),
  auto_playlist: key('playlists', 'null'),
  auto_playlist_enabled: must(bool()),
  auto_playlist_repeat: must(bool()),
  intro_playlist: key('playlists', 'null'),
  override_intro_playlist: must(bool()),
  outro_playlist: key('playlists', 'null'),
  override_outro_playlist: must(bool()),
})

export const SHOW_DAYS = resource('ShowDays', 'show-days', {
  first_show_on: must(date()),
  last_show_on: date(),
  start_time: must(clock()),
  // QUIRK(libretime 4.5): neither the zone nor the duration is looked at.
  timezone: must(text(1024)),
  duration: must(text(1024)),
  record_enabled: { ...choice(0, 1), fallback: 0 },
  week_day: choice(0, 1, 2, 3, 4, 5, 6),
  // QUIRK(libretime 4.5): the database also knows -1 (once) and 3 (monthly by week), which POST refuses and GET gives.
  repeat_kind: must(choice(0, 1, 4, 5, 2)),
  repeat_next_on: date(),
  show: must(key('shows')),
})

export const SHOW_INSTANCES = resource('ShowInstance', 'show-instances', {
  created_at: must(instant()),
  starts_at: must(instant()),
  ends_at: must(instant()),
  filled_time: duration(),
  last_scheduled_at: instant(),
  description: text(8192),
  modified: must(bool()),
  rebroadcast: int(),
  auto_playlist_built: must(bool()),
  record_enabled: { ...choice(0, 1), fallback: 0 },
  show: must(key('shows')),
  instance: key('show-instances'),
  record_file: key('files'),
})

export const SHOW_HOSTS = resource('ShowHost', 'show-hosts', { show: must(key('shows')), user: must(key('users')) })

export const SHOW_REBROADCASTS = resource('ShowRebroadcast', 'show-rebroadcasts', {
  day_offset: must(text(1024)),
  start_time: must(clock()),
  show: must(key('shows')),
})

/** As POST reads it; on PUT and PATCH two of these cannot be written. */
export const SCHEDULE = resource('Schedule', 'schedule', {
  starts_at: must(instant()),
  ends_at: must(instant()),
  length: duration(),
  fade_in: clock(),
  fade_out: clock(),
  cue_in: must(duration()),
  cue_out: must(duration()),
  position: must(int()),
  position_status: orElse(choice(-1, 0, 1, 2), 1),
  broadcasted: must(int()),
  played: bool(),
  instance: must(key('show-instances')),
  file: key('files'),
  stream: key('webstreams'),
})
