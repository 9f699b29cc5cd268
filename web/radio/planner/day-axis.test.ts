import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { axisOf, hourMarks, instantIn, placeIn, type CalendarDay } from './day-axis.ts'
import { addDays, instantsOf } from './zone-clock.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

function daysOf(first: string, count: number, zone: string): CalendarDay[] {
  return Array.from({ length: count }, (_, index) => {
    const airDate = addDays(first, index)
    const [startsMs, endsMs] = [startOf(airDate, zone), startOf(addDays(airDate, 1), zone)]
    const hours = (endsMs - startsMs) / HOUR_MS
    const change = hours === 24 ? null : changeOf({ startsMs, endsMs, zone })
    return { airDate, startsMs, endsMs, hours, change }
  })
}

const startOf = (airDate: string, zone: string): number =>
  instantsOf(airDate, 0, zone)[0] ?? instantsOf(airDate, 3600, zone)[0] ?? 0

/** The minute at which the offset changes, found by asking for each. */
function changeOf({ startsMs, endsMs, zone }: { startsMs: number; endsMs: number; zone: string }) {
  const offset = (atMs: number) =>
    Number(
      /GMT([+-]\d+)/.exec(
        new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).format(atMs),
      )?.[1] ?? 0,
    )
  for (let atMs = startsMs; atMs < endsMs; atMs += MINUTE_MS)
    if (offset(atMs) !== offset(atMs - MINUTE_MS))
      return { atMs, byMinutes: (offset(atMs) - offset(atMs - MINUTE_MS)) * 60 }
  throw new Error('the clocks do not change on that day')
}

const at = (iso: string): number => Date.parse(iso)

describe('a week whose clocks are put back', () => {
  const axis = axisOf(daysOf('2027-10-25', 7, 'Europe/Paris'), 'Europe/Paris')
  const [monday, sunday] = [axis.columns[0], axis.columns[6]]
  assert.ok(monday !== undefined && sunday !== undefined)

  it('has one scale of 25 hours, with the repeated one named', () => {
    assert.equal(axis.minutes, 25 * 60)
    assert.deepEqual(
      hourMarks(axis)
        .slice(1, 5)
        .map(({ hour, isAgain }) => `${hour}${isAgain ? ' again' : ''}`),
      ['01', '02', '02 again', '03'],
    )
  })

  it('draws the same time of the clock at the same height on all days', () => {
    const ofMonday = placeIn(monday, { startsMs: at('2027-10-25T12:00+02:00'), endsMs: at('2027-10-25T13:00+02:00') })
    const ofSunday = placeIn(sunday, { startsMs: at('2027-10-31T12:00+01:00'), endsMs: at('2027-10-31T13:00+01:00') })
    assert.deepEqual(ofMonday, { fromMin: 13 * 60, toMin: 14 * 60 })
    assert.deepEqual(ofSunday, ofMonday)
  })

  it('draws both of the two hours, and leads from a height to the right one', () => {
    const second = { startsMs: at('2027-10-31T02:30+01:00'), endsMs: at('2027-10-31T03:00+01:00') }
    assert.deepEqual(placeIn(sunday, second), { fromMin: 3.5 * 60, toMin: 4 * 60 })
    assert.equal(instantIn(sunday, 2.5 * 60), at('2027-10-31T02:30+02:00'))
    assert.equal(instantIn(sunday, 3.5 * 60), at('2027-10-31T02:30+01:00'))
  })

  it('has no such hour on other days: a height in it counts as the moment after', () => {
    assert.deepEqual(monday.gaps, [{ fromMin: 180, minutes: 60, kind: 'other-day' }])
    assert.equal(instantIn(monday, 3.5 * 60), at('2027-10-25T03:00+02:00'))
  })
})

describe('a week whose clocks are put forward', () => {
  const axis = axisOf(daysOf('2027-03-22', 7, 'Europe/Paris'), 'Europe/Paris')
  const sunday = axis.columns[6]
  assert.ok(sunday !== undefined)

  it('keeps the scale of 24 hours and hatches what the clock skips', () => {
    assert.equal(axis.minutes, 24 * 60)
    assert.deepEqual(sunday.gaps, [{ fromMin: 120, minutes: 60, kind: 'skipped' }])
    assert.equal(instantIn(sunday, 150), at('2027-03-28T03:00+02:00'))
  })

  it('draws a slot over the skipped hour from its start to its end on the clock', () => {
    const slot = { startsMs: at('2027-03-28T01:30+01:00'), endsMs: at('2027-03-28T03:30+02:00') }
    assert.equal(slot.endsMs - slot.startsMs, HOUR_MS)
    assert.deepEqual(placeIn(sunday, slot), { fromMin: 90, toMin: 210 })
  })
})

it('a day that begins at one o’clock begins there', () => {
  const axis = axisOf(daysOf('2027-04-26', 7, 'Africa/Cairo'), 'Africa/Cairo')
  const friday = axis.columns[4]
  assert.ok(friday !== undefined)
  assert.equal(friday.day.hours, 23)
  assert.deepEqual(friday.gaps, [{ fromMin: 0, minutes: 60, kind: 'skipped' }])
  assert.equal(instantIn(friday, 0), friday.day.startsMs)
  assert.equal(placeIn(friday, { startsMs: friday.day.startsMs, endsMs: friday.day.endsMs })?.fromMin, 60)
})

it('a slot over midnight stands on both days', () => {
  const axis = axisOf(daysOf('2026-11-16', 2, 'Europe/Paris'), 'Europe/Paris')
  const slot = { startsMs: at('2026-11-16T23:00+01:00'), endsMs: at('2026-11-17T01:00+01:00') }
  assert.deepEqual(
    axis.columns.map((column) => placeIn(column, slot)),
    [
      { fromMin: 23 * 60, toMin: 24 * 60 },
      { fromMin: 0, toMin: 60 },
    ],
  )
})
