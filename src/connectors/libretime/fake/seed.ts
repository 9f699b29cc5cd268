import { type Row, US_PER_MS, type Value } from './rows.ts'
import type { Tables } from './tables.ts'
import { readInstant } from './v2/formats.ts'
import { FILES } from './v2/resources/files.ts'
import { SHOW_DAYS, SHOW_INSTANCES, SHOWS } from './v2/resources/programme.ts'
import { complete } from './v2/validate.ts'
import type { World } from './world.ts'

/** Epoch ms, or text as v2 reads it. */
export type At = number | string

export interface SeededFile {
  title?: string
  artist?: string
  genre?: string
  lengthMs?: number
  md5?: string
  trackType?: number
  /** `false`: the row is there, the audio is not. */
  audio?: Buffer | false
  /** Of its name; `mp3` unless said. */
  ending?: 'mp3' | 'wav'
  /** Anything else, by the names of v2; times and lengths in microseconds. */
  more?: Record<string, Value>
}

export interface SeededRow {
  instance: number
  file: number | null
  startsAt: At
  lengthMs: number
  more?: Record<string, Value>
}

export interface SeededPlay {
  file: number | null
  instance?: number
  startsAt: At
  endsAt: At | null
  title?: string
  artist?: string
}

/** Puts rows in place before the play begins: nothing of it is in the ledger of effects. @returns ids */
export interface Seed {
  file(values?: SeededFile): number
  /** Many at once: 20,000 take a fraction of a second. */
  files(count: number, make?: (index: number) => SeededFile): number[]
  trackType(values: { code: string; name?: string; analyzeCuePoints?: boolean }): number
  show(name: string, more?: Record<string, Value>): number
  /** A rule of a show. */
  day(values: { show: number; firstShowOn: string; startTime: string; more?: Record<string, Value> }): number
  instance(values: { show: number; startsAt: At; endsAt: At; more?: Record<string, Value> }): number
  row(values: SeededRow): number
  /** Without a file it was a stream, which is called as `title` and `artist` say. */
  history(values: SeededPlay): number
}

const THREE_MINUTES_MS = 180_000
/** Stands for the audio of every file that is seeded without its own. */
const SOME_AUDIO = Buffer.from('seeded audio')
const NO_FADE = '00:00:00'

export function toUs(at: At): number {
  const us = typeof at === 'number' ? at * US_PER_MS : readInstant(at)
  if (us === undefined) throw new Error(`${at} is no instant`)
  return us
}

function seedFile(world: World, index: number, values: SeededFile): number {
  const { title = `Track ${index}`, ending = 'mp3' } = values
  const filepath = `imported/1/${index}-${title.slice(0, 40)}.${ending}`
  const length = Math.round((values.lengthMs ?? THREE_MINUTES_MS) * US_PER_MS)
  if (values.audio !== false) world.disk.set(filepath, values.audio ?? SOME_AUDIO)
  const row = complete(FILES, {
    name: '',
    mime: ending === 'wav' ? 'audio/x-wav' : 'audio/mpeg',
    size: values.audio === false ? 1 : (values.audio ?? SOME_AUDIO).length,
    accessed: 0,
    import_status: 0,
    hidden: false,
    exists: true,
    scheduled: false,
    part_of_list: false,
    filepath,
    md5: values.md5 ?? index.toString(16).padStart(32, '0'),
    track_title: title,
    artist_name: values.artist ?? `Artist ${index % 100}`,
    genre: values.genre ?? null,
    created_at: world.nowUs(),
    length,
    cue_in: 0,
    cue_out: length,
    library: values.trackType ?? null,
    owner: 1,
    artwork: '',
    ...values.more,
  })
  return world.tables.files.insert({ ...row, ftype: 'audioclip', ...values.more }).id
}

function seedSchedule(tables: Tables, { instance, file, startsAt, lengthMs, more }: SeededRow): number {
  const starts_at = toUs(startsAt)
  const length = Math.round(lengthMs * US_PER_MS)
  const marks = { fade_in: NO_FADE, fade_out: NO_FADE, position: 0, position_status: 1, broadcasted: 0, played: false }
  const times = { starts_at, ends_at: starts_at + length, length, cue_in: 0, cue_out: length }
  return tables.schedule.insert({ ...times, ...marks, instance, file, stream: null, ...more }).id
}

function seedHistory(tables: Tables, { file, instance, startsAt, endsAt, ...name }: SeededPlay): number {
  const times = { starts: toUs(startsAt), ends: endsAt === null ? null : toUs(endsAt) }
  const { id } = tables['playout-history'].insert({ file, instance: instance ?? null, ...times })
  const words = { track_title: name.title, artist_name: name.artist }
  for (const [key, value] of Object.entries(words))
    if (value !== undefined) tables['playout-history-metadata'].insert({ history: id, key, value })
  return id
}

const NO_AUTOMATION = {
  linked: false,
  linkable: true,
  auto_playlist_enabled: false,
  auto_playlist_repeat: false,
  override_intro_playlist: false,
  override_outro_playlist: false,
}

export function createSeed(world: World): Seed {
  const { tables } = world
  const file = (values: SeededFile = {}): number => seedFile(world, tables.files.size + 1, values)
  const insert = (table: 'shows' | 'show-days' | 'show-instances', row: Record<string, Value>): number =>
    (tables[table].insert(row) as Row).id
  return {
    file,
    files: (count, make = () => ({})) => Array.from({ length: count }, (_, index) => file(make(index))),
    trackType: ({ code, name = code, analyzeCuePoints = false }) =>
      tables.libraries.insert({ code, name, description: name, enabled: true, analyze_cue_points: analyzeCuePoints })
        .id,
    show: (name, more) => insert('shows', complete(SHOWS, { name, description: '', ...NO_AUTOMATION, ...more })),
    day({ show, firstShowOn, startTime, more }) {
      const rule = { show, first_show_on: firstShowOn, start_time: `${startTime}:00`, repeat_kind: 0, week_day: 0 }
      return insert(
        'show-days',
        complete(SHOW_DAYS, { ...rule, timezone: world.station.timezone, duration: '01:00', ...more }),
      )
    },
    instance({ show, startsAt, endsAt, more }) {
      const times = { starts_at: toUs(startsAt), ends_at: toUs(endsAt), created_at: world.nowUs(), filled_time: 0 }
      const marks = { modified: false, rebroadcast: 0, auto_playlist_built: false, description: '' }
      return insert('show-instances', complete(SHOW_INSTANCES, { show, ...times, ...marks, ...more }))
    },
    row: (values) => seedSchedule(tables, values),
    history: (values) => seedHistory(tables, values),
  }
}
