import type { NfoFacts } from '../../media/nfo/model.ts'

export const TITLE_KINDS = ['movie', 'series', 'season', 'tv-episode', 'artist', 'album', 'song'] as const
export type TitleKind = (typeof TITLE_KINDS)[number]

/** Words: `library.art.<kind>`. */
export const ART_KINDS = [
  'poster',
  'fanart',
  'banner',
  'clearlogo',
  'clearart',
  'discart',
  'keyart',
  'landscape',
  'characterart',
  'thumb',
] as const
export type ArtKind = (typeof ART_KINDS)[number]

/** Facts that an NFO tells, too. */
export const NFO_FACT_NAMES = [
  'title',
  'originalTitle',
  'sortTitle',
  'year',
  'premiered',
  'plot',
  'outline',
  'tagline',
  'runtimeMin',
  'mpaa',
  'ratings',
  'userRating',
  'genres',
  'countries',
  'studios',
  'tags',
  'directors',
  'writers',
  'actors',
  'set',
  'trailer',
] as const satisfies readonly (keyof NfoFacts)[]
type NfoFactName = (typeof NFO_FACT_NAMES)[number]

/** What may be known of a title; a fact that nobody told is missing. */
export interface TitleFacts extends Pick<NfoFacts, NfoFactName> {
  edition?: string
  /** Of a series: `continuing`, `ended`. */
  status?: string
}
export type FactName = keyof TitleFacts

/** Words: `library.fact.<name>`. */
export const FACT_NAMES = [...NFO_FACT_NAMES, 'edition', 'status'] as const satisfies readonly FactName[]

/** Who may tell a fact, the most trusted first; a person's word is locked as it is given. Words: `library.source.<source>`. */
export const SOURCES = ['person', 'nfo', 'provider', 'name', 'file'] as const
export type FactSource = (typeof SOURCES)[number]

/** How a fact came to be what it is. */
export interface Told {
  source: FactSource
  /** A person's or a job's actor. */
  by: string
  /** Epoch ms. */
  at: number
  /** What a person took back: a source that says just this again is not heard. */
  refused?: readonly unknown[]
}

/** Names of a title at the providers. */
export const ID_NAMES = ['tmdb', 'imdb', 'tvdb'] as const
export type IdName = (typeof ID_NAMES)[number]
export type TitleIds = { [Name in IdName]?: string }

/** What a source may tell and a person may change; words at `library.fact.<key>`. */
export const FACT_KEYS = [...FACT_NAMES, ...ID_NAMES] as const
export type FactKey = FactName | IdName
export type KnownFacts = TitleFacts & TitleIds

/** A lock of everything a title has, artwork included. */
export const WHOLE_TITLE = '*'

/** Whether sources and automatic choices leave it alone. */
export const isLocked = (locks: readonly string[], name: FactKey | ArtKind): boolean =>
  locks.includes(name) || locks.includes(WHOLE_TITLE)

/** What events, deliveries and attention about a title stand under. */
export const titleSubject = (titleId: number): string => `library.title:${titleId}`
