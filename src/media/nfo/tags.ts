import type { NfoKind } from './model.ts'
import {
  readCount,
  readDate,
  readMinutes,
  readMoment,
  readNumber,
  readText,
  readWhole,
  readYear,
  type ReadValue,
} from './values.ts'

export type TextFact =
  | 'title'
  | 'originalTitle'
  | 'sortTitle'
  | 'plot'
  | 'outline'
  | 'tagline'
  | 'premiered'
  | 'mpaa'
  | 'lastPlayed'
  | 'trailer'
export type NumberFact = 'runtimeMin' | 'year' | 'userRating' | 'playCount' | 'season' | 'episode'
export type ListFact = 'genres' | 'countries' | 'studios' | 'tags' | 'directors' | 'writers'

/** The first tag is the one that is written; all are read, in this order. */
type Tags = readonly [string, ...string[]]

export const TEXT_TAGS: Readonly<Record<TextFact, { tags: Tags; read: ReadValue<string> }>> = {
  title: { tags: ['title'], read: readText },
  originalTitle: { tags: ['originaltitle'], read: readText },
  sortTitle: { tags: ['sorttitle'], read: readText },
  plot: { tags: ['plot'], read: readText },
  outline: { tags: ['outline'], read: readText },
  tagline: { tags: ['tagline'], read: readText },
  premiered: { tags: ['premiered', 'aired', 'releasedate'], read: readDate },
  mpaa: { tags: ['mpaa'], read: readText },
  lastPlayed: { tags: ['lastplayed'], read: readMoment },
  trailer: { tags: ['trailer'], read: readText },
}

export const NUMBER_TAGS: Readonly<Record<NumberFact, { tags: Tags; read: ReadValue<number> }>> = {
  runtimeMin: { tags: ['runtime'], read: readMinutes },
  year: { tags: ['year'], read: readYear },
  userRating: { tags: ['userrating'], read: readNumber },
  playCount: { tags: ['playcount'], read: readCount },
  season: { tags: ['season'], read: readWhole },
  episode: { tags: ['episode'], read: readWhole },
}

export const LIST_TAGS: Readonly<Record<ListFact, { tags: Tags }>> = {
  genres: { tags: ['genre'] },
  countries: { tags: ['country'] },
  studios: { tags: ['studio'] },
  tags: { tags: ['tag'] },
  directors: { tags: ['director'] },
  writers: { tags: ['credits', 'writer'] },
}

const BY_KIND: Readonly<Partial<Record<NfoKind, Readonly<Partial<Record<TextFact | NumberFact | ListFact, Tags>>>>>> = {
  artist: { title: ['name', 'title'], sortTitle: ['sortname'], plot: ['biography'] },
  album: { plot: ['review'], premiered: ['releasedate'], studios: ['label', 'studio'] },
  episodedetails: { premiered: ['aired', 'premiered'] },
  season: { season: ['seasonnumber', 'season'] },
}

export function tagsOf(kind: NfoKind, fact: TextFact | NumberFact | ListFact): Tags {
  const all: Readonly<Record<string, { tags: Tags }>> = { ...TEXT_TAGS, ...NUMBER_TAGS, ...LIST_TAGS }
  return BY_KIND[kind]?.[fact] ?? all[fact]?.tags ?? [fact]
}

/** Tags of single ids, with the type that they stand for. */
export const ID_TAGS: ReadonlyMap<string, string> = new Map([
  ['id', 'unknown'],
  ['imdbid', 'imdb'],
  ['imdb_id', 'imdb'],
  ['tmdbid', 'tmdb'],
  ['tvdbid', 'tvdb'],
  ['musicbrainzartistid', 'musicbrainzartist'],
  ['musicBrainzArtistID', 'musicbrainzartist'],
  ['musicbrainzalbumid', 'musicbrainzalbum'],
  ['musicbrainzreleasegroupid', 'musicbrainzreleasegroup'],
])

/** The order in which players write tags: a new one goes behind the last that comes before it. */
const ORDER =
  'name title originaltitle sorttitle sortname ratings rating votes userrating top250 outline plot biography review tagline runtime thumb fanart mpaa playcount lastplayed id uniqueid genre country set tag credits writer director season seasonnumber episode premiered aired releasedate year status studio label trailer fileinfo actor resume dateadded'.split(
    ' ',
  )

/** -1 for tags that are unknown. */
export function placeOf(tag: string): number {
  return ORDER.indexOf(tag)
}
