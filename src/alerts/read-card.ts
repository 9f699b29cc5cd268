import { sayCard } from '../attention/index.ts'
import type { Params } from '../kernel/errors.ts'
import type { AlertFacts, Happening, Severity } from './model.ts'

export interface ReadCard {
  code: string
  params: Params
  text: string
  facts: AlertFacts
}

const SEVERITY: Readonly<Record<string, Severity>> = { bad: 'bad', warn: 'warn', info: 'info' }

const STATION = /^station:(\d+)$/

/** What a card that was raised says; undefined for another event, and for one of an older version. */
export function readCard({ kind, data = {} }: Happening): ReadCard | undefined {
  const { code, params, severity, about, cause, open } = data as Record<string, unknown>
  if (kind !== 'attention.card.raised' || typeof code !== 'string' || typeof params !== 'object') return undefined
  const known = (params ?? {}) as Params
  const { text, why = '', todo = '' } = sayCard({ code, params: known })
  const station = STATION.exec(String(about))?.[1]
  return {
    code,
    params: known,
    text,
    facts: {
      params: { ...known, text, why, todo },
      severity: SEVERITY[String(severity)] ?? 'warn',
      more: [why, todo].filter((line) => line !== '').join('\n'),
      open: typeof open === 'string' ? open : null,
      code,
      about: [String(about), String(cause)],
      ...(station === undefined ? {} : { stationId: Number(station) }),
    },
  }
}

/** Facts of a card with one of these codes; a code that ends in a dot stands for all that begin so. */
export function factsOfCard(event: Happening, ...codes: readonly string[]): AlertFacts | undefined {
  const card = readCard(event)
  const isIt = codes.some((code) => (code.endsWith('.') ? card?.code.startsWith(code) : card?.code === code))
  return isIt ? card?.facts : undefined
}

export const RAISED = 'attention.card.raised'
/** What the text of a card may name. */
export const CARD_FIELDS: readonly string[] = ['text', 'why', 'todo']

export const cardExample = (text: string, facts: Partial<AlertFacts> = {}): AlertFacts => ({
  severity: 'bad',
  open: null,
  ...facts,
  params: { text, why: '', todo: '', ...facts.params },
})
