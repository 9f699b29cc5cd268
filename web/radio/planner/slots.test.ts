import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PaletteItem } from '../../../src/radio/planner/contract.ts'
import { aimAt, newSlot, snap } from './aim.ts'
import { fitInWords, fitOf, usualSlotMs } from './fit.ts'
import { stepBy } from './key-steps.ts'
import { slotsOf } from './range-wishes.ts'
import { readDraft, readLength, toDraft } from './slot-draft.ts'
import type { Load, Week } from './week-view.ts'
import { clockIn, instantsOf } from './zone-clock.ts'

const ZONE = 'Europe/Paris'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const at = (iso: string): number => Date.parse(iso)

const item: PaletteItem = {
  kind: 'episode',
  id: 'e1',
  episodeId: 'e1',
  trackId: 7,
  title: 'Slow Train, 34',
  artist: '',
  showId: 's1',
  showTitle: 'Drift',
  typeId: null,
  lengthMs: 59 * MINUTE_MS + 17_000,
  isPlannable: true,
  reason: null,
  airings: 0,
  nextAiringAt: null,
  lastAiringAt: null,
}
const load: Load = { kind: 'new', item, showId: undefined }
const day = at('2026-11-16T00:00+01:00')
const span = (from: number, to: number) => ({ startsMs: day + from * HOUR_MS, endsMs: day + to * HOUR_MS })
const window = (windowId: number, playoutShowId: number, hours: [number, number]) => ({
  ...span(...hours),
  windowId,
  playoutShowId,
  showTitle: `Show ${playoutShowId}`,
  isOurs: false,
  isLinked: playoutShowId === 3,
  rowCount: 0,
})
const row = (rowId: number, trackId: number, hours: [number, number]) => ({
  ...span(...hours),
  rowId,
  windowId: 9,
  trackId,
  title: `Row ${rowId}`,
  isOurs: false,
  airingId: null,
  log: null,
  troubles: [],
})
const days = Array.from({ length: 2 }, (_, index) => ({
  airDate: `2026-11-${16 + index}`,
  ...span(index * 24, index * 24 + 24),
  hours: 24,
  change: null,
}))
const week: Week = {
  stationId: 1,
  timeZone: ZONE,
  ...span(0, 48),
  nowMs: day,
  lockMs: 2 * MINUTE_MS,
  readAtMs: day,
  days,
  windows: [window(1, 1, [18, 20]), window(2, 2, [14, 15]), window(3, 3, [22, 23])],
  rows: [row(1, 5, [10, 11]), row(2, 7, [12, 13])],
  airings: [],
}
const shows = [1, 3].map((id) => ({
  showId: `s${id}`,
  title: `Show ${id}`,
  playoutShowId: id,
  source: 'cms' as const,
}))
const world = { week, shows, nowMs: day }
const whatAt = (from: number, to: number, what = load) =>
  aimAt(what, span(from, to), world).conflicts.map(
    (conflict) => `${conflict.what}${conflict.isSameTrack ? ' same' : ''}`,
  )

describe('what stands in the way of a slot, as far as the loaded week tells', () => {
  it('names rows of others, the same track, other shows’ windows and what is too soon', () => {
    assert.deepEqual(whatAt(10.5, 11.5), ['row'])
    assert.deepEqual(whatAt(11.5, 12.5), ['row same'])
    assert.deepEqual(whatAt(14.5, 15.5), ['window'])
    assert.deepEqual(whatAt(-0.5, 0.5), ['locked'])
  })
  it('lets slots touch, and a slot stand in a window of its own show', () => {
    assert.deepEqual(whatAt(11, 12), [])
    assert.deepEqual(whatAt(18, 19), [])
    assert.deepEqual(whatAt(19.5, 20.5), ['window'])
  })
  it('refuses a window that shares its content', () => {
    assert.deepEqual(whatAt(22, 23, { kind: 'new', item: { ...item, showId: 's3' }, showId: undefined }), ['linked'])
  })
  it('offers the nearest free place of the same length', () => {
    const { free } = aimAt(load, span(10.25, 11.25), world)
    assert.equal(clockIn(free?.startsMs ?? 0, ZONE), '11:00')
    assert.equal(aimAt(load, span(16, 17), world).free, undefined)
    const songs = Array.from({ length: 400 }, (_, index) => row(10 + index, 5, [2 + index / 20, 2 + (index + 1) / 20]))
    const full = { ...world, week: { ...week, windows: [], rows: songs } }
    assert.equal(clockIn(aimAt(load, span(15, 16), full).free?.startsMs ?? 0, ZONE), '22:00')
  })
})

describe('the slot that is proposed', () => {
  it('is in half hours for programmes, as long as the audio for short pieces, and may cut a little', () => {
    const slots = [59 * MINUTE_MS, 62 * MINUTE_MS, 64 * MINUTE_MS, 3 * MINUTE_MS + 400, null].map(usualSlotMs)
    assert.deepEqual(slots, [HOUR_MS, HOUR_MS, 1.5 * HOUR_MS, 3 * MINUTE_MS + 1000, HOUR_MS])
  })
  it('is an empty window of its own show as a whole where it begins with it and fills most of it', () => {
    const long: Load = { kind: 'new', item: { ...item, lengthMs: 100 * MINUTE_MS }, showId: undefined }
    assert.deepEqual(newSlot(long, span(18, 20).startsMs, world), span(18, 20))
    assert.deepEqual(newSlot(load, span(18, 20).startsMs, world), span(18, 19))
  })
  it('is drawn to edges near by, else to quarters of an hour, with Shift to five minutes', () => {
    const near = day + 11 * HOUR_MS + 6 * MINUTE_MS
    const clock = (isFine: boolean, raw: number) => clockIn(snap(raw, { week, load, isFine }), ZONE)
    assert.equal(clock(false, near), '11:00')
    assert.equal(clock(true, near), '11:05')
    assert.equal(clock(false, day + 16 * HOUR_MS + 20 * MINUTE_MS), '16:15')
  })
})

it('says how audio fits its slot', () => {
  const words = (audioMs: number | null) => fitInWords(fitOf(HOUR_MS, audioMs))
  assert.deepEqual([59 * MINUTE_MS + 17_000, HOUR_MS + 130_000, HOUR_MS + 400, 30 * MINUTE_MS, null].map(words), [
    '43 s short',
    '2:10 cut',
    'fits',
    '30:00 short',
    'length not known',
  ])
})

describe('times that are typed', () => {
  const typed = (start: string, isSecond = false) =>
    readDraft({ airDate: '2027-10-31', start, length: '1:00:00', isSecond }, ZONE)
  it('knows both of an hour that comes twice, and writes each as it was read', () => {
    const [first, second] = [typed('02:30'), typed('02:30', true)]
    assert.equal(first.isTwice, true)
    assert.equal((second.slot?.startsMs ?? 0) - (first.slot?.startsMs ?? 0), HOUR_MS)
    assert.equal(toDraft(second.slot ?? span(0, 1), ZONE).isSecond, true)
    assert.equal(toDraft(first.slot ?? span(0, 1), ZONE).isSecond, false)
  })
  it('refuses a time that the clocks skip', () => {
    const read = readDraft({ airDate: '2027-03-28', start: '02:30', length: '60', isSecond: false }, ZONE)
    assert.equal(read.slot, undefined)
    assert.match(read.startError ?? '', /skip/)
  })
  it('reads lengths as hours, minutes and seconds, or minutes alone', () => {
    assert.deepEqual(['1:48:17', '47:31', '30', '0:43', '', '0', '24:00:00'].map(readLength), [
      6_497_000,
      2_851_000,
      1_800_000,
      43_000,
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('a slot that is moved by keys', () => {
  const held = { load, slot: span(10, 11), week }
  const keys = { shiftKey: false, altKey: false }
  const start = (key: string, more = {}) => stepBy({ ...keys, key, ...more }, held)?.startsMs ?? 0
  it('goes by a quarter of an hour, five minutes, a second and days', () => {
    assert.equal(start('ArrowDown') - held.slot.startsMs, 15 * MINUTE_MS)
    assert.equal(start('ArrowUp', { shiftKey: true }) - held.slot.startsMs, -5 * MINUTE_MS)
    assert.equal(start('ArrowDown', { altKey: true }) - held.slot.startsMs, 1000)
    assert.equal(start('ArrowRight') - held.slot.startsMs, 24 * HOUR_MS)
    assert.equal(start('ArrowLeft'), held.slot.startsMs)
    assert.equal(stepBy({ ...keys, key: 'x' }, held), undefined)
  })
})

it('a pattern of days keeps its time of the clock over a change of the clocks', () => {
  const pattern = {
    from: '2027-03-27',
    to: '2027-03-29',
    weekdays: new Set([0, 5, 6]),
    secOfDay: 10 * 3600,
    lengthMs: HOUR_MS,
  }
  assert.deepEqual(
    slotsOf(pattern, ZONE).map(({ startsMs }) => new Date(startsMs).toISOString()),
    ['2027-03-27T09:00:00.000Z', '2027-03-28T08:00:00.000Z', '2027-03-29T08:00:00.000Z'],
  )
  assert.equal(slotsOf({ ...pattern, secOfDay: 9000 }, ZONE).length, 2)
  assert.deepEqual(instantsOf('2027-03-28', 9000, ZONE), [])
})
