import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InvalidInputError } from './errors.ts'
import { clockAt, dayAt, instantAt, isTimeZone } from './time.ts'

describe('zones', () => {
  it('shows the clock of a zone with its offset, in summer and in winter', () => {
    assert.deepEqual(clockAt(Date.UTC(2021, 6, 1, 22, 30), 'Europe/Paris'), {
      local: '2021-07-02T00:30:00.000',
      offsetMinutes: 120,
    })
    assert.deepEqual(clockAt(Date.UTC(2021, 0, 1, 22, 30), 'Europe/Paris'), {
      local: '2021-01-01T23:30:00.000',
      offsetMinutes: 60,
    })
    assert.deepEqual(clockAt(Date.UTC(2021, 0, 1), 'Asia/Kathmandu'), {
      local: '2021-01-01T05:45:00.000',
      offsetMinutes: 345,
    })
  })

  it('finds the instant of a local time: a skipped hour moves on, a repeated one is the first', () => {
    assert.equal(instantAt('2021-07-02T00:30', 'Europe/Paris'), Date.UTC(2021, 6, 1, 22, 30))
    assert.equal(instantAt('2021-03-28T02:30:00', 'Europe/Paris'), Date.UTC(2021, 2, 28, 1, 30))
    assert.equal(instantAt('2021-10-31T02:30:00', 'Europe/Paris'), Date.UTC(2021, 9, 31, 0, 30))
  })

  it('gives the day of the zone, not that of UTC', () => {
    assert.equal(dayAt(Date.UTC(2023, 11, 31, 22, 2), 'Australia/Sydney'), '2024-01-01')
    assert.equal(dayAt(Date.UTC(2023, 11, 31, 22, 2), 'America/Lima'), '2023-12-31')
  })

  it('refuses what is no zone', () => {
    for (const zone of ['', '../../etc/passwd', 'UTC+25', 'Mars/Olympus']) {
      assert.equal(isTimeZone(zone), false, zone)
      assert.throws(
        () => clockAt(0, zone),
        (e) => e instanceof InvalidInputError && e.code === 'time/unknown-zone',
        zone,
      )
    }
    assert.equal(isTimeZone('Etc/GMT+12'), true)
  })
})
