import type { Fault } from './faults/faults.ts'
import { type Day, HOUR_MS, healthyDay, MINUTE_MS, nowMs } from './healthy-day.ts'
import { US_PER_MS } from './rows.ts'
import { createSeed } from './seed.ts'
import { FILES } from './v2/resources/files.ts'
import { complete } from './v2/validate.ts'
import type { World } from './world.ts'

/** A station as it is met: what the doctor must name in it, and nothing else. */
export interface Situation {
  says: string
  /** What is to be named; null for a healthy station. */
  names: string | null
  /** Zone that Patchbay has for the station, where it is not that of the double. */
  stationZone?: string
  /** What the CMS beside it does. */
  cms?: 'demoted'
  /** A second station beside it, in this other situation. */
  besides?: string
  make(world: World): void
}

const US = US_PER_MS
const faulty =
  (...faults: Fault[]) =>
  (world: World): void => {
    healthyDay(world)
    world.faults.set(...faults)
  }

/** A healthy day, of which one thing is spoiled. */
const spoiled =
  (spoil: (world: World, day: Day) => void) =>
  (world: World): void =>
    spoil(world, healthyDay(world))

const withRow = (changes: Record<string, number | string | null>) =>
  spoiled(({ tables }, { later }) => void tables.schedule.update(later.row, changes))

/** In the place of what a show has: this file, so long. */
function replan(world: World, { later }: Day, { file, lengthMs }: { file: number; lengthMs: number }): void {
  const { starts_at } = world.tables.schedule.get(later.row) ?? { starts_at: 0 }
  const length = lengthMs * US
  world.tables.schedule.update(later.row, { file, length, ends_at: starts_at + length, cue_out: length })
}

const FAULTS = {
  F01: {
    says: 'uploads are taken and never looked at: the analyzer can’t read the storage',
    names: 'analyzer-blind',
    make: spoiled((world) => {
      world.faults.set({ kind: 'analyzer-stopped' })
      const created_at = (nowMs(world) - 40 * MINUTE_MS) * US
      const waiting = { import_status: 1, hidden: true, filepath: '', length: 0, cue_out: 0, size: 0, mime: '' }
      createSeed(world).file({ title: 'Sunday special', audio: false, more: { ...waiting, created_at } })
    }),
  },
  F02: {
    says: 'nginx keeps the former address of PHP: 502 for all but the API',
    names: 'stale-upstream',
    make: faulty({ kind: 'status', status: 502, on: 'rest' }, { kind: 'status', status: 502, on: 'legacy' }),
  },
  F03: {
    says: 'somebody uploads to /api/v2/files, which makes rows without audio',
    names: 'wrong-endpoint',
    make: spoiled(({ tables }) => {
      tables.files.insert(complete(FILES, { name: 'show.mp3', size: 1000, mime: 'audio/mpeg', accessed: 0 }))
    }),
  },
  F04: {
    says: 'uploads pass through Cloudflare',
    names: 'upload-limit',
    make: faulty({ kind: 'behind-cloudflare' }),
  },
  F05: {
    says: 'a challenge page in place of data',
    names: 'challenge',
    make: faulty({ kind: 'html', status: 403 }, { kind: 'behind-cloudflare' }),
  },
  F06: {
    says: 'the key of the CMS is that of somebody who may only read',
    names: 'key-without-rights',
    cms: 'demoted',
    make: faulty(),
  },
  F07: {
    says: 'LibreTime was given another key',
    names: 'key-refused',
    make: spoiled((world) => {
      world.key = 'another-key'
    }),
  },
  F14: {
    says: 'a show without anything in it',
    names: 'show-without-rows',
    make: spoiled(({ tables }, { later }) => tables.schedule.remove(later.row)),
  },
  F15: {
    says: 'a show that stops after 15 minutes',
    names: 'cut-short',
    make: withRow({ cue_out: 15 * MINUTE_MS * US }),
  },
  F16: {
    says: 'a show that goes on over the next one',
    names: 'overrun',
    make: spoiled((world, day) => {
      const file = createSeed(world).file({ title: 'Long mix', lengthMs: 75 * MINUTE_MS })
      replan(world, day, { file, lengthMs: HOUR_MS })
      world.tables.schedule.update(day.later.row, { cue_out: 75 * MINUTE_MS * US })
    }),
  },
  F17: {
    says: 'a file of 48 minutes in an hour',
    names: 'lengths-differ',
    make: spoiled((world, day) => {
      const lengthMs = 48 * MINUTE_MS
      replan(world, day, { file: createSeed(world).file({ title: 'Short mix', lengthMs }), lengthMs })
    }),
  },
  F18: {
    says: 'a planned file whose audio is gone from the disk',
    names: 'row-without-file',
    make: spoiled(({ tables, disk }, { later }) => {
      const row = tables.schedule.get(later.row)
      disk.delete(tables.files.get(row?.file ?? 0)?.filepath ?? '')
    }),
  },
} as const satisfies Record<string, Situation>

/** Faults without a number. */
const FURTHER = {
  'all-refused': {
    says: 'all uploads of the day were given up, as LibreTime does after an hour',
    names: 'analyzer-blind',
    make: spoiled((world) => {
      const seed = createSeed(world)
      const given = { import_status: 2, hidden: true, filepath: '', length: 0, cue_out: 0, size: 0, mime: '' }
      for (let hour = 2; hour < 5; hour += 1) {
        const more = { ...given, created_at: (nowMs(world) - hour * HOUR_MS) * US }
        seed.file({ title: `Upload ${hour}`, audio: false, more })
      }
      for (const { id } of world.tables.files.where((row) => row.import_status === 0))
        world.tables.files.update(id, { created_at: (nowMs(world) - 48 * HOUR_MS) * US })
    }),
  },
  'old-version': { says: 'LibreTime 4.2', names: 'too-old', make: faulty({ kind: 'old-version' }) },
  'api-only': {
    says: 'the address is that of the API alone',
    names: 'wrong-endpoint',
    make: faulty({ kind: 'api-only' }),
  },
  'no-fades': { says: 'a row without fades', names: 'playout-blocked', make: withRow({ fade_in: null }) },
  'cue-of-a-day': {
    says: 'a row with cues of more than a day',
    names: 'playout-blocked',
    make: withRow({ cue_in: 25 * HOUR_MS * US, cue_out: 26 * HOUR_MS * US }),
  },
  'zones-differ': {
    says: 'the station is in another zone than Patchbay has it',
    names: 'zones-differ',
    stationZone: 'Europe/Paris',
    make: faulty(),
  },
  'clock-off': {
    says: 'the clock of LibreTime’s host is ten minutes behind',
    names: 'clock-skew',
    make: faulty({ kind: 'clock-off', ms: -10 * MINUTE_MS }),
  },
  'file-longer': {
    says: 'a file of 75 minutes in an hour, of which the end is lost',
    names: 'lengths-differ',
    make: spoiled((world, day) => {
      const file = createSeed(world).file({ title: 'Long mix', lengthMs: 75 * MINUTE_MS })
      replan(world, day, { file, lengthMs: HOUR_MS })
    }),
  },
  'two-at-once': {
    says: 'two shows at the same time',
    names: 'overrun',
    make: spoiled((world, { later, files }) => {
      const seed = createSeed(world)
      const instance = seed.instance({
        show: seed.show('Another'),
        startsAt: later.startsAt,
        endsAt: later.startsAt + HOUR_MS,
      })
      seed.row({ instance, file: files[0] ?? 0, startsAt: later.startsAt, lengthMs: HOUR_MS })
    }),
  },
} as const satisfies Record<string, Situation>

const healthy = (says: string, make: Situation['make'], more: Partial<Situation> = {}): Situation => ({
  says,
  names: null,
  make,
  ...more,
})

/** A show of another kind in the place of one of the day. */
const inPlace = (more: Record<string, boolean>) =>
  spoiled(({ tables }, { later }) => {
    tables.shows.update(later.show, more)
    tables.schedule.remove(later.row)
  })

const HEALTHY = {
  slow: healthy('every answer takes half a second', faulty({ kind: 'slow', ms: 500 })),
  'empty-library': healthy('nothing was ever uploaded', () => undefined),
  'no-shows': healthy('files, and no shows', (world) => void createSeed(world).files(20)),
  'two-stations': healthy('a second station in another zone', faulty(), { besides: 'another-zone' }),
  'another-zone': healthy(
    'a zone of half hours on the other side of the world',
    spoiled(({ station }) => void (station.timezone = 'Australia/Lord_Howe')),
    { stationZone: 'Australia/Lord_Howe' },
  ),
  'zone-by-another-name': healthy(
    'the same zone by its older name',
    spoiled(({ station }) => void (station.timezone = 'US/Eastern')),
    { stationZone: 'America/New_York' },
  ),
  'live-show': healthy('a live show, in which nothing is planned', inPlace({ live_enabled: true })),
  'automatic-playlist': healthy('a show that fills itself before air', inPlace({ auto_playlist_enabled: true })),
  webstream: healthy(
    'a show that relays a stream',
    spoiled(({ tables }, { later }) => {
      const stream = tables.webstreams.insert({ name: 'Relay', url: 'http://relay.example/' }).id
      tables.schedule.update(later.row, { file: null, stream })
    }),
  ),
  'full-show': healthy(
    'songs, of which the last one is clipped to the show and another never begins',
    spoiled((world, day) => fillWithSongs(world, day)),
  ),
  'cancelled-show': healthy(
    'an airing that was deleted in the web interface',
    spoiled(({ tables }, { later }) => {
      tables['show-instances'].update(later.window, { modified: true })
      tables.schedule.remove(later.row)
    }),
  ),
  'fading-songs': healthy(
    'songs with cue points of their own, each fading into the next',
    spoiled((world, day) => fadeSongs(world, day)),
  ),
  'fresh-uploads': healthy(
    'an upload of two minutes ago, and junk of uploads that once failed',
    spoiled((world) => {
      const seed = createSeed(world)
      const junk = { import_status: 2, hidden: true, filepath: '', length: 0, mime: '', size: 0 }
      const waiting = { ...junk, import_status: 1, created_at: (nowMs(world) - 2 * MINUTE_MS) * US }
      for (let index = 0; index < 5; index += 1)
        seed.file({
          title: `Junk ${index}`,
          audio: false,
          more: { ...junk, created_at: (nowMs(world) - 90 * 24 * HOUR_MS) * US },
        })
      seed.file({ title: 'Just sent', audio: false, more: waiting })
    }),
  ),
  'past-tomorrow': healthy('a show that begins within a day and goes on long after it', (world) =>
    goOnPastTomorrow(world),
  ),
  'closed-api': healthy(
    'the public API is switched off',
    spoiled(({ station }) => void (station.publicApi = false)),
  ),
} satisfies Record<string, Situation>

const SONG_MS = 4 * MINUTE_MS

function fillWithSongs(world: World, { later }: Day): void {
  const seed = createSeed(world)
  world.tables.schedule.remove(later.row)
  // 14 songs of 4 minutes leave 4; the next two are of 7: one is clipped, one is never reached.
  const lengths = [...Array.from({ length: 14 }, () => SONG_MS), 7 * MINUTE_MS, 7 * MINUTE_MS]
  let startsAt = later.startsAt
  for (const lengthMs of lengths) {
    seed.row({ instance: later.window, file: seed.file({ lengthMs }), startsAt, lengthMs })
    startsAt += lengthMs
  }
}

const BEGINS_HOURS = 20
const LONG_HOURS = 10

/** In the place of the last hours of the day, with an item for each hour. */
function goOnPastTomorrow(world: World): void {
  const { files } = healthyDay(world)
  const { tables } = world
  const startsAt = Math.floor(nowMs(world) / HOUR_MS) * HOUR_MS + BEGINS_HOURS * HOUR_MS
  for (const table of [tables.schedule, tables['show-instances']])
    for (const { id, starts_at } of table.all()) if (starts_at >= startsAt * US) table.remove(id)
  const seed = createSeed(world)
  const instance = seed.instance({ show: seed.show('All night'), startsAt, endsAt: startsAt + LONG_HOURS * HOUR_MS })
  for (let hour = 0; hour < LONG_HOURS; hour += 1)
    seed.row({
      instance,
      file: files[hour % files.length] ?? 0,
      startsAt: startsAt + hour * HOUR_MS,
      lengthMs: HOUR_MS,
    })
}

const CUE_IN_MS = 3000
const FADE_MS = 6000

function fadeSongs(world: World, { later }: Day): void {
  const seed = createSeed(world)
  world.tables.schedule.remove(later.row)
  let startsAt = later.startsAt
  while (startsAt < later.startsAt + HOUR_MS) {
    const lengthMs = Math.min(SONG_MS, later.startsAt + HOUR_MS - startsAt)
    const more = {
      cue_in: CUE_IN_MS * US,
      cue_out: (CUE_IN_MS + lengthMs) * US,
      fade_in: '00:00:02',
      fade_out: '00:00:06',
    }
    seed.row({ instance: later.window, file: seed.file({ lengthMs: 5 * MINUTE_MS }), startsAt, lengthMs, more })
    startsAt += lengthMs - (lengthMs === SONG_MS ? FADE_MS : 0)
  }
}

/** By name: what the double can be made to be, and what the doctor must say of it. */
export const SITUATIONS = { ...FAULTS, ...FURTHER, ...HEALTHY } satisfies Record<string, Situation>
export type SituationName = keyof typeof SITUATIONS

export const isSituation = (name: string): name is SituationName => Object.hasOwn(SITUATIONS, name)

export function simulate(world: World, name: SituationName): void {
  SITUATIONS[name].make(world)
}
