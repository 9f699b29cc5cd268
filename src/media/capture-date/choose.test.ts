import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { chooseCaptureDate } from './choose.ts'
import type { DateCandidate, DateCandidates, DateSource } from './model.ts'

const context = { now: Date.parse('2026-01-01T00:00:00Z'), timeZone: 'Europe/Paris' }
const local = (source: DateSource, value: string): DateCandidate => ({ source, value, frame: 'local' })
const utc = (source: DateSource, value: string): DateCandidate => ({ source, value, frame: 'utc' })
const of = (kind: DateCandidates['kind'], ...candidates: DateCandidate[]): DateCandidates => ({
  kind,
  candidates,
  refused: [],
})
const MVHD = utc('movie.header', '2021-07-01T22:30:00Z')
const STILL_ORDER: readonly DateSource[] = [
  'exif.original',
  'exif.digitized',
  'xmp.original',
  'xmp.photoshop',
  'xmp.created',
  'iptc.created',
  'iptc.digitized',
  'png.created',
  'gps',
  'sidecar.xmp',
  'sidecar.takeout',
  'filename',
  'exif.modified',
  'xmp.modified',
  'png.modified',
  'mtime',
]
const UTC_SOURCES = new Set<DateSource>(['gps', 'sidecar.takeout', 'movie.header', 'mtime'])

describe('choosing the capture date', () => {
  it('goes down the order of stills as dates are refused', () => {
    const all = STILL_ORDER.map((source, i) =>
      (UTC_SOURCES.has(source) ? utc : local)(source, `20${10 + i}-06-15T12:00:00`),
    )
    STILL_ORDER.forEach((source, i) => {
      const candidates = all.map((one, at) => (at < i ? { ...one, value: '0000:00:00 00:00:00' } : one))
      const { date, refused } = chooseCaptureDate(of('still', ...candidates.toReversed()), context)
      assert.equal(date?.source, source)
      assert.equal(refused.filter(({ reason }) => reason === 'blank').length, i)
    })
  })

  it('keeps the local day whatever the offset says', () => {
    const { date } = chooseCaptureDate(
      of('still', { ...local('exif.original', '2021:07:02 00:30:00'), offset: '+09:00' }),
      context,
    )
    assert.deepEqual(date, {
      local: '2021-07-02T00:30:00',
      offsetMinutes: 540,
      instant: Date.parse('2021-07-01T15:30:00Z'),
      precision: 'second',
      source: 'exif.original',
    })
  })

  it('takes the local date of a film before its UTC header', () => {
    const { date } = chooseCaptureDate(
      of('video', MVHD, local('quicktime.creationdate', '2021-07-02T00:30:00+0200')),
      context,
    )
    assert.equal(date?.local, '2021-07-02T00:30:00')
    assert.equal(date?.source, 'quicktime.creationdate')
  })

  it("takes a film's name within 14 hours of its header, and their difference as the zone, also where the header tells the end", () => {
    const at = (name: string, durationMs?: number): string => {
      const { date } = chooseCaptureDate({ ...of('video', MVHD, local('filename', name)), durationMs }, context)
      return `${date?.source} ${date?.local} ${date?.offsetMinutes}`
    }
    assert.equal(at('2021-07-02T07:30:02'), 'filename 2021-07-02T07:30:02 540')
    assert.equal(at('2021-07-02T00:09:58', 1_202_000), 'filename 2021-07-02T00:09:58 120')
    assert.equal(at('2021-07-02T00:22:10'), 'filename 2021-07-02T00:22:10 undefined')
    assert.equal(at('2021-07-03T12:30:00'), 'movie.header 2021-07-02T00:30:00 120')
    assert.equal(at('2021-07-02'), 'movie.header 2021-07-02T00:30:00 120')
  })

  it("says that a name far from the film's clock was not used", () => {
    const { refused } = chooseCaptureDate(of('video', MVHD, local('filename', '2021-05-01T12:00:00')), context)
    assert.deepEqual(refused, [{ source: 'filename', value: '2021-05-01T12:00:00', reason: 'far-from-movie-clock' }])
  })

  it("shows UTC by the partner's offset, then the file's own, then the library's zone", () => {
    const shown = (found: DateCandidates, more: { partnerOffsetMinutes?: number } = {}): string | undefined =>
      chooseCaptureDate(found, { ...context, ...more }).date?.local
    assert.equal(shown(of('video', MVHD), { partnerOffsetMinutes: -600 }), '2021-07-01T12:30:00')
    assert.equal(shown({ ...of('video', MVHD), offsetHint: '+11:00' }), '2021-07-02T09:30:00')
    assert.equal(shown({ ...of('video', MVHD), offsetHint: '+99:00' }), '2021-07-02T00:30:00')
    assert.equal(shown(of('video', utc('movie.header', '2021-12-31T23:30:00Z'))), '2022-01-01T00:30:00')
  })

  it('lets an XMP sidecar win only when told to', () => {
    const found = of(
      'still',
      local('exif.original', '2011-01-01T01:01:01'),
      local('sidecar.xmp', '2012-01-02T03:04:05'),
    )
    assert.equal(chooseCaptureDate(found, context).date?.source, 'exif.original')
    assert.equal(chooseCaptureDate(found, { ...context, isXmpSidecarFirst: true }).date?.source, 'sidecar.xmp')
  })

  it('names a trusted-less date on another day, but not the same moment in UTC, nor the time of the file', () => {
    const found = of(
      'still',
      local('exif.original', '2021-07-02T00:30:00'),
      utc('gps', '2021-07-01T22:30:00Z'),
      utc('sidecar.takeout', '2019-01-01T00:00:00Z'),
      utc('mtime', '2024-01-01T00:00:00Z'),
    )
    assert.deepEqual(chooseCaptureDate(found, context).refused, [
      { source: 'sidecar.takeout', value: '2019-01-01T00:00:00Z', reason: 'outranked' },
    ])
  })

  it('has no date when there is none, and shows text from files harmlessly', () => {
    const finding = chooseCaptureDate(
      of('still', local('exif.original', `\u001b[31m\u202e${'x'.repeat(200)}`)),
      context,
    )
    assert.equal(finding.date, undefined)
    assert.match(finding.refused[0]?.value ?? '', /^\ufffd\[31m\ufffdx{74}$/u)
  })

  it('holds for any candidates: believable, from the best source that holds, and the same in any order', () => {
    const source = fc.constantFrom(...STILL_ORDER)
    const value = fc.oneof(
      fc
        .date({ min: new Date('1985-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 19)),
      fc.constantFrom('0000:00:00 00:00:00', '2020:13:41 25:61:61', '2021', '2023-02-29', ''),
      fc.string(),
    )
    const candidate = fc.record({
      source,
      value,
      frame: fc.constantFrom('local' as const, 'utc' as const),
      offset: fc.option(fc.constantFrom('+02:00', '-10:00', '+25:00'), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.uniqueArray(candidate, { maxLength: 8, selector: (one) => one.source }), (candidates) => {
        const finding = chooseCaptureDate(of('still', ...candidates), context)
        assert.deepEqual(chooseCaptureDate(of('still', ...candidates.toReversed()), context).date, finding.date)
        const refused = new Set(
          finding.refused
            .filter(({ reason }) => reason !== 'outranked' && reason !== 'bad-offset')
            .map((one) => one.source),
        )
        const holding = candidates
          .filter((one) => !refused.has(one.source))
          .map((one) => STILL_ORDER.indexOf(one.source))
        if (finding.date === undefined) return assert.equal(holding.length, 0)
        assert.equal(STILL_ORDER.indexOf(finding.date.source), Math.min(...holding))
        const digits = Date.parse(
          `${finding.date.local.padEnd(19, 'T00:00:00'.slice(finding.date.local.length - 10))}Z`,
        )
        assert.ok(digits >= Date.UTC(1989, 11, 31) && digits <= context.now + 3 * 86_400_000, finding.date.local)
      }),
      { numRuns: 500 },
    )
  })
})
