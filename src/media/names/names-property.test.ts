import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { readCompanion } from './companion.ts'
import { readEpisodeName } from './read-episode-name.ts'
import { readMovieName } from './read-movie-name.ts'

const TODAY = '2026-06-01'
const SCRAPS =
  'S01E02|1x02| - 07 |1080p|x264|(2010)|[Kite]|第3話|.mkv|/|\\|【|DTS-HD|Part 2|2013.12.09|Season 1|-GRP|_|. |4k'.split(
    '|',
  )
const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.oneof(fc.constantFrom(...SCRAPS), fc.string({ maxLength: 6 })), { maxLength: 30 })
    .map((parts) => parts.join('')),
)

it('never throws, says pieces that stand in the path, and keeps what it found in bounds', () => {
  fc.assert(
    fc.property(anyName, (path) => {
      readCompanion(path)
      for (const read of [readMovieName(path, TODAY), readEpisodeName(path, TODAY)]) {
        if (read.is === 'unreadable') continue
        for (const { text, at } of read.pieces)
          assert.equal(path.replaceAll('\uE000', ' ').slice(at, at + text.length), text)
        if (read.is === 'movie') assert.notEqual(read.title, '')
        else assert.ok([...read.episodes, ...read.absolute].every((one) => one >= 0 && one < 1e6))
        assert.ok(read.year === null || (read.year >= 1880 && read.year <= 2029))
      }
    }),
    { numRuns: 400 },
  )
})

it('reads what it wrote itself: any season and episode in any of the common forms', () => {
  const two = (n: number): string => String(n).padStart(2, '0')
  const forms: readonly ((s: number, e: number) => string)[] = [
    (s, e) => `Quay.Watch.S${two(s)}E${two(e)}.720p.mkv`,
    (s, e) => `Quay Watch - ${s}x${two(e)} - Title.avi`,
    (s, e) => `Quay Watch Season ${s} Episode ${e}.mkv`,
    (s, e) => `Quay Watch/Season ${s}/${two(e)} - Title.mkv`,
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...forms),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 99 }),
      (form, s, e) => {
        const read = readEpisodeName(form(s, e), TODAY)
        assert.ok(read.is === 'episode', form(s, e))
        assert.deepEqual([read.series, read.season, read.episodes], ['Quay Watch', s, [e]])
      },
    ),
  )
})
