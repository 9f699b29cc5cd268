import { NotFoundError } from '../../kernel/errors.ts'
import type { FoundTitle, MetadataProvider, ProvidedKind, ProviderWish } from '../../library/enrich/ports.ts'
import type { TmdbClient } from './client.ts'
import type { TmdbSettings } from './settings.ts'
import { movieFound, movieProvided, seasonProvided, seriesFound, seriesProvided } from './titles.ts'
import { Changes, Collection, FoundById, Movie, MovieResults, Season, Series, SeriesResults } from './wire.ts'

const MOVIE_PARTS = 'credits,images,videos,release_dates,external_ids,keywords,translations'
const SERIES_PARTS = 'aggregate_credits,images,videos,content_ratings,external_ids,keywords,translations'
const SEASON_PARTS = 'images,external_ids,credits'
/** Of an answer in pages; the list of changes says at most 500. */
const PAGES_MOST = 500
const COLLECTIONS_KEPT = 500

export function metadataProvider(client: TmdbClient, { country }: Pick<TmdbSettings, 'country'>): MetadataProvider {
  const collections = new Map<string, Promise<string | undefined>>()
  return {
    id: 'tmdb',
    async findByIds(kind, ids, { language, signal }) {
      for (const [source, id] of [
        ['imdb_id', ids.imdb],
        ['tvdb_id', ids.tvdb],
      ] as const) {
        if (id === undefined) continue
        const query = { external_source: source, language }
        const found = foundIn(kind, await client.get(`find/${encodeURIComponent(id)}`, FoundById, { query, signal }))
        if (found.length > 0) return found
      }
      return []
    },
    async search(kind, { title, year }, { language, signal }) {
      const years = year === undefined ? {} : { [kind === 'movie' ? 'year' : 'first_air_date_year']: String(year) }
      const query = { query: title, include_adult: 'false', language, page: '1', ...years }
      if (kind === 'movie')
        return (await client.get('search/movie', MovieResults, { query, signal })).results.map(movieFound)
      return (await client.get('search/tv', SeriesResults, { query, signal })).results.map(seriesFound)
    },
    async readTitle(kind, id, wish) {
      const parts = kind === 'movie' ? MOVIE_PARTS : SERIES_PARTS
      const options = { query: { append_to_response: parts, ...inLanguage(wish) }, signal: wish.signal }
      if (kind === 'series') return seriesProvided(await client.get(`tv/${id}`, Series, options), { country })
      const wire = await client.get(`movie/${id}`, Movie, options)
      const setId = wire.belongs_to_collection?.id
      const overview = setId === undefined ? undefined : await readCollection(client, collections, { id: setId, wish })
      return movieProvided(wire, { country, ...(overview === undefined ? {} : { collection: overview }) })
    },
    async readSeason(seriesId, number, wish) {
      const query = { append_to_response: SEASON_PARTS, ...inLanguage(wish) }
      const options = { query, signal: wish.signal }
      return seasonProvided(await client.get(`tv/${seriesId}/season/${number}`, Season, options))
    },
    listChanged: (kind, days, signal) => listChanged(client, { kind, ...days, signal }),
  }
}

/** QUIRK(tmdb 3): with a language and without this, pictures without words are left out. */
const inLanguage = ({ language }: ProviderWish) => ({
  language,
  include_image_language: [...new Set([language.slice(0, 2), 'en', 'null'])].join(','),
})

const foundIn = (
  kind: ProvidedKind,
  {
    movie_results,
    tv_results,
  }: { movie_results: Parameters<typeof movieFound>[0][]; tv_results: Parameters<typeof seriesFound>[0][] },
): FoundTitle[] => (kind === 'movie' ? movie_results.map(movieFound) : tv_results.map(seriesFound))

/** Many films share one; what it says is asked for once, in each language. */
function readCollection(
  client: TmdbClient,
  kept: Map<string, Promise<string | undefined>>,
  { id, wish: { language, signal } }: { id: string; wish: ProviderWish },
): Promise<string | undefined> {
  const key = `${id}:${language}`
  const asked = kept.get(key) ?? askForCollection(client, id, { language, signal })
  if (kept.size >= COLLECTIONS_KEPT) kept.clear()
  kept.set(key, asked)
  asked.catch(() => kept.delete(key))
  return asked
}

async function askForCollection(client: TmdbClient, id: string, { language, signal }: ProviderWish) {
  try {
    return (await client.get(`collection/${id}`, Collection, { query: { language }, signal })).overview
  } catch (error) {
    // One that was taken away keeps no film from what else is known of it.
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

async function listChanged(
  client: TmdbClient,
  { kind, from, to, signal }: { kind: ProvidedKind; from: string; to: string; signal: AbortSignal },
): Promise<string[]> {
  const ids: string[] = []
  for (let page = 1; page <= PAGES_MOST; page++) {
    const query = { start_date: from, end_date: to, page: String(page) }
    const answer = await client.get(`${kind === 'movie' ? 'movie' : 'tv'}/changes`, Changes, { query, signal })
    ids.push(...answer.results.map(({ id }) => id))
    if (page >= answer.total_pages) break
  }
  return [...new Set(ids)]
}
