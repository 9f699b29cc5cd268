import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkTimings } from '../../../test/log-timings.ts'
import { daySpan } from '../../kernel/time.ts'
import { hoursOf } from '../../kernel/hours.ts'
import { type Day, timeEntries, type TimedEntry } from './timing.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function dayOf(airDate: string, zone: string): Day {
  const span = daySpan(airDate, zone)
  return { ...span, hours: hoursOf(span, zone) }
}

const namesOf = (airDate: string, zone: string): string =>
  dayOf(airDate, zone)
    .hours.map(({ name }) => name)
    .join(' ')

const minutesOf = (airDate: string, zone: string): Record<string, number> =>
  Object.fromEntries(
    dayOf(airDate, zone)
      .hours.map(({ name, startsAt, endsAt }) => [name, (endsAt - startsAt) / MINUTE] as const)
      .filter(([, minutes]) => minutes !== 60),
  )

const REST = Array.from({ length: 21 }, (_, index) => String(index + 3).padStart(2, '0')).join(' ')

describe('the hours of a day', () => {
  it('are 24 on most days, 23 or 25 where the clocks change by an hour', () => {
    for (const [zone, spring, autumn] of [
      ['Europe/Paris', '2026-03-29', '2026-10-25'],
      ['America/New_York', '2026-03-08', '2026-11-01'],
    ] as const) {
      assert.equal(namesOf('2026-11-29', zone), `00 01 02 ${REST}`)
      const twice = zone === 'Europe/Paris' ? `00 01 02 02+ ${REST}` : `00 01 01+ 02 ${REST}`
      assert.deepEqual([namesOf(spring, zone), namesOf(autumn, zone)], [`00 01 ${REST}`, twice])
      assert.deepEqual([minutesOf(spring, zone), minutesOf(autumn, zone)], [{}, {}])
    }
  })

  it('have one of 30 or 90 minutes where the clocks change by half an hour', () => {
    const zone = 'Australia/Lord_Howe'
    const names = `00 01 02 ${REST}`
    assert.deepEqual([namesOf('2026-10-04', zone), minutesOf('2026-10-04', zone)], [names, { '02': 30 }])
    assert.deepEqual([namesOf('2026-04-05', zone), minutesOf('2026-04-05', zone)], [names, { '01': 90 }])
  })

  it('begin where the day begins, also where midnight is skipped or comes twice', () => {
    assert.equal(namesOf('2018-11-04', 'America/Sao_Paulo').slice(0, 8), '01 02 03')
    assert.equal(namesOf('2018-02-17', 'America/Sao_Paulo').slice(-6), '23 23+')
  })
})

const DAY = dayOf('2026-11-29', 'Europe/Paris')
const at = (clock: string): number => {
  const [hours, minutes, seconds] = clock.split(':').map(Number) as [number, number, number]
  return DAY.startsAt + hours * HOUR + minutes * MINUTE + (seconds ?? 0) * 1000
}
const clock = (epochMs: number): string => new Date(epochMs - DAY.startsAt).toISOString().slice(11, 19)
const entry = (hour: number, lengthMs: number, given: Partial<TimedEntry> = {}): TimedEntry => ({
  hourStartsAt: DAY.startsAt + hour * HOUR,
  lengthMs,
  what: 'track',
  startType: 'relative',
  anchorMs: null,
  ...given,
})
const hard = (hour: number, anchorMs: number, lengthMs: number) =>
  entry(hour, lengthMs, { startType: 'hard', anchorMs })
const times = (entries: readonly TimedEntry[], taken: { startsAt: number; endsAt: number }[] = []): string[] =>
  timeEntries(entries, DAY, taken).times.map(({ startsAt, endsAt }) => `${clock(startsAt)}-${clock(endsAt)}`)

describe('the times of a log', () => {
  it('follow each other, and never begin before their hour', () => {
    const entries = [entry(8, 3 * MINUTE), entry(8, 4 * MINUTE), entry(9, MINUTE)]
    assert.deepEqual(times(entries), ['08:00:00-08:03:00', '08:03:00-08:07:00', '09:00:00-09:01:00'])
    const { gaps } = timeEntries(entries, DAY, [])
    const near = gaps.filter(({ endsAt }) => endsAt > at('08:00') && endsAt <= at('10:00'))
    assert.deepEqual(
      near.map(({ startsAt, endsAt, before }) => [clock(startsAt), clock(endsAt), before]),
      [
        ['08:07:00', '09:00:00', 2],
        ['09:01:00', '10:00:00', 3],
      ],
    )
  })

  it('run over the end of an hour, which is told, and what follows waits', () => {
    const entries = [entry(8, 59 * MINUTE), entry(8, 3 * MINUTE), entry(9, MINUTE)]
    assert.deepEqual(times(entries).slice(1), ['08:59:00-09:02:00', '09:02:00-09:03:00'])
    assert.deepEqual(timeEntries(entries, DAY, []).overruns, [{ hourStartsAt: at('08:00'), overMs: 2 * MINUTE }])
  })

  it('wait for a soft anchor, and pass it when something runs', () => {
    const soft = entry(8, MINUTE, { startType: 'soft', anchorMs: 10 * MINUTE })
    assert.deepEqual(times([entry(8, 5 * MINUTE), soft]), ['08:00:00-08:05:00', '08:10:00-08:11:00'])
    const late = timeEntries([entry(8, 12 * MINUTE), soft], DAY, []).times[1]
    assert.deepEqual([clock(late?.startsAt ?? 0), late?.lateMs], ['08:12:00', 2 * MINUTE])
  })

  it('are cut by a hard start, and what lies wholly behind it is not heard', () => {
    const entries = [entry(8, 8 * MINUTE), entry(8, 4 * MINUTE), entry(8, 2 * MINUTE), hard(8, 10 * MINUTE, MINUTE)]
    const timing = timeEntries(entries, DAY, [])
    assert.deepEqual(times(entries), [
      '08:00:00-08:08:00',
      '08:08:00-08:10:00',
      '08:10:00-08:10:00',
      '08:10:00-08:11:00',
    ])
    assert.deepEqual(
      timing.times.map(({ cutMs, cutBy }) => [cutMs, cutBy]),
      [
        [0, null],
        [2 * MINUTE, 'hard'],
        [2 * MINUTE, 'hard'],
        [0, null],
      ],
    )
  })

  it('never let a hard start cut another one that begins with it or later', () => {
    const entries = [hard(8, 10 * MINUTE, 5 * MINUTE), hard(8, 10 * MINUTE, MINUTE), hard(8, 5 * MINUTE, MINUTE)]
    assert.deepEqual(times(entries), ['08:10:00-08:15:00', '08:15:00-08:16:00', '08:16:00-08:17:00'])
    assert.equal(timeEntries(entries, DAY, []).times[2]?.lateMs, 11 * MINUTE)
  })

  it('give way to what is taken: cut before it, on after it', () => {
    const taken = [{ startsAt: at('08:05:00'), endsAt: at('08:30:00') }]
    const entries = [entry(8, 4 * MINUTE), entry(8, 4 * MINUTE), entry(8, 4 * MINUTE), hard(8, 20 * MINUTE, MINUTE)]
    assert.deepEqual(times(entries, taken), [
      '08:00:00-08:04:00',
      '08:04:00-08:05:00',
      '08:30:00-08:34:00',
      '08:34:00-08:35:00',
    ])
    assert.equal(timeEntries(entries, DAY, taken).times[1]?.cutBy, 'taken')
  })

  it('end with the day', () => {
    const entries = [entry(23, 59 * MINUTE), entry(23, 4 * MINUTE), entry(23, MINUTE)]
    const { times: found } = timeEntries(entries, DAY, [])
    assert.deepEqual([found[1]?.endsAt, found[1]?.cutBy, found[2]?.startsAt], [DAY.endsAt, 'day-end', DAY.endsAt])
    assert.deepEqual([found[2]?.cutMs, found[2]?.cutBy], [MINUTE, 'day-end'])
  })

  it('leave notes out', () => {
    const note = entry(8, 0, { what: 'note' })
    assert.deepEqual(times([entry(8, MINUTE), note, entry(8, MINUTE)])[2], '08:01:00-08:02:00')
  })

  it('take less than a second for no gap', () => {
    const taken = [{ startsAt: at('08:01:00') + 400, endsAt: at('08:02:00') - 400 }]
    const { gaps } = timeEntries([entry(8, MINUTE), entry(8, 58 * MINUTE)], DAY, taken)
    assert.deepEqual(
      gaps.filter(({ hourStartsAt }) => hourStartsAt === at('08:00')),
      [],
    )
  })

  it('never overlap, never cross what is taken, and leave no gap untold (some)', () => checkTimings(200))
})
