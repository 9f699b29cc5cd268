import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EpisodeName } from './model.ts'
import { NUMBERINGS } from './numbering.ts'
import { readEpisodeName } from './read-episode-name.ts'

const TODAY = '2026-06-01'
type Expected = Partial<
  Pick<EpisodeName, 'series' | 'season' | 'episodes' | 'absolute' | 'airDate' | 'isSeasonPack' | 'episodeTitle'>
>

const NAMES: readonly (readonly [path: string, expected: Expected])[] = [
  [
    'Quay.Watch.S02E05.Low.Tide.720p.HDTV.x264-GRP.mkv',
    { series: 'Quay Watch', season: 2, episodes: [5], episodeTitle: 'Low Tide' },
  ],
  ['Quay Watch (2010) - S01E01-E03 - Start.mkv', { series: 'Quay Watch (2010)', episodes: [1, 2, 3] }],
  ['Quay Watch - S01E01E02.mkv', { episodes: [1, 2] }],
  ['Quay Watch S2.E1-S2E3.mkv', { season: 2, episodes: [1, 2, 3] }],
  ['Quay Watch - S01E03-E05-E09.mkv', { episodes: [3, 5, 9] }],
  ['Quay Watch 1x02x03.avi', { season: 1, episodes: [2, 3] }],
  ['Quay Watch 1x02-24 Hours.avi', { season: 1, episodes: [2], episodeTitle: '24 Hours' }],
  ['Quay.Watch.S2024E01.mkv', { season: 2024, episodes: [1] }],
  ['quaywatchs01e07-720p.mkv', { series: 'quaywatch', season: 1, episodes: [7] }],
  ['Quay Watch - Season 3 Episode 9.mkv', { season: 3, episodes: [9] }],
  ['Quay Watch Staffel 3 Folge 9.mkv', { series: 'Quay Watch', season: 3, episodes: [9] }],
  ['Причал 2 сезон 5 серия.mkv', { series: 'Причал', season: 2, episodes: [5] }],
  ['Quay Watch [HDTV][Cap.305].avi', { season: 3, episodes: [5] }],
  ['Deep.Quays.3of8.720p.mkv', { series: 'Deep Quays', season: 1, episodes: [3] }],
  ['Quay.Watch.E07.720p.mkv', { season: 1, episodes: [7] }],
  ['The.Quay.Part.Two.720p.mkv', { series: 'The Quay', season: 1, episodes: [2] }],
  ['Quay.Watch.103.hdtv-lol.mkv', { series: 'Quay Watch', season: 1, episodes: [3] }],
  ['Quay.Watch.10405.hdtv-lol.mkv', { season: 1, episodes: [4, 5] }],
  [
    'The.Quay.Show.2024.03.05.Some.Guest.720p.mkv',
    { series: 'The Quay Show', airDate: '2024-03-05', season: null, episodeTitle: 'Some Guest' },
  ],
  ['The Quay Show 25-12-2023.mkv', { airDate: '2023-12-25' }],
  ['The.Quay.Show.12.25.2023.mkv', { airDate: '2023-12-25' }],
  ['The.Quay.Show.240722.720p.mkv', { airDate: '2024-07-22' }],
  ['Quay E12.190120.720p-NEXT.mp4', { season: 1, episodes: [12], airDate: '2019-01-20' }],
  [
    '[Kite] Moon Ferry - 07v2 [1080p][0A1B2C3D].mkv',
    { series: 'Moon Ferry', absolute: [7], season: null, episodes: [] },
  ],
  ['[Kite]_Moon_Ferry_2_-_101_(720p).mkv', { series: 'Moon Ferry 2', absolute: [101] }],
  ['[Kite] Moon Ferry - 01~03 [1080p]', { absolute: [1, 2, 3] }],
  ['[Kite] Moon Ferry - 07 (S01E07) (BD 1080p) [0A1B2C3D].mkv', { absolute: [7], season: 1, episodes: [7] }],
  ['[Kite] Moon Ferry - 07.5 [1080p].mkv', { absolute: [7.5] }],
  ['【風箏】[月の渡し_Moon Ferry][07][繁體][1080P]', { series: 'Moon Ferry', absolute: [7] }],
  ['[Kite-Raws] 月渡 / Moon Ferry S02 - 07 [1080p]', { series: 'Moon Ferry S2', absolute: [7] }],
  ['Moon Ferry 69. Bölüm.mkv', { series: 'Moon Ferry', absolute: [69] }],
  ['月の渡し 第07話.mkv', { series: '月の渡し', absolute: [7] }],
  ['달나루 5화.mkv', { series: '달나루', absolute: [5] }],
  ['Quay.Watch.S03.720p.BluRay-GRP', { series: 'Quay Watch', season: 3, isSeasonPack: true, episodes: [] }],
  ['Quay Watch S01-S04 (1080p x265)', { series: 'Quay Watch', season: 1, isSeasonPack: true }],
  ['Quay Watch/Season 2/05.mkv', { series: 'Quay Watch', season: 2, episodes: [5] }],
  ['Quay Watch/Season 2/05-06.mkv', { season: 2, episodes: [5, 6] }],
  ['Quay Watch/Season 2/205.mkv', { season: 2, episodes: [5] }],
  ['Quay Watch/Season 2/Quay Watch - 134.mkv', { season: 2, episodes: [134], absolute: [134] }],
  ['Quay Watch/Staffel 2/Folge 3 - Flut.mkv', { season: 2, episodes: [3], episodeTitle: 'Flut' }],
  ['Quay Watch/Specials/03 - Making Of.mkv', { season: 0, episodes: [3] }],
  ['月渡/第二季/05.mkv', { series: '月渡', season: 2, episodes: [5] }],
  ['D:\\TV\\Quay Watch\\Season 01\\S01E02 - Ebb.mkv', { series: 'Quay Watch', season: 1, episodes: [2] }],
  [
    'Quay.Watch.S01E04.720p-GRP/3f786850e387550fdab836ed7e6dc881de23001b.mkv',
    { series: 'Quay Watch', season: 1, episodes: [4] },
  ],
  ['Quay Watch - 10x11 - Flood/1011 - Flood.avi', { season: 10, episodes: [11] }],
  ['1923.S01E01.1080p.mkv', { series: '1923', season: 1, episodes: [1] }],
  ['The 300 - S01E01.mkv', { series: 'The 300', season: 1, episodes: [1] }],
  ['Quay Watch - 1x05 - 1984.mkv', { episodes: [5], episodeTitle: '1984' }],
]

function expectReading(path: string, expected: Expected): void {
  const read = readEpisodeName(path, TODAY) as unknown as Record<string, unknown>
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, read[key]])), expected)
}

describe('an episode’s name', () => {
  for (const [path, expected] of NAMES) it(`reads ${path}`, () => expectReading(path, expected))

  const REFUSED: readonly (readonly [name: string, why: string])[] = [
    ['', 'empty'],
    ['Quay Watch (2018) Complete 720p HDTV', 'no-number'],
    ['quaywatch1618finale', 'no-number'],
    ['3f786850e387550fdab836ed7e6dc881de23001b.mkv', 'obfuscated'],
    ['Quay Watch/Season 1/The One With The Boats.mkv', 'no-number'],
    ['The Quay Show - 2026-06-09 - Tomorrow’s Guest', 'impossible-date'],
    ['The.Quay.Show.1899.10.14.Guest.mkv', 'impossible-date'],
  ]
  for (const [name, why] of REFUSED)
    it(`refuses "${name}": ${why}`, () => assert.deepEqual(readEpisodeName(name, TODAY), { is: 'unreadable', why }))

  it('has no numbering rule twice, and none that these names and refusals leave unseen but for the rare', () => {
    const ids = NUMBERINGS.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    const seen = new Set(
      NAMES.flatMap(([path]) => {
        const read = readEpisodeName(path, TODAY)
        return read.is === 'episode' ? read.pieces.map(({ rule }) => rule) : []
      }),
    )
    assert.ok(ids.filter((id) => seen.has(id)).length >= 18, ids.filter((id) => !seen.has(id)).join())
  })

  it('gives the pieces by their place in the path', () => {
    const path = 'Quay Watch/Season 2/05 - Ebb.mkv'
    const read = readEpisodeName(path, TODAY) as EpisodeName
    for (const { text, at } of read.pieces) assert.equal(path.slice(at, at + text.length), text)
    assert.deepEqual(
      read.pieces.map(({ as }) => as),
      ['title', 'season', 'episode', 'episode-title'],
    )
  })
})
