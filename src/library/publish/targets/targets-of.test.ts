import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ArtKind } from '../../titles/model.ts'
import type { PublishableTitle } from '../model.ts'
import { targetsOf } from './targets-of.ts'

const art = (kind: ArtKind, place = 0) => ({
  kind,
  place,
  source: 'provider' as const,
  ref: '/x',
  sha256: 'a'.repeat(64),
  ending: 'jpg' as const,
})

const title = (given: Partial<PublishableTitle>): PublishableTitle => ({
  titleId: 1,
  libraryId: 1,
  kind: 'movie',
  title: 'T',
  wasPublished: false,
  year: null,
  number: null,
  seasonNumber: null,
  facts: {},
  folder: 'A Film (2001)',
  seriesFolder: null,
  mainFile: 'A.Film.2001.1080p.mkv',
  hasOwnFolder: true,
  ofSameFile: [],
  art: [],
  ...given,
})

const namesOf = (given: Partial<PublishableTitle>): string[] =>
  targetsOf(title(given)).map(({ folder, names }) => `${folder}/${names.join(' ')}`)

describe('names beside the media', () => {
  it('are plain for a film in a folder of its own, with its name beside others', () => {
    const pictures = [art('poster'), art('fanart'), art('fanart', 1), art('clearlogo')]
    assert.deepEqual(namesOf({ art: pictures }), [
      'A Film (2001)/A.Film.2001.1080p.nfo movie.nfo',
      'A Film (2001)/poster A.Film.2001.1080p-poster',
      'A Film (2001)/fanart A.Film.2001.1080p-fanart',
      'A Film (2001)/fanart1 A.Film.2001.1080p-fanart1',
      'A Film (2001)/clearlogo A.Film.2001.1080p-clearlogo',
    ])
    assert.deepEqual(namesOf({ folder: '', hasOwnFolder: false, mainFile: 'b.mkv', art: [art('poster')] }), [
      '/b.nfo',
      '/b-poster',
    ])
  })

  it('of a series and its seasons lie in the folder of the series, those of an episode beside it', () => {
    const series = { kind: 'series', folder: 'Show', mainFile: null } as const
    assert.deepEqual(namesOf({ ...series, art: [art('poster')] }), ['Show/tvshow.nfo', 'Show/poster'])
    const season = { kind: 'season', folder: 'Show/Season 01', seriesFolder: 'Show', mainFile: null } as const
    assert.deepEqual(namesOf({ ...season, number: 1, art: [art('poster'), art('fanart')] }), [
      'Show/Season 01/season.nfo',
      'Show/season01-poster',
      'Show/season01-fanart',
    ])
    assert.deepEqual(namesOf({ ...season, folder: 'Show', number: 0, art: [art('banner')] }), [
      'Show/season-specials-banner',
    ])
    const episode = { kind: 'tv-episode', folder: 'Show/Season 01', mainFile: 'S01E04-E05.mkv' } as const
    assert.deepEqual(namesOf({ ...episode, art: [art('thumb')] }), [
      'Show/Season 01/S01E04-E05.nfo',
      'Show/Season 01/S01E04-E05-thumb',
    ])
  })

  it('of music are those of its players; a song has none', () => {
    assert.deepEqual(namesOf({ kind: 'artist', folder: 'Band', mainFile: null, art: [art('thumb'), art('fanart')] }), [
      'Band/artist.nfo',
      'Band/folder thumb cover',
      'Band/fanart',
    ])
    assert.deepEqual(namesOf({ kind: 'album', folder: 'Band/Record', mainFile: null, art: [art('thumb')] }), [
      'Band/Record/album.nfo',
      'Band/Record/folder thumb cover',
    ])
    assert.deepEqual(namesOf({ kind: 'song', art: [art('thumb')] }), [])
  })
})
