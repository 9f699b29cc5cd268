import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instantAt } from '../../kernel/time.ts'
import { nextTime } from './next-time.ts'

const EVERY_HOUR = ['*', '*/5', '*/7', '*/20', '0', '30'].map((minutes) => `${minutes} * * * *`)
const AT_TWO = ['15,40 2', '10,50 1-3', '30 2', '0 2', '59 1', '0,15 */2'].map((time) => `${time} * * *`)
const FORMS = [...EVERY_HOUR, ...AT_TWO, '15,40 2 * * SUN', '45 1-2 * * SUN']
const DAY_MS = 86_400_000

/** Every time of a pattern within a span, as RFC 3339. */
function timesOf(cron: string, zone: string, [from, to]: [string, string]): string[] {
  const times: string[] = []
  let at: number | null = Date.parse(from) - 1
  for (;;) {
    at = nextTime(cron, zone, at)
    if (at === null || at >= Date.parse(to)) return times
    times.push(new Date(at).toISOString().slice(0, 16))
  }
}

describe('the next time of a schedule', () => {
  it('runs a time that the clocks skip once, moved on by the gap', () => {
    assert.deepEqual(timesOf('30 2 * * *', 'Europe/Berlin', ['2026-03-28T12:00Z', '2026-03-31T12:00Z']), [
      '2026-03-29T01:30',
      '2026-03-30T00:30',
      '2026-03-31T00:30',
    ])
    assert.deepEqual(timesOf('0 * * * *', 'Europe/Berlin', ['2026-03-29T00:00Z', '2026-03-29T03:00Z']), [
      '2026-03-29T00:00',
      '2026-03-29T01:00',
      '2026-03-29T02:00',
    ])
  })

  it('runs a time that comes twice once, the first time', () => {
    assert.deepEqual(timesOf('30 2 * * *', 'Europe/Berlin', ['2026-10-24T12:00Z', '2026-10-26T12:00Z']), [
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ])
    assert.deepEqual(timesOf('30 1 * * *', 'America/New_York', ['2026-10-31T12:00Z', '2026-11-02T12:00Z']), [
      '2026-11-01T05:30',
      '2026-11-02T06:30',
    ])
  })

  it('knows half-hour shifts and zones without any', () => {
    assert.deepEqual(timesOf('15 2 * * *', 'Australia/Lord_Howe', ['2026-10-03T00:00Z', '2026-10-04T20:00Z']), [
      '2026-10-03T15:45',
      '2026-10-04T15:15',
    ])
    assert.deepEqual(timesOf('0 6 * * *', 'Asia/Kolkata', ['2026-06-01T00:00Z', '2026-06-02T12:00Z']), [
      '2026-06-01T00:30',
      '2026-06-02T00:30',
    ])
  })

  it('runs every few minutes on the clock of the wall: through the hour that comes twice once, the first time', () => {
    for (const [zone, first, [last, next]] of [
      ['Europe/Paris', '2026-10-25T00:00', ['2026-10-25T00:55', '2026-10-25T02:00']],
      ['America/New_York', '2026-11-01T05:00', ['2026-11-01T05:55', '2026-11-01T07:00']],
      ['Australia/Lord_Howe', '2026-04-04T14:30', ['2026-04-04T14:55', '2026-04-04T15:30']],
    ] as const) {
      const times = timesOf('*/5 * * * *', zone, [`${first}Z`, `${next}:01Z`])
      const expected: string[] = []
      for (let at = Date.parse(`${first}Z`); at <= Date.parse(`${last}Z`); at += 300_000)
        expected.push(new Date(at).toISOString().slice(0, 16))
      assert.deepEqual(times, [...expected, next], zone)
    }
  })

  // Where the clocks go half an hour on, what was moved lies between what was not.
  for (const [zone, ...changes] of [
    ['Europe/Paris', '2026-03-29', '2026-10-25'],
    ['America/New_York', '2026-03-08', '2026-11-01'],
    ['Australia/Lord_Howe', '2026-04-05', '2026-10-04'],
  ] as const) {
    it(`misses and doubles nothing when the clocks of ${zone} change, whatever the pattern`, () => {
      for (const day of changes) {
        for (const cron of FORMS) {
          const around: [string, string] = [`${day}T00:00`, `${day}T06:00`]
          const walls = timesOf(cron, 'Etc/UTC', [`${around[0]}Z`, `${around[1]}Z`])
          const expected = [...new Set(walls.map((wall) => instantAt(wall, zone)))].toSorted((a, b) => a - b)
          const [from, to] = around.map((wall) => new Date(instantAt(wall, zone)).toISOString()) as [string, string]
          assert.deepEqual(
            timesOf(cron, zone, [from, to]),
            expected.map((at) => new Date(at).toISOString().slice(0, 16)),
            `${cron} on ${day}`,
          )
        }
      }
    })
  }

  const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kolkata']
  for (const zone of zones) {
    it(`runs a daily time 365 times a year in ${zone}, whatever its hour`, () => {
      for (const hour of [0, 1, 2, 3, 23]) {
        const times = timesOf(`30 ${hour} * * *`, zone, ['2026-01-01T12:00Z', '2027-01-01T12:00Z'])
        assert.equal(times.length, 365, `${hour}:30`)
        assert.equal(new Set(times).size, 365)
      }
    })
  }

  it('takes seconds, lists, ranges and weekdays, and refuses what is no pattern or zone', () => {
    const monday = Date.parse('2026-03-02T00:00:00Z')
    assert.equal(nextTime('*/10 * * * * *', 'Etc/UTC', monday), monday + 10_000)
    assert.equal(nextTime('0 9-17/4 * * MON-FRI', 'Etc/UTC', monday), monday + 9 * 3_600_000)
    assert.equal(nextTime('0 0 L * *', 'Etc/UTC', monday), monday + 29 * DAY_MS)
    assert.equal(nextTime('0 0 30 2 *', 'Etc/UTC', monday), null)
    assert.throws(() => nextTime('every day', 'Etc/UTC', 0), { code: 'jobs/bad-cron' })
    assert.throws(() => nextTime('61 * * * *', 'Etc/UTC', 0), { code: 'jobs/bad-cron' })
    assert.throws(() => nextTime('0 0 * * *', 'Mars/Olympus', 0), { code: 'time/unknown-zone' })
  })
})
