import { foldText } from '../../kernel/fold-text.ts'
import type { KnownFacts } from './model.ts'

const WORDS_LONGEST = 1500
const ACTORS_SEARCHED = 40
const BEST_RATING = 10

/** Articles that lists pass over. */
const ARTICLE = /^(the|a|an) (?=\S)/

/** Columns that lists sort, filter and search by. */
export function mirrorOf(facts: KnownFacts, { title }: { title: string }) {
  return {
    title: facts.title ?? title,
    sort_key: foldText(facts.sortTitle ?? facts.title ?? title).replace(ARTICLE, ''),
    year: yearOf(facts),
    rating: ratingOf(facts),
    tmdb_id: facts.tmdb ?? null,
    imdb_id: facts.imdb ?? null,
    tvdb_id: facts.tvdb ?? null,
  }
}

function yearOf({ year, premiered }: KnownFacts): number | null {
  const fromDate = Number(premiered?.slice(0, 4))
  return year ?? (Number.isInteger(fromDate) ? fromDate : null)
}

/** The default one, or the first, of 10. */
function ratingOf({ ratings = [] }: KnownFacts): number | null {
  const rating = ratings.find(({ isDefault }) => isDefault === true) ?? ratings[0]
  if (rating === undefined) return null
  const { value, max = BEST_RATING } = rating
  return max > 0 ? (value / max) * BEST_RATING : null
}

/** What it is searched by: a line for each text, so that no word is found across two of them. */
export function wordsOf(facts: KnownFacts, { title, paths }: { title: string; paths: readonly string[] }): string {
  const people = [
    ...(facts.directors ?? []),
    ...(facts.actors ?? []).slice(0, ACTORS_SEARCHED).map(({ name }) => name),
    ...(facts.writers ?? []),
  ]
  const texts = [
    facts.title ?? title,
    facts.originalTitle,
    String(yearOf(facts) ?? ''),
    facts.imdb,
    ...paths,
    ...people,
  ]
  const keys = texts.filter((text) => text !== undefined && text !== '').map((text) => foldText(text ?? ''))
  return [...new Set(keys)].join('\n').slice(0, WORDS_LONGEST)
}
