import type { FakeEpisode, FakeMovie, FakePicture, FakeSeries, World } from './world.ts'

type Wish = { parts: ReadonlySet<string>; language: string; imageLanguages: readonly string[] | undefined }

/** QUIRK(tmdb 3): with a language, pictures of others and those without words come only when they are asked for. */
function images(kinds: Record<string, readonly FakePicture[] | undefined>, { language, imageLanguages }: Wish) {
  const wanted = imageLanguages ?? [language.slice(0, 2)]
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, pictures = []]) => [
      kind,
      pictures
        .filter(({ language: own = null }) => wanted.includes(own ?? 'null'))
        .map(({ path, width, height, language: own = null, votes = 0, average = 0 }) => ({
          aspect_ratio: width / height,
          height,
          iso_639_1: own,
          file_path: path,
          vote_average: average,
          vote_count: votes,
          width,
        })),
    ]),
  )
}

const genre = (name: string, index: number) => ({ id: index + 1, name })
const only = (parts: ReadonlySet<string>, given: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(given).filter(([name]) => parts.has(name)))

const translationsOf = ({ translations = [] }: FakeMovie | FakeSeries, titleName: 'title' | 'name') => ({
  translations: translations.map(({ language, title = '', overview = '', tagline = '' }) => ({
    iso_639_1: language,
    data: { [titleName]: title, overview, tagline },
  })),
})

const videosOf = ({ trailer }: FakeMovie | FakeSeries) => ({
  results: trailer === undefined ? [] : [{ site: 'YouTube', key: trailer, type: 'Trailer', official: true }],
})

const person = (job: string, department: string) => (name: string) => ({ name, job, department })

export function renderMovie(world: World, movie: FakeMovie, wish: Wish): object {
  const collection = world.collections.get(movie.collection ?? 0)
  const crew = [
    ...(movie.directors ?? []).map(person('Director', 'Directing')),
    ...(movie.writers ?? []).map(person('Screenplay', 'Writing')),
  ]
  const { certification } = movie
  const rated = certification === undefined ? [] : [{ iso_3166_1: 'US', release_dates: [{ certification, type: 3 }] }]
  return {
    adult: false,
    backdrop_path: movie.backdrops?.[0]?.path ?? null,
    belongs_to_collection:
      collection === undefined ? null : { id: collection.id, name: collection.name, poster_path: null },
    genres: (movie.genres ?? []).map(genre),
    id: movie.id,
    imdb_id: movie.imdb ?? null,
    original_title: movie.originalTitle ?? movie.title,
    overview: movie.overview ?? '',
    poster_path: movie.posters?.[0]?.path ?? null,
    production_companies: [{ id: 1, name: 'Lantern Works', origin_country: 'US' }],
    production_countries: [{ iso_3166_1: 'US', name: 'United States of America' }],
    release_date: movie.releaseDate,
    runtime: movie.runtime ?? 0,
    status: 'Released',
    tagline: movie.tagline ?? '',
    title: movie.title,
    vote_average: movie.average ?? 0,
    vote_count: movie.votes ?? 0,
    ...only(wish.parts, {
      credits: { cast: (movie.cast ?? []).map((one, order) => ({ ...one, order })), crew },
      images: images({ posters: movie.posters, backdrops: movie.backdrops, logos: movie.logos }, wish),
      videos: videosOf(movie),
      release_dates: { results: rated },
      external_ids: { imdb_id: movie.imdb ?? null },
      keywords: { keywords: [{ id: 1, name: 'harbour' }] },
      translations: translationsOf(movie, 'title'),
    }),
  }
}

export function renderSeries(series: FakeSeries, wish: Wish): object {
  const { certification } = series
  return {
    created_by: [{ id: 1, name: 'Ida Frost' }],
    episode_run_time: [],
    first_air_date: series.firstAirDate,
    genres: (series.genres ?? []).map(genre),
    id: series.id,
    name: series.name,
    networks: [{ id: 1, name: 'Channel Nine' }],
    original_name: series.name,
    overview: series.overview ?? '',
    production_companies: [],
    production_countries: [],
    seasons: Object.entries(series.seasons).map(([number, episodes]) => ({
      season_number: Number(number),
      episode_count: episodes.length,
      name: `Season ${number}`,
    })),
    status: series.status ?? 'Returning Series',
    tagline: series.tagline ?? '',
    vote_average: series.average ?? 0,
    vote_count: series.votes ?? 0,
    ...only(wish.parts, {
      aggregate_credits: {
        cast: (series.cast ?? []).map(({ name, character }, order) => ({ name, order, roles: [{ character }] })),
        crew: [],
      },
      images: images({ posters: series.posters, backdrops: series.backdrops, logos: series.logos }, wish),
      videos: videosOf(series),
      content_ratings: {
        results: certification === undefined ? [] : [{ iso_3166_1: 'US', rating: certification }],
      },
      external_ids: { imdb_id: series.imdb ?? null, tvdb_id: series.tvdb ?? null },
      keywords: { results: [] },
      translations: translationsOf(series, 'name'),
    }),
  }
}

const renderEpisode = (episode: FakeEpisode, index: number) => ({
  id: episode.id,
  episode_number: index + 1,
  name: episode.name,
  overview: episode.overview ?? '',
  air_date: episode.airDate ?? null,
  runtime: null,
  still_path: episode.still ?? null,
  vote_average: 0,
  vote_count: 0,
  crew: [person('Director', 'Directing')('Ola Berg')],
  guest_stars: [],
})

export const renderSeason = (series: FakeSeries, number: number, wish: Wish): object => ({
  _id: 'x',
  id: series.id * 100 + number,
  season_number: number,
  name: `Season ${number}`,
  overview: '',
  air_date: null,
  episodes: (series.seasons[number] ?? []).map(renderEpisode),
  ...only(wish.parts, { images: { posters: [] }, external_ids: { tvdb_id: null }, credits: { cast: [], crew: [] } }),
})

export const movieResult = (movie: FakeMovie) => ({
  id: movie.id,
  title: movie.title,
  original_title: movie.originalTitle ?? movie.title,
  release_date: movie.releaseDate,
  overview: movie.overview ?? '',
  popularity: movie.popularity ?? 1,
  poster_path: movie.posters?.[0]?.path ?? null,
})

export const seriesResult = (series: FakeSeries) => ({
  id: series.id,
  name: series.name,
  original_name: series.name,
  first_air_date: series.firstAirDate,
  overview: series.overview ?? '',
  popularity: series.popularity ?? 1,
  poster_path: series.posters?.[0]?.path ?? null,
})
