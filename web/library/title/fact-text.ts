import type { FactsView } from '../../../src/library/titles/contract.ts'
import { formatNumber } from '../../format.ts'
import type { Say } from '../../words.ts'

export type FactName = keyof FactsView

/** How a fact is typed; `seen` can be looked at only. */
type Form = 'line' | 'text' | 'number' | 'date' | 'list' | 'people' | 'set' | 'seen'

export const FORMS: Readonly<Record<FactName, Form>> = {
  title: 'line',
  originalTitle: 'line',
  sortTitle: 'line',
  year: 'number',
  premiered: 'date',
  plot: 'text',
  outline: 'text',
  tagline: 'line',
  runtimeMin: 'number',
  mpaa: 'line',
  ratings: 'seen',
  userRating: 'number',
  genres: 'list',
  countries: 'list',
  studios: 'list',
  tags: 'list',
  directors: 'list',
  writers: 'list',
  actors: 'people',
  set: 'set',
  trailer: 'line',
  edition: 'line',
  status: 'line',
  tmdb: 'line',
  imdb: 'line',
  tvdb: 'line',
}
export const FACT_NAMES = Object.keys(FORMS) as FactName[]

/** Stand on the page also where nobody told them. */
export const ALWAYS: ReadonlySet<FactName> = new Set(['title', 'year', 'plot', 'genres'] as const)

/** A fact as a person reads it; empty when there is none. */
export function factText(say: Say, name: FactName, facts: FactsView): string {
  const value = facts[name]
  if (value === undefined) return ''
  if (name === 'runtimeMin') return say('web.format.minutes', { min: facts.runtimeMin ?? 0 })
  if (name === 'ratings') return (facts.ratings ?? []).map((rating) => ratingText(say, rating)).join(', ')
  if (name === 'actors') return (facts.actors ?? []).map(actorText).join(', ')
  if (name === 'set') return facts.set?.name ?? ''
  return plainText(value as Plain, ', ')
}

/** Of all facts but ratings, people and the collection. */
type Plain = string | number | readonly string[]
const plainText = (value: Plain, between: string): string =>
  typeof value === 'object' ? value.join(between) : String(value)

type Rating = NonNullable<FactsView['ratings']>[number]
type Actor = NonNullable<FactsView['actors']>[number]

const ratingText = (say: Say, { name, value, votes, max }: Rating): string => {
  const figure = max === undefined || max === 10 ? formatNumber(value) : `${formatNumber(value)} / ${formatNumber(max)}`
  return votes === undefined
    ? `${name} ${figure}`
    : say('web.library.rating', { name, figure, count: votes, n: formatNumber(votes) })
}

const actorText = ({ name, role }: Actor): string => (role === undefined || role === '' ? name : `${name} (${role})`)

/** A fact as it stands in its field. */
export function typedOf(name: FactName, facts: FactsView): string {
  const value = facts[name]
  if (value === undefined) return ''
  if (name === 'actors')
    return (facts.actors ?? []).map(({ name: who, role }) => (role === undefined ? who : `${who} / ${role}`)).join('\n')
  if (name === 'set') return facts.set?.name ?? ''
  return plainText(value as Plain, '\n')
}

/** What a field says: null takes the fact away. */
export function factOf(name: FactName, typed: string, facts: FactsView): unknown {
  const text = typed.trim()
  const form = FORMS[name]
  if (text === '') return null
  if (form === 'number') return Number(text.replace(',', '.'))
  if (form === 'list') return linesOf(text)
  if (form === 'people') return linesOf(text).map((line, order) => actorOf(line, order, facts.actors ?? []))
  if (form === 'set') return { ...(facts.set?.name === text ? facts.set : {}), name: text }
  return text
}

/** `Name / Role`; what is known of somebody besides stays. */
function actorOf(line: string, order: number, known: readonly Actor[]): Actor {
  const at = line.indexOf(' / ')
  const name = (at === -1 ? line : line.slice(0, at)).trim()
  const role = at === -1 ? '' : line.slice(at + 3).trim()
  const { thumb } = known.find((one) => one.name === name) ?? {}
  return { name, order, ...(role === '' ? {} : { role }), ...(thumb === undefined ? {} : { thumb }) }
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Whether a field can't be sent: a number that is none. */
export const isWrong = (name: FactName, typed: string): boolean =>
  FORMS[name] === 'number' && typed.trim() !== '' && !/^\d{1,6}([.,]\d{1,2})?$/.test(typed.trim())

/** A fact of the history, which may be anything, in a line. */
export function anyText(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (Array.isArray(value)) return value.map(anyText).join(', ')
  if (typeof value !== 'object') return typeof value === 'string' ? value : JSON.stringify(value)
  const { name, value: figure } = value as { name?: unknown; value?: unknown }
  if (typeof name !== 'string') return JSON.stringify(value)
  return typeof figure === 'number' ? `${name} ${figure}` : name
}
