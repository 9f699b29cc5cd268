import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MovieName } from './model.ts'
import { readMovieName } from './read-movie-name.ts'

const TODAY = '2026-06-01'

function film(path: string): MovieName {
  const read = readMovieName(path, TODAY)
  assert.equal(read.is, 'movie', path)
  return read as MovieName
}

describe('a film’s name', () => {
  const TITLES: readonly (readonly [path: string, title: string, year: number | null])[] = [
    ['Harbour.Lights.1987.1080p.BluRay.x264-QUAY.mkv', 'Harbour Lights', 1987],
    ['Harbour Lights (1987).mkv', 'Harbour Lights', 1987],
    ['2040.2019.1080p.WEB-DL.mkv', '2040', 2019],
    ['Station 2071 (2018).mkv', 'Station 2071', 2018],
    ['1871.mkv', '1871', null],
    ['1976.1976.720p.mkv', '1976', 1976],
    ['K.L.M.N.2004.DVDRip.XviD-OLD.avi', 'K.L.M.N.', 2004],
    ['The.Welsh.and.the.German.1999.GERMAN.720p.BluRay.mkv', 'The Welsh and the German', 1999],
    ['Spider.Web.2006.720p.HDTV.mkv', 'Spider Web', 2006],
    ['Das.Boot.am.Kai.German.DL.1080p.BluRay.x264-GRP', 'Das Boot am Kai', null],
    ['[Kite] The Moon Ferry (2011) [BD 1080p FLAC] [0A1B2C3D].mkv', 'The Moon Ferry', 2011],
    ['www.films.com - Quiet Rooms (2001).mkv', 'Quiet Rooms', 2001],
    ['[www.some-site.com] - Quiet.Rooms.2001.720p.mkv', 'Quiet Rooms', 2001],
    ['(1995) Quiet Rooms', 'Quiet Rooms', 1995],
    ['渡し船.Ferry.Across.2001.1080p.BluRay.mkv', 'Ferry Across', 2001],
    ['Паром (1983) BDRip 720p.mkv', 'Паром', 1983],
    ['Regatta 2013.12.09.mp4', 'Regatta 2013.12.09', null],
    ['The Long Cut (2004).mkv', 'The Long Cut', 2004],
    ['Harbour Part Two (2024) 2160p.mkv', 'Harbour Part Two', 2024],
    ['Films/Harbour Lights (1987)/movie.mkv', 'Harbour Lights', 1987],
    ['Films\\Harbour Lights (1987)\\BDMV\\STREAM\\00003.m2ts', 'Harbour Lights', 1987],
    ['Harbour Lights (1987)/3f786850e387550fdab836ed7e6dc881de23001b.mkv', 'Harbour Lights', 1987],
  ]
  for (const [path, title, year] of TITLES)
    it(`reads ${path}`, () => {
      const { title: readTitle, year: readYear } = film(path)
      assert.deepEqual([readTitle, readYear], [title, year])
    })

  it('tells edition, group, quality, ids and part', () => {
    const one = film('Harbour.Lights.1987.EXTENDED.CUT.2160p.UHD.BluRay.x265.DTS-HD.MA.5.1-QUAY.mkv')
    assert.deepEqual([one.edition, one.group], ['EXTENDED CUT', 'QUAY'])
    assert.deepEqual(one.quality, { resolution: '2160p', source: 'bluray', codec: 'h265' })
    assert.equal(film('Harbour Lights (1987) (Night and Fog Edition).mkv').edition, 'Night and Fog Edition')
    assert.deepEqual(film('Harbour Lights (1987) {tmdb-77} [imdbid-tt0000077]/x.mkv').ids, {
      tmdb: '77',
      imdb: 'tt0000077',
    })
    assert.deepEqual(
      ['cd2', 'disc b', 'part1', 'pt.II'].map((end) => film(`Harbour (1987)/Harbour (1987) ${end}.avi`).part),
      [2, 2, 1, 2],
    )
    assert.equal(film('Harbour Lights (1987) (1080p BluRay x265 10bit AAC 5.1 Quaysider).mkv').group, 'Quaysider')
    assert.equal(film('Harbour.Lights.1987.1080p.WEB-DL.x264-QUAY-Obfuscated.mkv').group, 'QUAY')
  })

  it('says where in the path each piece stands, and the rule that took it', () => {
    const path = 'Films/Harbour.Lights.1987.720p.x264-QUAY.mkv'
    const { pieces } = film(path)
    assert.deepEqual(
      pieces.map(({ as }) => as),
      ['title', 'title', 'year', 'resolution', 'codec', 'group'],
    )
    for (const { text, at } of pieces) assert.equal(path.slice(at, at + text.length), text)
    assert.ok(pieces.every(({ rule }) => /^[a-z]+\.[a-z0-9-]+$/u.test(rule)))
  })

  const REFUSED: readonly (readonly [name: string, why: string])[] = [
    ['', 'empty'],
    ['---.mkv', 'empty'],
    ['3f786850e387550fdab836ed7e6dc881de23001b', 'obfuscated'],
    ['kd93jf7Ql2mZx81Wvb5Tn0aP.mkv', 'obfuscated'],
    ['Harbour Lights (S02E05) 720p', 'episode'],
    ['just some words', 'nothing-tells'],
    [`${'long '.repeat(300)}.mkv`, 'too-long'],
  ]
  for (const [name, why] of REFUSED)
    it(`refuses "${name.slice(0, 40)}": ${why}`, () =>
      assert.deepEqual(readMovieName(name, TODAY), { is: 'unreadable', why }))
})
