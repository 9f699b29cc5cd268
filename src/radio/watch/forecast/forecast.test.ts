import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instantAt } from '../../../kernel/time.ts'
import type { CheckedFile, CheckedRow } from '../../checkup/index.ts'
import { daysInSight } from '../look-ahead.ts'
import type { Finding, Forecast } from '../model.ts'
import { forecastOf } from './forecast.ts'
import type { Outlook } from './picture.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ZONE = 'Europe/Paris'

/** An hour of audio, and a playout that plays it all day long in one show. */
const file = (fileId: number, more: Partial<CheckedFile> = {}): CheckedFile => ({
  fileId,
  title: `Track ${fileId}`,
  state: 'usable',
  madeBy: 'upload',
  createdAt: 0,
  lengthMs: HOUR_MS,
  cueOutMs: null,
  ...more,
})

const row = (startsAt: number, more: Partial<CheckedRow> = {}): CheckedRow => ({
  rowId: startsAt / MINUTE_MS,
  windowId: 1,
  fileId: 1,
  streamId: null,
  startsAt,
  endsAt: startsAt + HOUR_MS,
  cueInMs: 0,
  cueOutMs: HOUR_MS,
  hasFadeIn: true,
  hasFadeOut: true,
  wasPlayed: false,
  ...more,
})

function full(at: number, zone = ZONE): Outlook {
  const days = daysInSight(at, zone)
  const [from, to] = [days[0]?.startsAt ?? 0, days.at(-1)?.endsAt ?? 0]
  return {
    at,
    days,
    rows: Array.from({ length: (to - from) / HOUR_MS }, (_, n) => row(from + n * HOUR_MS)),
    windows: [{ windowId: 1, showId: 1, startsAt: from, endsAt: to, isCancelled: false, isFilled: false }],
    shows: [{ showId: 1, name: 'All day', isLive: false, fillsItself: false, isLinked: false }],
    files: new Map([[1, file(1)]]),
    drafts: [],
    ownRows: new Set(),
    logRows: new Set(),
    gapMs: 1000,
  }
}

const noon = instantAt('2026-11-29T12:00', ZONE)
/** With the row of an hour from now on changed, or taken out. */
function changed(change: Partial<CheckedRow> | undefined, more: Partial<Outlook> = {}, afterHours = 3): Forecast {
  const outlook = full(noon)
  const startsAt = noon + afterHours * HOUR_MS
  const rows = outlook.rows.flatMap((one) =>
    one.startsAt !== startsAt ? [one] : change === undefined ? [] : [{ ...one, ...change }],
  )
  return forecastOf({ ...outlook, rows, ...more })
}
const codesOf = ({ findings }: Forecast): string[] => findings.map(({ code }) => code)
const one = ({ findings }: Forecast): Finding => {
  assert.equal(findings.length, 1, JSON.stringify(findings))
  return findings[0] as Finding
}

describe('a forecast', () => {
  it('finds nothing where every second is filled', () => {
    const forecast = forecastOf(full(noon))
    assert.deepEqual(forecast.findings, [])
    assert.equal(forecast.strips.length, 8)
    assert.ok(forecast.strips.every(({ rowCount }) => rowCount === 24))
  })

  it('tells dead air of a second and more, bad within a day, by the tolerance of the station', () => {
    const gap = changed({ endsAt: noon + 4 * HOUR_MS - 1000, cueOutMs: HOUR_MS - 1000 })
    assert.deepEqual(codesOf(gap), ['dead-air'])
    assert.deepEqual([one(gap).level, one(gap).endsAt - one(gap).startsAt], ['bad', 1000])
    assert.deepEqual(
      gap.strips[1]?.blocks.filter(({ kind }) => kind === 'dead').map(({ startsAt }) => startsAt),
      [noon + 4 * HOUR_MS - 1000],
    )
    assert.deepEqual(
      codesOf(changed({ endsAt: noon + 4 * HOUR_MS - 1000, cueOutMs: HOUR_MS - 1000 }, { gapMs: 2000 })),
      [],
    )
    assert.equal(one(changed(undefined, {}, 30)).level, 'warn')
  })

  it('tells what can not be heard, and never takes it for nothing planned', () => {
    for (const state of ['pending', 'failed', 'missing'] as const) {
      const forecast = changed(
        { fileId: 2 },
        {
          files: new Map([
            [1, file(1)],
            [2, file(2, { state })],
          ]),
        },
      )
      assert.deepEqual(codesOf(forecast), [state === 'missing' ? 'file-gone' : `file-${state}`])
      assert.ok(forecast.strips[1]?.blocks.some(({ kind }) => kind === 'missing'))
    }
    assert.deepEqual(codesOf(changed({ fileId: 99 })), ['file-unknown'])
    assert.deepEqual(codesOf(changed({ fileId: null })), ['plays-nothing'])
  })

  it('tells null fades and cues of a day as bad at any distance', () => {
    assert.deepEqual(
      [one(changed({ hasFadeIn: false }, {}, 100)).code, one(changed({ hasFadeOut: false }, {}, 100)).level],
      ['no-fade', 'bad'],
    )
    assert.equal(one(changed({ cueOutMs: 24 * HOUR_MS }, {}, 100)).level, 'bad')
  })

  it('tells overlaps, what runs over, stops early, ends early, and loses its end', () => {
    const late = noon + 3 * HOUR_MS
    const longer = {
      files: new Map([
        [1, file(1)],
        [2, file(2, { lengthMs: HOUR_MS + MINUTE_MS })],
      ]),
    }
    const over = { fileId: 2, endsAt: late + HOUR_MS + MINUTE_MS, cueOutMs: HOUR_MS + MINUTE_MS }
    assert.deepEqual(codesOf(changed(over, longer)), ['two-at-once'])
    assert.deepEqual(codesOf(changed({ cueOutMs: HOUR_MS + MINUTE_MS })), ['runs-over'])
    assert.deepEqual(codesOf(changed({ cueOutMs: 15 * MINUTE_MS })), ['stops-early'])
    const short = {
      files: new Map([
        [1, file(1)],
        [2, file(2, { lengthMs: 48 * MINUTE_MS })],
      ]),
    }
    const ends = changed({ fileId: 2, cueOutMs: 48 * MINUTE_MS }, short)
    assert.deepEqual([one(ends).code, one(ends).params['lengthMs']], ['audio-ends-early', 12 * MINUTE_MS])
    assert.ok(ends.strips[1]?.blocks.some(({ kind }) => kind === 'dead'))
  })

  it('tells rows outside of their window, without one, and over its end', () => {
    const windows = full(noon).windows
    const other = {
      windowId: 2,
      showId: 1,
      startsAt: noon,
      endsAt: noon + 3.5 * HOUR_MS,
      isCancelled: false,
      isFilled: false,
    }
    assert.deepEqual(codesOf(changed({ windowId: 2 }, { windows: [...windows, other] })), ['crosses-window'])
    assert.deepEqual(codesOf(changed({ windowId: 3 })), ['without-window'])
    const early = { ...other, startsAt: noon + 3 * HOUR_MS + MINUTE_MS, endsAt: noon + 9 * HOUR_MS }
    assert.deepEqual(codesOf(changed({ windowId: 2 }, { windows: [...windows, early] })), ['outside-window'])
  })

  it('tells a window without rows, but not a live one; one that fills itself or is linked where ours stand', () => {
    const gap = noon + 3 * HOUR_MS
    const windows = [
      ...full(noon).windows,
      { windowId: 2, showId: 2, startsAt: gap, endsAt: gap + HOUR_MS, isCancelled: false, isFilled: false },
    ]
    const shows = (more: object) => [
      ...full(noon).shows,
      { showId: 2, name: 'Two', isLive: false, fillsItself: false, isLinked: false, ...more },
    ]
    assert.deepEqual(codesOf(changed(undefined, { windows, shows: shows({}) })), ['window-empty'])
    const live = changed(undefined, { windows, shows: shows({ isLive: true }) })
    assert.deepEqual(codesOf(live), [])
    assert.ok(live.strips[1]?.blocks.some(({ kind, title }) => kind === 'live' && title === 'Two'))
    const ours = { windows, ownRows: new Set([gap / MINUTE_MS]), shows: shows({ isLinked: true, fillsItself: true }) }
    assert.deepEqual(codesOf(changed({ windowId: 2 }, ours)), ['fills-itself', 'linked-show'])
  })

  it('shows what was aired, what was not confirmed, and what is to come', () => {
    const outlook = full(noon)
    const rows = outlook.rows.map((each, n) => ({ ...each, wasPlayed: n < 30 }))
    const kinds = forecastOf({ ...outlook, rows }).strips[1]?.blocks.map(({ kind, count }) => [kind, count])
    assert.deepEqual(kinds, [
      ['aired', 6],
      ['unconfirmed', 6],
      ['planned', 12],
    ])
  })
})

/** Days on which clocks change, with the hours that the day has. */
const CHANGES = [
  ['Europe/Paris', '2027-03-28', 23],
  ['Europe/Paris', '2026-10-25', 25],
  ['America/New_York', '2027-03-14', 23],
  ['America/New_York', '2026-11-01', 25],
  ['Australia/Lord_Howe', '2026-10-04', 23.5],
  ['Australia/Lord_Howe', '2027-04-04', 24.5],
] as const

describe('a day on which the clocks change', () => {
  for (const [zone, day, hours] of CHANGES) {
    it(`has ${hours} hours in ${zone} on ${day}, is full when each of them is, and has gaps told in all of them`, () => {
      const at = instantAt(`${day}T12:00`, zone) - 24 * HOUR_MS
      const outlook = full(at, zone)
      const fill = (from: number, to: number): CheckedRow[] =>
        Array.from({ length: (to - from) / (HOUR_MS / 2) }, (_, n) =>
          row(from + (n * HOUR_MS) / 2, { endsAt: from + ((n + 1) * HOUR_MS) / 2, cueOutMs: HOUR_MS / 2 }),
        )
      const files = new Map([[1, file(1, { lengthMs: HOUR_MS / 2 })]])
      const whole = { ...outlook, files, rows: outlook.days.flatMap(({ startsAt, endsAt }) => fill(startsAt, endsAt)) }
      assert.deepEqual(forecastOf(whole).findings, [])
      const strip = forecastOf(whole).strips.find(({ airDate }) => airDate === day)
      assert.equal(((strip?.endsAt ?? 0) - (strip?.startsAt ?? 0)) / HOUR_MS, hours)
      assert.equal(strip?.rowCount, hours * 2)
      const inDay = (startsAt: number): boolean => startsAt >= (strip?.startsAt ?? 0) && startsAt < (strip?.endsAt ?? 0)
      const bare = forecastOf({ ...whole, rows: whole.rows.filter(({ startsAt }) => !inDay(startsAt)) })
      const gap = one({ ...bare, findings: bare.findings.filter(({ code }) => code === 'dead-air') })
      assert.equal((gap.endsAt - gap.startsAt) / HOUR_MS, hours)
    })
  }
})
