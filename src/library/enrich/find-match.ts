import type { KnownFacts } from '../titles/model.ts'
import type { FoundTitle, MetadataProvider, ProvidedKind, ProviderWish } from './ports.ts'
import { judgeMatches, type Verdict } from './score-match.ts'

export type FoundMatch = { is: 'known'; id: string } | Verdict

/** Which title of the provider it is: by an id when one is known, else by title and year. */
export async function findMatch(
  provider: MetadataProvider,
  { kind, facts }: { kind: ProvidedKind; facts: KnownFacts },
  wish: ProviderWish,
): Promise<FoundMatch> {
  if (facts.tmdb !== undefined) return { is: 'known', id: facts.tmdb }
  const { imdb, tvdb } = facts
  if (imdb !== undefined || tvdb !== undefined) {
    const ids = { ...(imdb === undefined ? {} : { imdb }), ...(tvdb === undefined ? {} : { tvdb }) }
    const [first, ...others] = await provider.findByIds(kind, ids, wish)
    if (first !== undefined && others.length === 0) return { is: 'known', id: first.id }
  }
  if (facts.title === undefined) return { is: 'none' }
  const wanted = { ...withoutYear(facts.title, facts.year), originalTitle: facts.originalTitle }
  const found = await searchTwice(provider, { kind, wanted }, wish)
  return judgeMatches(wanted, found)
}

const YEAR_BEHIND = /^(?<title>.*\S)\s*\((?<year>(?:19|20)\d\d)\)$/u

/** Folders of series have the year as a part of the name; no provider finds it by that. */
function withoutYear(title: string, year: number | undefined): { title: string; year?: number } {
  const { groups } = YEAR_BEHIND.exec(title) ?? {}
  const known = year ?? (groups?.['year'] === undefined ? undefined : Number(groups['year']))
  return { title: groups?.['title'] ?? title, ...(known === undefined ? {} : { year: known }) }
}

/** With its year, and without it when that finds nothing that fits: the year of a name may be wrong. */
async function searchTwice(
  provider: MetadataProvider,
  { kind, wanted }: { kind: ProvidedKind; wanted: { title: string; year?: number | undefined } },
  wish: ProviderWish,
): Promise<FoundTitle[]> {
  const { title, year } = wanted
  const found = year === undefined ? [] : await provider.search(kind, { title, year }, wish)
  if (found.length > 0 && judgeMatches(wanted, found).is === 'sure') return found
  const others = await provider.search(kind, { title }, wish)
  const ids = new Set(found.map(({ id }) => id))
  return [...found, ...others.filter(({ id }) => !ids.has(id))]
}
