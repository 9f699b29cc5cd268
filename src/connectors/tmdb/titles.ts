import type {
  FoundTitle,
  ProvidedEpisode,
  ProvidedSeason,
  ProvidedTitle,
  TitleIds,
} from '../../library/enrich/ports.ts'
import {
  castOf,
  englishOf,
  IMAGE_PATH,
  known,
  namesOf,
  peopleOf,
  picturesOf,
  ratingsOf,
  trailerOf,
  yearOf,
} from './to-facts.ts'
import type { WireEpisode, WireMovie, WireMovieResult, WireSeason, WireSeries, WireSeriesResult } from './wire.ts'

export const movieFound = (one: WireMovieResult): FoundTitle => ({
  kind: 'movie',
  id: one.id,
  title: one.title ?? one.original_title ?? '',
  ...known({
    originalTitle: one.original_title,
    year: yearOf(one.release_date),
    overview: one.overview,
    popularity: one.popularity ?? undefined,
    posterRef: one.poster_path,
  }),
})

export const seriesFound = (one: WireSeriesResult): FoundTitle => ({
  kind: 'series',
  id: one.id,
  title: one.name ?? one.original_name ?? '',
  ...known({
    originalTitle: one.original_name,
    year: yearOf(one.first_air_date),
    overview: one.overview,
    popularity: one.popularity ?? undefined,
    posterRef: one.poster_path,
  }),
})

const idsOf = (wire: WireMovie | WireSeries | WireSeason): TitleIds =>
  known({
    tmdb: wire.id,
    imdb: wire.external_ids?.imdb_id ?? ('imdb_id' in wire ? wire.imdb_id : undefined),
    tvdb: wire.external_ids?.tvdb_id == null ? undefined : String(wire.external_ids.tvdb_id),
  })

/** The types of a release, the best to take a rating from first: in cinemas, limited, digital, physical, TV, premiere. */
const RELEASES = [3, 2, 4, 5, 6, 1]

function movieRating({ release_dates: dates }: WireMovie, country: string): string | undefined {
  const own = dates?.results.find(({ iso_3166_1 }) => iso_3166_1 === country)?.release_dates ?? []
  const rated = own.filter(({ certification }) => certification !== undefined)
  const rank = (type: number | null | undefined): number => RELEASES.indexOf(type ?? 0) >>> 0
  return rated.toSorted((a, b) => rank(a.type) - rank(b.type))[0]?.certification
}

export function movieProvided(
  wire: WireMovie,
  { country, collection }: { country: string; collection?: string },
): ProvidedTitle {
  const english = englishOf(wire.translations)
  const set = wire.belongs_to_collection?.name
  return {
    ids: idsOf(wire),
    seasons: [],
    pictures: picturesOf(wire.images),
    facts: {
      ...known({
        title: wire.title ?? english?.title ?? wire.original_title,
        originalTitle: wire.original_title,
        plot: wire.overview ?? english?.overview,
        tagline: wire.tagline ?? english?.tagline,
        runtimeMin: wire.runtime,
        premiered: wire.release_date,
        year: yearOf(wire.release_date),
        mpaa: movieRating(wire, country),
        ratings: ratingsOf(wire),
        genres: wire.genres,
        countries: wire.production_countries,
        studios: wire.production_companies,
        tags: wire.keywords?.keywords,
        set: set === undefined ? undefined : { name: set, ...known({ overview: collection }) },
        trailer: trailerOf(wire.videos),
      }),
      ...peopleOf(wire.credits),
    },
  }
}

const OVER = new Set(['Ended', 'Canceled'])

export function seriesProvided(wire: WireSeries, { country }: { country: string }): ProvidedTitle {
  const english = englishOf(wire.translations)
  const rating = wire.content_ratings?.results.find(({ iso_3166_1 }) => iso_3166_1 === country)?.rating
  return {
    ids: idsOf(wire),
    seasons: wire.seasons.map(({ season_number: number, episode_count }) => ({ number, episodes: episode_count ?? 0 })),
    pictures: picturesOf(wire.images),
    facts: {
      ...known({
        title: wire.name ?? english?.name ?? wire.original_name,
        originalTitle: wire.original_name,
        plot: wire.overview ?? english?.overview,
        tagline: wire.tagline ?? english?.tagline,
        runtimeMin: wire.episode_run_time.find((minutes) => minutes > 0),
        premiered: wire.first_air_date,
        year: yearOf(wire.first_air_date),
        mpaa: rating,
        ratings: ratingsOf(wire),
        genres: wire.genres,
        countries: wire.production_countries,
        studios: wire.networks.length > 0 ? wire.networks : wire.production_companies,
        tags: wire.keywords?.results,
        trailer: trailerOf(wire.videos),
        status: wire.status === undefined ? undefined : OVER.has(wire.status) ? 'ended' : 'continuing',
      }),
      ...peopleOf(wire.aggregate_credits),
      ...known({ writers: wire.created_by }),
    },
  }
}

export const seasonProvided = (wire: WireSeason): ProvidedSeason => ({
  number: wire.season_number,
  ids: idsOf(wire),
  pictures: picturesOf(wire.images),
  facts: {
    ...known({ title: wire.name, plot: wire.overview, premiered: wire.air_date, year: yearOf(wire.air_date) }),
    ...known({ actors: castOf(wire.credits?.cast ?? []) }),
  },
  episodes: wire.episodes.map(episodeProvided),
})

const episodeProvided = (wire: WireEpisode): ProvidedEpisode => ({
  number: wire.episode_number,
  ids: { tmdb: wire.id },
  pictures:
    wire.still_path !== undefined && IMAGE_PATH.test(wire.still_path)
      ? [
          {
            kind: 'thumb',
            ref: wire.still_path,
            language: null,
            width: null,
            height: null,
            votes: null,
            voteAverage: null,
          },
        ]
      : [],
  facts: known({
    title: wire.name,
    plot: wire.overview,
    premiered: wire.air_date,
    year: yearOf(wire.air_date),
    runtimeMin: wire.runtime,
    ratings: ratingsOf(wire),
    directors: namesOf(wire.crew.filter(({ job }) => job === 'Director')),
    writers: namesOf(wire.crew.filter(({ department }) => department === 'Writing')),
    actors: castOf(wire.guest_stars),
  }),
})
