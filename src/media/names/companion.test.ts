import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Companion, readCompanion } from './companion.ts'
import { readSeasonFolder } from './season-folder.ts'

const track = (more: object): object => ({
  language: null,
  title: null,
  isDefault: false,
  isForced: false,
  isHearingImpaired: false,
  ...more,
})
const FILM = 'Quiet Rooms (2001)'

describe('a file beside a film', () => {
  const FILES: readonly (readonly [name: string, what: object])[] = [
    [`${FILM}-trailer.mp4`, { is: 'trailer' }],
    ['trailers/first.mkv', { is: 'trailer' }],
    ['quiet.rooms.sample.mkv', { is: 'sample' }],
    ['theme.mp3', { is: 'theme' }],
    ['theme-music/tune.flac', { is: 'theme' }],
    ['Deleted Scenes/one.mkv', { is: 'extra', kind: 'deleted-scene' }],
    ['The making of-behindthescenes.mkv', { is: 'extra', kind: 'behind-the-scenes' }],
    ['extras/x.mkv', { is: 'extra', kind: 'other' }],
    ['not an extra/x.mkv', { is: 'unknown' }],
    [`${FILM}.nfo`, { is: 'nfo' }],
    [`${FILM}.en.srt`, { is: 'subtitle', ...track({ language: 'en' }) }],
    [`${FILM}.ger.forced.srt`, { is: 'subtitle', ...track({ language: 'de', isForced: true }) }],
    [
      `${FILM}.sdh.pt-br.Director.ass`,
      { is: 'subtitle', ...track({ language: 'pt-BR', isHearingImpaired: true, title: 'Director' }) },
    ],
    [`${FILM}.hi.srt`, { is: 'subtitle', ...track({ language: 'hi' }) }],
    [
      `${FILM}.en.hi.default.srt`,
      { is: 'subtitle', ...track({ language: 'en', isHearingImpaired: true, isDefault: true }) },
    ],
    [`${FILM}.fr.flac`, { is: 'audio', ...track({ language: 'fr' }) }],
    ['poster.jpg', { is: 'artwork', kind: 'poster', season: null }],
    [`${FILM}-fanart2.png`, { is: 'artwork', kind: 'fanart', season: null }],
    ['folder.jpg', { is: 'artwork', kind: 'poster', season: null }],
    ['season02-banner.jpg', { is: 'artwork', kind: 'banner', season: 2 }],
    ['season-specials-poster.jpg', { is: 'artwork', kind: 'poster', season: 0 }],
    ['season-all-poster.jpg', { is: 'artwork', kind: 'poster', season: 'all' }],
    ['.actors/Some_One.jpg', { is: 'artwork', kind: 'actor', season: null }],
    ['holiday.jpg', { is: 'unknown' }],
    ['readme.txt', { is: 'unknown' }],
  ]
  for (const [name, what] of FILES)
    it(`reads ${name}`, () => assert.deepEqual(readCompanion(`${FILM}/${name}`, FILM), what as Companion))
})

describe('a season’s folder', () => {
  const FOLDERS: readonly (readonly [folder: string, parent: string, season: number | undefined])[] = [
    ['Season 02', 'Quay Watch', 2],
    ['3.Staffel', 'Quay Watch', 3],
    ['Quay Watch Season 4', 'Quay Watch', 4],
    ['Specials', 'Quay Watch', 0],
    ['7', 'Quay Watch', 7],
    ['202401244070', 'Quay Watch', undefined],
    ['Episode 1 Season 2', 'Quay Watch', undefined],
  ]
  for (const [folder, parent, season] of FOLDERS)
    it(`reads ${folder}`, () => assert.equal(readSeasonFolder(folder, parent), season))

  it('takes no number alone for a season where films lie, too', () =>
    assert.equal(readSeasonFolder('7', 'Collection', { isMixed: true }), undefined))
})
