import { foldText } from '../../kernel/fold-text.ts'
import type { FoundTitle } from './ports.ts'

/** What is known of a title before it is matched. */
export interface WantedTitle {
  title: string
  originalTitle?: string | undefined
  year?: number | undefined
}

export interface ScoredMatch {
  found: FoundTitle
  /** 0 to 1. */
  score: number
}

export type Verdict =
  | { is: 'sure'; match: FoundTitle; matches: readonly ScoredMatch[] }
  /** Several fit alike, or none fits well: a person chooses. */
  | { is: 'unsure'; matches: readonly ScoredMatch[] }
  | { is: 'none' }

const OF_TITLE = 0.7
const OF_YEAR = 0.3
/** A year that nobody told says neither yes nor no. */
const YEAR_UNKNOWN = 0.5
/** Films come out at home a year later or earlier. */
const YEAR_BESIDE = 0.8
const SURE_TITLE = 0.9
const SURE_SCORE = 0.85
/** The second must be this much behind. */
const LEAD = 0.1
const MATCHES_KEPT = 10

const ARTICLE = /^(the|a|an|der|die|das|le|la|les|el|il) (?=\S)/

const plain = (title: string): string =>
  foldText(title)
    .replaceAll('&', ' and ')
    .replaceAll(/['’`´]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(ARTICLE, '')

/** How alike two titles are, 0 to 1: equal but for case, accents, punctuation and articles is 1. */
export function likeness(one: string, other: string): number {
  const [a, b] = [plain(one), plain(other)]
  if (a === '' || b === '') return 0
  if (a === b) return 1
  const [pairsA, pairsB] = [pairsOf(a), pairsOf(b)]
  let shared = 0
  for (const [pair, count] of pairsA) shared += Math.min(count, pairsB.get(pair) ?? 0)
  const length = a.length + b.length - 2
  // Never 1: only what is equal is.
  return length <= 0 ? 0 : Math.min(0.99, (2 * shared) / length)
}

function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>()
  for (let at = 0; at < text.length - 1; at++) {
    const pair = text.slice(at, at + 2)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return pairs
}

function yearFits(wanted: number | undefined, found: number | undefined): number {
  if (wanted === undefined || found === undefined) return YEAR_UNKNOWN
  if (wanted === found) return 1
  return Math.abs(wanted - found) === 1 ? YEAR_BESIDE : 0
}

function scoreOf(wanted: WantedTitle, found: FoundTitle) {
  const names = [wanted.title, wanted.originalTitle].filter((name) => name !== undefined)
  const titles = [found.title, found.originalTitle].filter((name) => name !== undefined)
  const title = Math.max(...names.flatMap((name) => titles.map((other) => likeness(name, other))))
  const year = yearFits(wanted.year, found.year)
  return { found, title, year, score: OF_TITLE * title + OF_YEAR * year }
}

/** Which of those that were found it is; ties are not guessed, however popular one of them may be. */
export function judgeMatches(wanted: WantedTitle, found: readonly FoundTitle[]): Verdict {
  if (found.length === 0) return { is: 'none' }
  const scored = found.map((one) => scoreOf(wanted, one)).toSorted((a, b) => b.score - a.score)
  const [best, second] = scored
  const matches = scored.slice(0, MATCHES_KEPT).map((one) => ({ found: one.found, score: one.score }))
  const isGood = best !== undefined && best.title >= SURE_TITLE && best.score >= SURE_SCORE && best.year >= YEAR_UNKNOWN
  if (!isGood) return { is: 'unsure', matches }
  const isAhead = second === undefined || best.score - second.score >= LEAD
  return isAhead ? { is: 'sure', match: best.found, matches } : { is: 'unsure', matches }
}
