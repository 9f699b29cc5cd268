import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatLocal, isoOf, judgeWallTime, parseOffset } from './wall-time.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const judge = (value: string, more: { offset?: string; fraction?: string } = {}): string => {
  const time = judgeWallTime({ source: 'exif.original', value, frame: 'local', ...more }, NOW)
  return typeof time === 'string'
    ? time
    : `${formatLocal(time.digitsMs, time.precision)} ${time.offsetMinutes ?? '-'}${time.hasBadOffset ? ' bad offset' : ''}`
}

describe('judging a date', () => {
  it('reads the forms of EXIF, XMP, IPTC and ISO, as precise as they are', () => {
    assert.equal(judge('2021:07:02 00:30:00'), '2021-07-02T00:30:00 -')
    assert.equal(judge('2021-07-02T00:30:00.1234567+02:00'), '2021-07-02T00:30:00.123 120')
    assert.equal(judge('2021-07-02T00:30Z'), '2021-07-02T00:30 0')
    assert.equal(judge('20210702 003000-0930'), '2021-07-02T00:30:00 -570')
    assert.equal(judge('2021:07:02'), '2021-07-02 -')
    assert.equal(judge('2021:07:02   :  :  '), '2021-07-02 -')
    assert.equal(judge('2021:07:02 00:30:00\0'), '2021-07-02T00:30:00 -')
  })

  it('takes offset and fraction from fields of their own', () => {
    assert.equal(judge('2021:07:02 00:30:00', { offset: '+05:45', fraction: '7 ' }), '2021-07-02T00:30:00.700 345')
    assert.equal(judge('2021:07:02 00:30:00', { offset: '   :  ', fraction: '' }), '2021-07-02T00:30:00 -')
  })

  it('drops an offset that no place has, and keeps the date', () => {
    for (const offset of ['+25:00', '-14:01', '+02:75'])
      assert.equal(judge('2021:07:02 00:30:00', { offset }), '2021-07-02T00:30:00 - bad offset')
    assert.equal(parseOffset('+14:00'), 840)
    assert.equal(parseOffset('-00:00'), 0)
  })

  it('refuses junk with its reason', () => {
    const cases = {
      blank: ['', '0000:00:00 00:00:00', '    :  :     :  :  ', '0000-00-00T00:00:00Z', '\0\0\0'],
      impossible: [
        '2020:13:41 25:61:61',
        '2023:02:29 10:00:00',
        '2021:00:10',
        '2021:04:31',
        '2021:01:01 24:00:00',
        '2021:01:01 10:00:60',
        '0000:01:01',
      ],
      'too-early': ['1904-01-01T00:00:00Z', '1970:01:01 00:00:00', '1989:12:31 23:59:59'],
      future: ['2099:01:01 00:00:00', '2026:01:02 00:00:01'],
      'too-vague': ['2021', '2021-07', '2021:07'],
      unreadable: ['yesterday', '2021:07:02 00', '02/07/2021', '2021:07:02 00:30:00 and more', '99999:01:01'],
    }
    for (const [reason, values] of Object.entries(cases))
      for (const value of values) assert.equal(judge(value), reason, JSON.stringify(value))
  })

  it('believes 1990 and one day ahead, no more', () => {
    assert.equal(judge('1990:01:01 00:00:00'), '1990-01-01T00:00:00 -')
    assert.equal(judge('2026:01:02 00:00:00'), '2026-01-02T00:00:00 -')
  })

  it('gives back every date of the calendar as it was, whatever its offset', () => {
    const instant = fc.integer({ min: Date.UTC(1990, 0, 1) / 1000, max: NOW / 1000 })
    fc.assert(
      fc.property(instant, fc.integer({ min: -840, max: 840 }), (seconds, minutes) => {
        const local = isoOf(seconds * 1000).slice(0, 19)
        const offset = `${minutes < 0 ? '-' : '+'}${String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`
        assert.equal(judge(local.replace('T', ' ').replaceAll('-', ':'), { offset }), `${local} ${minutes}`)
      }),
    )
  })

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (value, offset, fraction) =>
        assert.ok(judge(value, { offset, fraction }).length > 0),
      ),
    )
    for (const ms of [Number.NaN, Infinity, 9e15, -9e15]) assert.equal(judge(isoOf(ms)).split(' ').length, 1)
  })
})
