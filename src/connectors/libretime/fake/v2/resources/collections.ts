import { choice, clock, duration, float, instant, int, key, must, neededByDatabase, text } from '../field.ts'
import { resource } from '../resource.ts'

const NAMED = {
  created_at: instant(),
  updated_at: instant(),
  name: must(text(255)),
  description: text(512),
  length: duration(),
}

export const PLAYLISTS = resource('Playlist', 'playlists', { ...NAMED, owner: key('users', 'null') })

export const PLAYLIST_CONTENTS = resource('PlaylistContent', 'playlist-contents', {
  kind: must(choice(0, 1, 2)),
  position: int(),
  offset: must(float()),
  length: duration(),
  cue_in: duration(),
  cue_out: duration(),
  fade_in: clock(),
  fade_out: clock(),
  playlist: key('playlists'),
  file: key('files'),
  stream: key('webstreams'),
  block: key('smart-blocks'),
})

export const SMART_BLOCKS = resource('SmartBlock', 'smart-blocks', {
  ...NAMED,
  kind: { ...choice('static', 'dynamic'), fallback: 'dynamic' },
  owner: key('users', 'null'),
})

export const SMART_BLOCK_CONTENTS = resource('SmartBlockContent', 'smart-block-contents', {
  position: int(),
  offset: must(float()),
  length: duration(),
  cue_in: duration(),
  cue_out: duration(),
  fade_in: clock(),
  fade_out: clock(),
  block: key('smart-blocks'),
  file: key('files'),
})

export const SMART_BLOCK_CRITERIA = resource('SmartBlockCriteria', 'smart-block-criteria', {
  group: int(),
  criteria: must(text(32)),
  condition: must(text(16)),
  value: must(text(512)),
  extra: text(512),
  block: must(key('smart-blocks')),
})

export const WEBSTREAMS = resource('Webstream', 'webstreams', {
  created_at: must(instant()),
  updated_at: must(instant()),
  last_played_at: instant(),
  name: must(text(255)),
  description: must(text(255)),
  url: must(text(512)),
  length: must(duration()),
  mime: text(1024),
  // QUIRK(libretime 4.5): may be left out as far as the API goes; the database refuses it: 500.
  owner: neededByDatabase(key('users')),
})

export const WEBSTREAM_METADATA = resource('WebstreamMetadata', 'webstream-metadata', {
  starts_at: must(instant()),
  data: must(text(1024)),
  schedule: must(key('schedule')),
})
