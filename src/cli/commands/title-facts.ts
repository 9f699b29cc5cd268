import { InvalidInputError } from '../../kernel/errors.ts'
import type { FactEdits } from '../../library/titles/contract.ts'

const LISTS = new Set(['genres', 'countries', 'studios', 'tags', 'directors', 'writers'])
const NUMBERS = new Set(['year', 'runtimeMin', 'userRating'])
const PARTING = ';'

/** `plot=A story`, `genres=Drama;War`, `actors=Ann Bell/Mara;Bo Reed`, `set=Harbour Collection`; nothing behind `=` takes it away. */
export function readFacts(pairs: readonly string[]): FactEdits {
  const facts = pairs.map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), readFact(pair.slice(0, at), pair.slice(at + 1).trim())] as const
  })
  return Object.fromEntries(facts) as FactEdits
}

function readFact(key: string, text: string): unknown {
  if (text === '') return null
  const parts = text
    .split(PARTING)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (LISTS.has(key)) return parts
  if (NUMBERS.has(key)) return Number(text)
  if (key === 'set') return { name: text }
  if (key === 'actors') return parts.map(readActor)
  if (key === 'ratings') throw new InvalidInputError('cli/fact-not-by-hand', { params: { fact: key } })
  return text
}

function readActor(text: string, order: number) {
  const [name = '', role] = text.split('/').map((part) => part.trim())
  return { name, order, ...(role === undefined || role === '' ? {} : { role }) }
}

/** A value in one line. */
export function shownFact(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(shownFact).join(`${PARTING} `)
  if (typeof value !== 'object') return typeof value === 'string' ? value : JSON.stringify(value)
  const { name, role, value: number } = value as { name?: string; role?: string; value?: number }
  return [name ?? '', role ?? number ?? ''].filter((part) => part !== '').join(' / ')
}
