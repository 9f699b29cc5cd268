import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CheckedRow } from '../../checkup/index.ts'
import type { PlayoutNow } from '../../planner/index.ts'
import { judgeOnAir, type Moment } from './judge.ts'
import { sameTitle } from './same-title.ts'

const MINUTE_MS = 60_000
const at = Date.parse('2026-11-29T12:00:00Z')

const row = (more: Partial<CheckedRow> = {}): CheckedRow => ({
  rowId: 1,
  windowId: 1,
  fileId: 7,
  streamId: null,
  startsAt: at - MINUTE_MS,
  endsAt: at + 2 * MINUTE_MS,
  cueInMs: 0,
  cueOutMs: 3 * MINUTE_MS,
  hasFadeIn: true,
  hasFadeOut: true,
  wasPlayed: true,
  ...more,
})

const live = (more: Partial<PlayoutNow> = {}): PlayoutNow => ({
  current: { title: 'Mara - Night Drift', wasPlayed: true, trackId: 7 },
  showTitle: 'Drift',
  timeZone: 'Europe/Paris',
  isMainInputConnected: false,
  isShowInputConnected: false,
  isScheduleStreaming: true,
  ...more,
})

const judged = (more: Partial<Moment> = {}) =>
  judgeOnAir({
    at,
    rows: [row()],
    titleOf: () => 'Night Drift',
    live: live(),
    isOpen: false,
    hardStarts: [at + MINUTE_MS, at - MINUTE_MS],
    before: undefined,
    ...more,
  })

it('is right by two signs, and knows what is next and when the next hard start is', () => {
  const next = row({ rowId: 2, startsAt: at + 2 * MINUTE_MS, endsAt: at + 5 * MINUTE_MS })
  const seen = judged({ rows: [next, row()] })
  assert.deepEqual(
    [seen.verdict, seen.now?.rowId, seen.next?.rowId, seen.nextHardStartAt],
    ['right', 1, 2, at + MINUTE_MS],
  )
})

it('F36: takes one sign alone for no reason, and both for one only after a while', () => {
  const silent = { rows: [row({ wasPlayed: false })] }
  assert.equal(judged(silent).verdict, 'unsure')
  const both = { ...silent, live: live({ current: null }) }
  const first = judged(both)
  assert.deepEqual([first.verdict, first.wrongSince, first.isAlarm], ['wrong', at, false])
  const later = (ms: number) => judged({ ...both, before: { wrongSince: at - ms, isAlarm: false } }).isAlarm
  assert.deepEqual([later(MINUTE_MS), later(2 * MINUTE_MS)], [false, true])
})

it('F33: gives a long track more time', () => {
  const rows = [row({ wasPlayed: false, endsAt: at + 60 * MINUTE_MS })]
  const later = (ms: number) =>
    judged({ rows, live: live({ current: null }), before: { wrongSince: at - ms, isAlarm: false } }).isAlarm
  assert.deepEqual([later(4 * MINUTE_MS), later(5 * MINUTE_MS)], [false, true])
})

it('goes on with what was wrong over items that have only just begun', () => {
  const rows = [row({ wasPlayed: false, startsAt: at - 5000 })]
  const before = { wrongSince: at - 10 * MINUTE_MS, isAlarm: true }
  const seen = judged({ rows, live: live({ current: null }), before })
  assert.deepEqual([seen.verdict, seen.wrongSince, seen.isAlarm], ['soon', before.wrongSince, true])
})

it('knows live sources, open windows, and times for which nothing is planned', () => {
  assert.equal(judged({ rows: [], live: live({ isShowInputConnected: true }) }).verdict, 'live')
  assert.equal(judged({ rows: [], isOpen: true, live: live({ current: null }) }).verdict, 'live')
  assert.equal(judged({ rows: [], live: live({ current: null }) }).verdict, 'nothing-planned')
  assert.equal(judged({ rows: [] }).verdict, 'unsure')
})

it('F34: compares ids, and titles only where there are none: decoded, in one form, with the artist before', () => {
  const other = live({ current: { title: 'Mara - Night Drift', wasPlayed: true, trackId: 8 } })
  assert.equal(judged({ live: other }).isTold, false)
  const named = live({ current: { title: 'Mara - Night Drift', wasPlayed: true, trackId: null } })
  assert.equal(judged({ live: named }).isTold, true)
  for (const [told, title] of [
    ['Caf&#xE8;', 'Cafè'],
    ['Cafe\u0300', 'Caf\u00e8'],
    ['L&#039;heure', 'L’heure'],
    ['A &amp; B', 'A & B'],
    ['  Two  spaces', 'two spaces'],
  ] as const)
    assert.equal(sameTitle(told, title), true, told)
  assert.equal(sameTitle('Other', 'Night'), false)
  assert.equal(sameTitle('', ''), false)
})
