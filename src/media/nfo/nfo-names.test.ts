import assert from 'node:assert/strict'
import { it } from 'node:test'
import { findNfo, nfoNamesFor } from './nfo-names.ts'

it('N02: movie.nfo comes first where the film has its own folder, and is not looked at elsewhere', () => {
  const film = { is: 'movie', file: 'The Long Pier (2001).1080p.mkv' } as const
  assert.deepEqual(nfoNamesFor({ ...film, hasOwnFolder: true }), ['movie.nfo', 'The Long Pier (2001).1080p.nfo'])
  assert.deepEqual(nfoNamesFor({ ...film, hasOwnFolder: false }), ['The Long Pier (2001).1080p.nfo'])
  const present = ['The Long Pier (2001).1080p.nfo', 'MOVIE.NFO']
  assert.equal(findNfo({ ...film, hasOwnFolder: true }, present), 'MOVIE.NFO')
  assert.equal(findNfo({ ...film, hasOwnFolder: false }, present), 'The Long Pier (2001).1080p.nfo')
})

it('N17: case says nothing; of two that differ in it the exact one counts', () => {
  const film = { is: 'movie', file: 'N17 caps (2001).mkv', hasOwnFolder: true } as const
  assert.equal(findNfo(film, ['N17 CAPS (2001).NFO']), 'N17 CAPS (2001).NFO')
  assert.equal(findNfo(film, ['N17 CAPS (2001).NFO', 'n17 caps (2001).nfo']), 'N17 CAPS (2001).NFO')
  assert.equal(findNfo(film, ['N17 CAPS (2001).NFO', 'N17 caps (2001).nfo']), 'N17 caps (2001).nfo')
  assert.equal(findNfo(film, ['other.nfo', 'N17 caps (2001).nfo.bak']), undefined)
})

it('shows, seasons, episodes, artists and albums have one name each', () => {
  assert.deepEqual(nfoNamesFor({ is: 'show' }), ['tvshow.nfo'])
  assert.deepEqual(nfoNamesFor({ is: 'season' }), ['season.nfo'])
  assert.deepEqual(nfoNamesFor({ is: 'episode', file: 'S01E04-E05.mkv' }), ['S01E04-E05.nfo'])
  assert.deepEqual(nfoNamesFor({ is: 'artist' }), ['artist.nfo'])
  assert.deepEqual(nfoNamesFor({ is: 'album' }), ['album.nfo'])
  assert.deepEqual(nfoNamesFor({ is: 'episode', file: '.hidden' }), ['.hidden.nfo'])
})
