import fc from 'fast-check'
import { daySpan } from '../src/kernel/time.ts'
import { hoursOf } from '../src/kernel/hours.ts'
import { type LogEntry, logLengthOf } from '../src/radio/logs/model.ts'
import type { Scope } from '../src/radio/logs/publish/model.ts'
import type { Day } from '../src/radio/logs/timing.ts'
import type { Airing } from '../src/radio/planner/index.ts'
import { emptyPlayout, type PlayoutModel, US_PER_MS } from './playout-model.ts'
import type { Desk } from './publish-desk.ts'

const SECOND_MS = 1000
const HOUR_MS = 3_600_000
const TRACKS = 16
const OURS_SHOW = 1

const DAYS: readonly (readonly [string, string])[] = [
  ['2026-11-29', 'Europe/Paris'],
  ['2026-03-29', 'Europe/Paris'],
  ['2026-10-25', 'Europe/Paris'],
  ['2026-03-08', 'America/New_York'],
  ['2026-11-01', 'America/New_York'],
  ['2026-10-04', 'Australia/Lord_Howe'],
  ['2026-04-05', 'Australia/Lord_Howe'],
]
const WORLDS: readonly Day[] = DAYS.map(([airDate, zone]) => {
  const span = daySpan(airDate, zone)
  return { ...span, hours: hoursOf(span, zone) }
})

/** Everything happens within some hours of the day, so that it meets. */
const STRETCH_MS = 5 * HOUR_MS
const seconds = (max: number) => fc.nat(max).map((one) => one * SECOND_MS)
/** What others write is not always in whole seconds. */
const oddUs = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constantFrom(1, 400_000, 999_999))

const anyEntry = fc.record({
  at: seconds(STRETCH_MS / SECOND_MS - 1),
  audioMs: fc.oneof(fc.integer({ min: 20_000, max: 420_000 }), fc.integer({ min: 1, max: 9_000_000 })),
  cueInMs: fc.constantFrom(0, 0, 0, 1, 4567),
  track: fc.nat(TRACKS + 1),
  what: fc.constantFrom<LogEntry['what'][]>('track', 'track', 'track', 'spot', 'voice', 'note'),
  startType: fc.constantFrom<LogEntry['startType'][]>('hard', 'hard', 'soft', 'relative'),
  isTrimmed: fc.constantFrom(false, false, true),
})
type AnyEntry = typeof anyEntry extends fc.Arbitrary<infer Entry> ? Entry : never

const WINDOW_KINDS = ['plain', 'plain', 'plain', 'linked', 'fills', 'removed', 'backwards', 'planned'] as const
const anyWindow = fc.record({
  kind: fc.constantFrom(...WINDOW_KINDS),
  from: fc.integer({ min: -2 * 3600, max: STRETCH_MS / SECOND_MS }).map((one) => one * SECOND_MS),
  length: seconds(3 * 3600),
  oddUs,
})
const anyForeign = fc.record({
  window: fc.nat(9),
  /** From the start of its window; it may lie outside of it, or cross its end. */
  from: fc.integer({ min: -600, max: 9000 }).map((one) => one * SECOND_MS),
  length: fc.oneof(seconds(400), seconds(5000), fc.constant(0)),
  oddUs,
  what: fc.constantFrom('file', 'file', 'stream', 'nothing'),
  isBroken: fc.constantFrom(false, false, true),
})

export interface Meddling {
  which: number
  how: 'remove' | 'move' | 'cut-window' | 'recue' | 'no-fades'
  ms: number
}
const anyMeddling: fc.Arbitrary<Meddling> = fc.record({
  which: fc.nat(40),
  how: fc.constantFrom<Meddling['how'][]>('remove', 'move', 'cut-window', 'recue', 'no-fades'),
  ms: fc.integer({ min: -1800, max: 1800 }).map((one) => one * SECOND_MS),
})

export interface PublishStory {
  day: Day
  windows: readonly AnyWindow[]
  foreign: readonly AnyForeign[]
  first: readonly LogEntry[]
  second: readonly LogEntry[]
  meddling: readonly Meddling[]
  scope: Scope
  /** When the second log is published; the first one is long before the day. */
  now: number
}

/** Any playout, a log that was published to it, what others did there since, and the log that comes in its place. */
export const publishStories: fc.Arbitrary<PublishStory> = fc
  .record({
    day: fc.constantFrom(...WORLDS),
    windows: fc.array(anyWindow, { maxLength: 6 }),
    foreign: fc.array(anyForeign, { maxLength: 8 }),
    first: fc.array(anyEntry, { maxLength: 25 }),
    second: fc.array(anyEntry, { maxLength: 12 }),
    /** What has become of each entry of the first log in the second one; `recut`: another part of its track is heard. */
    stays: fc.array(fc.constantFrom('same', 'same', 'recut', 'gone'), { minLength: 25, maxLength: 25 }),
    meddling: fc.array(anyMeddling, { maxLength: 3 }),
    hour: fc.option(fc.nat(5), { freq: 2 }),
    nowAt: fc.option(seconds(STRETCH_MS / SECOND_MS), { freq: 3 }),
  })
  .map(({ day, windows, foreign, first, second, stays, meddling, hour, nowAt }) => {
    const begin = day.startsAt
    const ours = first.map((one, index) => entryOf(day, one, index + 1))
    const others = second.map((one, index) => entryOf(day, one, 100 + index))
    const { startsAt: from, endsAt: to } = day.hours[hour ?? 0] as { startsAt: number; endsAt: number }
    return {
      day,
      windows,
      foreign,
      first: inOrder(ours),
      second: inOrder([...ours.flatMap((entry, index) => changed(entry, stays[index])), ...others]),
      meddling,
      scope: hour === null ? { from: begin, to: day.endsAt, isWholeDay: true } : { from, to, isWholeDay: false },
      now: nowAt === null ? begin - 2 * HOUR_MS : begin + nowAt,
    }
  })

function changed(entry: LogEntry, stays: string | undefined): LogEntry[] {
  if (stays === 'gone') return []
  const { cueInMs, cueOutMs } = entry
  return [stays === 'recut' ? { ...entry, cueInMs: cueInMs + 1, cueOutMs: cueOutMs + 1 } : entry]
}

const inOrder = (entries: readonly LogEntry[]): LogEntry[] =>
  entries
    .toSorted((a, b) => a.hourStartsAt - b.hourStartsAt || (a.anchorMs ?? 0) - (b.anchorMs ?? 0))
    .map((entry, position) => ({ ...entry, position }))

function entryOf(day: Day, { at, audioMs, cueInMs, track, what, startType, isTrimmed }: AnyEntry, entryId: number) {
  const startsAt = day.startsAt + at
  const { startsAt: hourStartsAt } = day.hours.findLast((hour) => hour.startsAt <= startsAt) as { startsAt: number }
  const typeCode = what === 'track' ? 'MUS' : what === 'spot' ? 'ADV' : 'VOT'
  const length = logLengthOf(typeCode, audioMs)
  const hasTrack = what !== 'note' && track > 0
  return {
    entryId,
    logId: 1,
    position: 0,
    slotKey: null,
    hourStartsAt,
    startsAt,
    lengthMs: isTrimmed && typeCode === 'MUS' ? Math.max(SECOND_MS, length - 20 * SECOND_MS) : length,
    what,
    typeCode,
    trackId: hasTrack ? track : null,
    title: `Track ${track}`,
    artist: '',
    cueInMs,
    cueOutMs: cueInMs + audioMs,
    source: 'manual',
    startType,
    anchorMs: startType === 'relative' ? null : startsAt - hourStartsAt,
    transition: 'play',
    orderId: null,
    copyId: null,
    isHandEdited: true,
    why: null,
    note: '',
  } satisfies LogEntry
}

/** Track 1 is still being analysed, the last one is gone; the others are longer than any entry, or shorter than some. */
const tracks: Desk['tracks'] = new Map(
  Array.from({ length: TRACKS }, (_, n) => [
    n + 1,
    { state: n === 0 ? ('pending' as const) : ('usable' as const), lengthMs: n % 3 === 0 ? 150_500 : 20_000_000 },
  ]),
)

type AnyWindow = typeof anyWindow extends fc.Arbitrary<infer Window> ? Window : never
type AnyForeign = typeof anyForeign extends fc.Arbitrary<infer Foreign> ? Foreign : never

export function openDesk({ day, windows, foreign }: PublishStory): Desk {
  const model = emptyPlayout()
  const airings: Airing[] = []
  for (const [id, kind] of [[OURS_SHOW, 'plain'] as const, ...WINDOW_KINDS.map((one, n) => [n + 2, one] as const)])
    model.shows.set(id, {
      id,
      name: kind,
      linked: kind === 'linked',
      auto_playlist_enabled: kind === 'fills',
    })
  model.nextId = 100
  for (const window of windows) addWindow(model, airings, { day, window })
  const ids = [...model.windows.keys()]
  for (const row of foreign) addForeign(model, ids[row.window % ids.length], row)
  return { day, model, tracks, airings, own: new Map(), ownWindows: new Map() }
}

function addWindow(model: PlayoutModel, airings: Airing[], { day, window }: { day: Day; window: AnyWindow }): void {
  const id = model.nextId++
  const [startsAt, length] = [day.startsAt + window.from, window.kind === 'backwards' ? -window.length : window.length]
  const show = WINDOW_KINDS.indexOf(window.kind) + 2
  const starts = startsAt * US_PER_MS
  // The planner's own are in whole seconds.
  const ends = (startsAt + length) * US_PER_MS + (window.kind === 'planned' ? 0 : window.oddUs)
  model.windows.set(id, { id, show, starts, ends, description: '', modified: window.kind === 'removed' })
  if (window.kind !== 'planned') return
  const rowId = model.nextId++
  const cues = { cueIn: 0, cueOut: length * US_PER_MS, fadeIn: '00:00:00', fadeOut: '00:00:00' }
  model.rows.set(rowId, { id: rowId, instance: id, file: 3, stream: null, starts, ends, ...cues, position: 0 })
  const slot = { startsAt, endsAt: startsAt + length }
  airings.push({ ...slot, airingId: rowId, windowId: id, rowId, title: 'Episode' } as Airing)
}

function addForeign(model: PlayoutModel, instance: number | undefined, row: AnyForeign): void {
  const window = model.windows.get(instance ?? 0)
  if (window === undefined) return
  const id = model.nextId++
  const starts = window.starts + row.from * US_PER_MS + row.oddUs
  model.rows.set(id, {
    id,
    instance: window.id,
    file: row.what === 'file' ? 2 : null,
    stream: row.what === 'stream' ? 1 : null,
    starts,
    ends: starts + row.length * US_PER_MS + row.oddUs,
    cueIn: 0,
    cueOut: row.isBroken ? 90_000_000_000 : row.length * US_PER_MS,
    fadeIn: row.isBroken ? null : '00:00:00',
    fadeOut: row.isBroken ? null : '00:00:00.500000',
    position: 0,
  })
}

/** What people and other programs do at a playout behind our back, to rows of ours. */
export function meddle({ model, own }: Desk, meddling: readonly Meddling[]): void {
  for (const { which, how, ms } of meddling) {
    const ours = [...own.keys()].filter((id) => model.rows.has(id))
    const row = model.rows.get(ours[which % Math.max(1, ours.length)] ?? 0)
    if (row === undefined) continue
    if (how === 'remove') model.rows.delete(row.id)
    else if (how === 'move') {
      row.starts += ms * US_PER_MS
      row.ends += ms * US_PER_MS
    } else if (how === 'recue') row.cueOut += 1000
    else if (how === 'no-fades') row.fadeIn = null
    else {
      const window = model.windows.get(row.instance)
      if (window !== undefined) window.ends = row.starts + Math.abs(ms) * US_PER_MS
    }
  }
}
