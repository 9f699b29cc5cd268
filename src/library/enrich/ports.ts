import { definePort } from '../../kernel/port.ts'
import type { ArtKind, IdName, TitleFacts, TitleIds } from '../titles/model.ts'

export type { ArtKind, TitleFacts, TitleIds } from '../titles/model.ts'

/** What a provider knows as a whole; seasons and episodes are asked for by their series. */
export type ProvidedKind = 'movie' | 'series'

/** One of those that a search found. */
export interface FoundTitle {
  kind: ProvidedKind
  id: string
  title: string
  originalTitle?: string
  year?: number
  overview?: string
  /** How much people look for it; for a tie in the eyes of a person, never to decide. */
  popularity?: number
  posterRef?: string
}

/** A picture that may stand for a title. */
export interface ProvidedPicture {
  kind: ArtKind
  /** As `ArtworkSource.fetchArtwork` takes it. */
  ref: string
  /** Null for one without text. */
  language: string | null
  width: number | null
  height: number | null
  votes: number | null
  /** Of 10. */
  voteAverage: number | null
}

export interface ProvidedTitle {
  facts: TitleFacts
  ids: TitleIds
  pictures: readonly ProvidedPicture[]
  /** Of a series, those that the provider has. */
  seasons: readonly { number: number; episodes: number }[]
}

export interface ProvidedEpisode {
  number: number
  facts: TitleFacts
  ids: TitleIds
  pictures: readonly ProvidedPicture[]
}

export interface ProvidedSeason {
  number: number
  facts: TitleFacts
  ids: TitleIds
  pictures: readonly ProvidedPicture[]
  episodes: readonly ProvidedEpisode[]
}

export interface ProviderWish {
  /** `en` or `pt-BR`. */
  language: string
  signal: AbortSignal
}

/**
 * Who knows films and series. All calls throw `remote/…` errors, as `Egress` and `refusalIn` say: a failed look-up is never
 * an absence. It keeps to the provider's rate by itself.
 */
export interface MetadataProvider {
  readonly id: string
  /** What it calls these ids of others; empty when it answered and knows none. */
  findByIds(
    kind: ProvidedKind,
    ids: { [Name in Exclude<IdName, 'tmdb'>]?: string },
    wish: ProviderWish,
  ): Promise<FoundTitle[]>
  /** By words, and by year when it is given; at most a few pages, the likeliest first. */
  search(kind: ProvidedKind, words: { title: string; year?: number }, wish: ProviderWish): Promise<FoundTitle[]>
  /** @throws NotFoundError `library/gone-at-provider`: removed there, or merged into another one */
  readTitle(kind: ProvidedKind, id: string, wish: ProviderWish): Promise<ProvidedTitle>
  /** @throws NotFoundError `library/gone-at-provider` */
  readSeason(seriesId: string, number: number, wish: ProviderWish): Promise<ProvidedSeason>
  /**
   * Ids of what was changed there.
   * @param days both included, `YYYY-MM-DD`; at most 14 days
   */
  listChanged(kind: ProvidedKind, days: { from: string; to: string }, signal: AbortSignal): Promise<string[]>
}

export const MetadataProvider = definePort<MetadataProvider>('library.metadata-provider')
