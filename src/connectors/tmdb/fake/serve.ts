import { type Answer, badKey, type Incoming, json, notFound, refused } from './answer.ts'
import { movieResult, renderMovie, renderSeason, renderSeries, seriesResult } from './render.ts'
import type { World } from './world.ts'

const PAGE = 20
const CHANGES_PAGE = 100
const RANGE_MOST_DAYS = 14
const DAY_MS = 86_400_000
const APPENDS_MOST = 20

/** The API as it answers when nothing is in the way. */
export function serve(world: World, request: Incoming): Answer {
  const [version, ...parts] = request.path.split('/').slice(1)
  if (version !== '3') return { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>404 Not Found</h1>' }
  if (!isKnown(world, request)) return badKey()
  const [area = '', first = '', ...rest] = parts
  const handle = AREAS[area]
  return handle === undefined ? notFound() : handle({ world, request, first, rest })
}

function isKnown({ keys }: World, { query, headers }: Incoming): boolean {
  const bearer = /^Bearer (.+)$/.exec(String(headers['authorization'] ?? ''))?.[1]
  return keys.has(query.get('api_key') ?? bearer ?? '')
}

interface Asked {
  world: World
  request: Incoming
  first: string
  rest: readonly string[]
}

const wishOf = ({ query }: Incoming) => ({
  parts: new Set((query.get('append_to_response') ?? '').split(',')),
  language: query.get('language') ?? 'en-US',
  imageLanguages: query.get('include_image_language')?.split(','),
})

const AREAS: Readonly<Record<string, (asked: Asked) => Answer>> = {
  authentication: () => json(200, { success: true, status_code: 1, status_message: 'Success.' }),
  configuration: () =>
    json(200, { images: { base_url: 'http://x/t/p/', secure_base_url: 'https://x/t/p/', poster_sizes: ['original'] } }),
  search: (asked) => search(asked),
  find: ({ world, request, first }) => find(world, request, first),
  movie: (asked) => movie(asked),
  tv: (asked) => series(asked),
  collection: ({ world, first }) => {
    const found = world.collections.get(Number(first))
    return found === undefined ? notFound() : json(200, { ...found, parts: [] })
  },
}

const has = (text: string, words: string): boolean =>
  words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word))

function search({ world, request: { query }, first }: Asked): Answer {
  const words = query.get('query') ?? ''
  const page = Number(query.get('page') ?? '1')
  if (!Number.isInteger(page) || page < 1 || page > 500)
    return refused(400, 22, 'Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.')
  const isFilm = first === 'movie'
  const year = query.get(isFilm ? 'year' : 'first_air_date_year')
  const rows = isFilm
    ? [...world.movies.values()]
        .filter((one) => has(`${one.title} ${one.originalTitle ?? ''}`, words) && isOf(one.releaseDate, year))
        .map(movieResult)
    : [...world.series.values()].filter((one) => has(one.name, words) && isOf(one.firstAirDate, year)).map(seriesResult)
  const results = rows.toSorted((a, b) => b.popularity - a.popularity)
  const total_pages = Math.max(1, Math.ceil(results.length / PAGE))
  return json(200, {
    page,
    results: results.slice((page - 1) * PAGE, page * PAGE),
    total_pages,
    total_results: results.length,
  })
}

const isOf = (day: string, year: string | null): boolean => year === null || day.startsWith(year)

function find({ movies, series: all }: World, { query }: Incoming, id: string): Answer {
  const source = query.get('external_source')
  const fits = ({ imdb, tvdb }: { imdb?: string; tvdb?: number }): boolean =>
    source === 'imdb_id' ? imdb === id : String(tvdb ?? '') === id
  return json(200, {
    movie_results: [...movies.values()].filter(fits).map(movieResult),
    tv_results: [...all.values()].filter(fits).map(seriesResult),
    person_results: [],
    tv_episode_results: [],
    tv_season_results: [],
  })
}

function movie(asked: Asked): Answer {
  const { world, request, first } = asked
  if (first === 'changes') return changes(asked, 'movie')
  const found = world.movies.get(Number(first))
  if (found === undefined) return notFound()
  return tooMuch(request) ?? json(200, renderMovie(world, found, wishOf(request)))
}

function series(asked: Asked): Answer {
  const { world, request, first, rest } = asked
  if (first === 'changes') return changes(asked, 'tv')
  const found = world.series.get(Number(first))
  if (found === undefined) return notFound()
  const [what, number] = rest
  if (what === undefined) return tooMuch(request) ?? json(200, renderSeries(found, wishOf(request)))
  if (what !== 'season' || found.seasons[Number(number)] === undefined) return notFound()
  return json(200, renderSeason(found, Number(number), wishOf(request)))
}

const tooMuch = ({ query }: Incoming): Answer | undefined =>
  (query.get('append_to_response') ?? '').split(',').length > APPENDS_MOST
    ? refused(400, 27, 'Too many append to response objects: The maximum number of remote calls is 20.')
    : undefined

function changes({ world, request: { query } }: Asked, kind: 'movie' | 'tv'): Answer {
  const from = query.get('start_date') ?? ''
  const to = query.get('end_date') ?? ''
  if ((Date.parse(to) - Date.parse(from)) / DAY_MS > RANGE_MOST_DAYS)
    return refused(422, 20, 'Invalid date range: Should be a range no longer than 14 days.')
  const page = Number(query.get('page') ?? '1')
  const changed = world.changes.filter((one) => one.kind === kind && one.day >= from && one.day <= to)
  const results = changed.map(({ id }) => ({ id, adult: false }))
  return json(200, {
    results: results.slice((page - 1) * CHANGES_PAGE, page * CHANGES_PAGE),
    page,
    total_pages: Math.max(1, Math.ceil(results.length / CHANGES_PAGE)),
    total_results: results.length,
  })
}
