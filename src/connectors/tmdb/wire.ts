import { z } from 'zod'

/** QUIRK(tmdb 3): what is not known is null, "" or 0, and now and then left out. */
const text = z
  .string()
  .nullish()
  .transform((value) => (value == null || value.trim() === '' ? undefined : value.trim()))
const positive = z
  .number()
  .nullish()
  .transform((value) => (value == null || value <= 0 ? undefined : value))
/** QUIRK(tmdb 3): `release_date` may be "". */
const day = z
  .string()
  .nullish()
  .transform((value) => (value != null && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined))
const Id = z.number().int().positive().transform(String)
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? [])
const Named = z.object({ name: text })
const names = listOf(Named).transform((items) => items.flatMap(({ name }) => name ?? []))

const Image = z.object({
  file_path: z.string(),
  width: positive,
  height: positive,
  iso_639_1: text,
  vote_average: z.number().nullish(),
  vote_count: z.number().nullish(),
})
export type WireImage = z.output<typeof Image>
const Images = z
  .object({ posters: listOf(Image), backdrops: listOf(Image), logos: listOf(Image), stills: listOf(Image) })
  .partial()
  .nullish()
export type WireImages = z.output<typeof Images>

const Crew = z.object({ name: text, job: text, department: text })
const Cast = z.object({
  name: text,
  character: text,
  order: z.number().nullish(),
  roles: listOf(z.object({ character: text })),
})
const Credits = z.object({ cast: listOf(Cast), crew: listOf(Crew) }).nullish()
export type WireCredits = z.output<typeof Credits>

const Video = z.object({ site: text, key: text, type: text, official: z.boolean().nullish() })
const Videos = z.object({ results: listOf(Video) }).nullish()
export type WireVideos = z.output<typeof Videos>

const Translations = z
  .object({
    translations: listOf(
      z.object({ iso_639_1: text, data: z.object({ title: text, name: text, overview: text, tagline: text }) }),
    ),
  })
  .nullish()
export type WireTranslations = z.output<typeof Translations>

const External = z.object({ imdb_id: text, tvdb_id: z.union([z.number(), z.string()]).nullish() }).nullish()

const Common = z.object({
  id: Id,
  overview: text,
  tagline: text,
  genres: names,
  production_companies: names,
  production_countries: names,
  vote_average: z.number().nullish(),
  vote_count: z.number().nullish(),
  images: Images,
  videos: Videos,
  translations: Translations,
  external_ids: External,
})

export const Movie = Common.extend({
  title: text,
  original_title: text,
  release_date: day,
  runtime: positive,
  imdb_id: text,
  belongs_to_collection: z.object({ id: Id, name: text }).nullish(),
  credits: Credits,
  keywords: z.object({ keywords: names }).nullish(),
  release_dates: z
    .object({
      results: listOf(
        z.object({
          iso_3166_1: text,
          release_dates: listOf(z.object({ certification: text, type: z.number().nullish() })),
        }),
      ),
    })
    .nullish(),
})
export type WireMovie = z.output<typeof Movie>

export const Series = Common.extend({
  name: text,
  original_name: text,
  first_air_date: day,
  episode_run_time: listOf(z.number()),
  status: text,
  networks: names,
  created_by: names,
  aggregate_credits: Credits,
  keywords: z.object({ results: names }).nullish(),
  content_ratings: z.object({ results: listOf(z.object({ iso_3166_1: text, rating: text })) }).nullish(),
  seasons: listOf(z.object({ season_number: z.number().int(), episode_count: z.number().int().nullish() })),
})
export type WireSeries = z.output<typeof Series>

const Episode = z.object({
  id: Id,
  episode_number: z.number().int(),
  name: text,
  overview: text,
  air_date: day,
  runtime: positive,
  still_path: text,
  vote_average: z.number().nullish(),
  vote_count: z.number().nullish(),
  crew: listOf(Crew),
  guest_stars: listOf(Cast),
})
export type WireEpisode = z.output<typeof Episode>

export const Season = z.object({
  id: Id,
  season_number: z.number().int(),
  name: text,
  overview: text,
  air_date: day,
  images: Images,
  external_ids: External,
  credits: Credits,
  episodes: listOf(Episode),
})
export type WireSeason = z.output<typeof Season>

const MovieResult = z.object({
  id: Id,
  title: text,
  original_title: text,
  release_date: day,
  overview: text,
  popularity: z.number().nullish(),
  poster_path: text,
})
const SeriesResult = z.object({
  id: Id,
  name: text,
  original_name: text,
  first_air_date: day,
  overview: text,
  popularity: z.number().nullish(),
  poster_path: text,
})
export type WireMovieResult = z.output<typeof MovieResult>
export type WireSeriesResult = z.output<typeof SeriesResult>

export const MovieResults = z.object({ results: z.array(MovieResult), total_pages: z.number() })
export const SeriesResults = z.object({ results: z.array(SeriesResult), total_pages: z.number() })
export const FoundById = z.object({ movie_results: z.array(MovieResult), tv_results: z.array(SeriesResult) })
export const Changes = z.object({ results: z.array(z.object({ id: Id })), page: z.number(), total_pages: z.number() })
export const Collection = z.object({ id: Id, name: text, overview: text })
export const Configuration = z.object({ images: z.object({ secure_base_url: z.string() }) })
