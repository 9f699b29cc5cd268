/** The roots that are read; each is also the kind of what it describes. */
export const NFO_KINDS = ['movie', 'tvshow', 'season', 'episodedetails', 'musicvideo', 'artist', 'album'] as const
export type NfoKind = (typeof NFO_KINDS)[number]

export interface NfoRating {
  /** Who rates: `imdb`, `themoviedb`, …; `default` for the old form without a name. Unique, without regard to case. */
  name: string
  value: number
  votes?: number
  /** The best value there is; 10 unless said. */
  max?: number
  isDefault?: boolean
}

export interface NfoActor {
  name: string
  role?: string
  /** Place in the cast, from 0. */
  order?: number
  /** Never fetch it: anybody can write an NFO. */
  thumb?: string
}

export interface NfoSet {
  name: string
  overview?: string
}

export interface NfoUniqueId {
  /** `tmdb`, `imdb`, `tvdb`, …; `unknown` for the old `<id>`. Unique, without regard to case. */
  type: string
  /** Text: `0012` stays `0012`. */
  value: string
  isDefault?: boolean
}

export interface NfoArt {
  /** `poster`, `fanart`, `banner`, …; `thumb` when the file does not say. */
  kind: string
  /** Never fetch it: anybody can write an NFO. */
  url: string
}

/** What an NFO tells. Texts are trimmed, have `\n` as line ends and no control characters. */
export interface NfoFacts {
  kind: NfoKind
  /** An artist's name stands here too. */
  title?: string
  originalTitle?: string
  sortTitle?: string
  /** An artist's biography and an album's review stand here too. */
  plot?: string
  outline?: string
  tagline?: string
  runtimeMin?: number
  /** YYYY-MM-DD; the air date of an episode, the release of an album. */
  premiered?: string
  year?: number
  mpaa?: string
  ratings?: readonly NfoRating[]
  userRating?: number
  playCount?: number
  /** `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`, in the player's own time. */
  lastPlayed?: string
  genres?: readonly string[]
  countries?: readonly string[]
  studios?: readonly string[]
  tags?: readonly string[]
  directors?: readonly string[]
  writers?: readonly string[]
  /** By their order. */
  actors?: readonly NfoActor[]
  set?: NfoSet
  uniqueIds?: readonly NfoUniqueId[]
  trailer?: string
  season?: number
  episode?: number
  art?: readonly NfoArt[]
}

/**
 * What an NFO shall tell. A member that is missing stays as the file has it; `null` takes it out, and so does an empty
 * text or list. `uniqueIds` and `ratings` are set one by one (what has another type or name stays) and `art` by kind;
 * for these an empty list changes nothing.
 */
export type NfoChanges = { kind: NfoKind } & { [Fact in Exclude<keyof NfoFacts, 'kind'>]?: NfoFacts[Fact] | null }

export interface NfoLink {
  provider: 'imdb' | 'tmdb' | 'tvdb'
  is: 'movie' | 'series' | 'episode' | 'title'
  value: string
  /** The address names the series by a word instead of a number (thetvdb.com/series/WORD). */
  isSlug: boolean
}

/** Ids of the providers that look-ups use. */
export interface NfoIds {
  imdb?: string
  tmdb?: string
  tvdb?: string
}

/** Words: `reason.<code>`. */
export type NfoWarningCode =
  | 'nfo.empty'
  | 'nfo.unknown-root'
  | 'nfo.unclosed'
  | 'nfo.cut'
  | 'nfo.wrong-tag'
  | 'nfo.wrong-encoding'
  | 'nfo.odd-value'
  | 'nfo.no-title'
  | 'nfo.no-episode-number'

export interface NfoWarning {
  code: NfoWarningCode
  params: Readonly<Record<string, string>>
}

export interface NfoReading {
  /** One a root: several for a file of several episodes, none for one that only links. */
  documents: readonly NfoFacts[]
  /** From the addresses around the documents; the first of each provider. */
  ids: NfoIds
  links: readonly NfoLink[]
  warnings: readonly NfoWarning[]
}
