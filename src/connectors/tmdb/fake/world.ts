export interface FakePicture {
  path: string
  width: number
  height: number
  /** null for one without words. */
  language?: string | null
  votes?: number
  average?: number
}

interface FakeCommon {
  id: number
  overview?: string
  tagline?: string
  genres?: string[]
  cast?: { name: string; character: string }[]
  posters?: FakePicture[]
  backdrops?: FakePicture[]
  logos?: FakePicture[]
  imdb?: string
  tvdb?: number
  votes?: number
  average?: number
  popularity?: number
  trailer?: string
  /** Texts in other languages than the one of the rest. */
  translations?: { language: string; title?: string; overview?: string; tagline?: string }[]
  certification?: string
}

export interface FakeMovie extends FakeCommon {
  title: string
  originalTitle?: string
  /** "" for none. */
  releaseDate: string
  runtime?: number
  directors?: string[]
  writers?: string[]
  collection?: number
}

export interface FakeEpisode {
  id: number
  name: string
  overview?: string
  airDate?: string
  still?: string
}

export interface FakeSeries extends FakeCommon {
  name: string
  firstAirDate: string
  status?: string
  /** By number of the season. */
  seasons: Record<number, FakeEpisode[]>
}

export interface FakeCollection {
  id: number
  name: string
  overview: string
}

export interface World {
  movies: Map<number, FakeMovie>
  series: Map<number, FakeSeries>
  collections: Map<number, FakeCollection>
  /** By path, such as `/a.jpg`; others are a grey point. */
  images: Map<string, Uint8Array>
  /** What was changed on which day, `YYYY-MM-DD`. */
  changes: { kind: 'movie' | 'tv'; id: number; day: string }[]
  keys: Set<string>
}

export const createWorld = (key: string): World => ({
  movies: new Map(),
  series: new Map(),
  collections: new Map(),
  images: new Map(),
  changes: [],
  keys: new Set([key]),
})
