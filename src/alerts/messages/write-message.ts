import { codePointsOf, cutText, oneLine } from '../../kernel/cut-text.ts'
import { hasWords, say, wordsOf } from '../../kernel/words.ts'
import {
  type AlertFacts,
  type AlertKind,
  ITEMS_MOST,
  type Pending,
  type Rule,
  SEVERAL,
  TEXT_MOST,
  type WaitingItem,
  worstOf,
} from '../model.ts'
import type { Message, MessageItem, MessengerTraits } from '../ports.ts'
import { render } from '../template.ts'

/** Words of a text that is not the rule's own. */
export const defaultTemplate = ({ kind }: Pick<AlertKind, 'kind'>): string => wordsOf(`alerts.text.${kind}`)

const cut = (text: string, most: number): string => cutText(text, { most, sizeOf: codePointsOf })

/** The first line of the text is the headline; the others stand below it, before why and what to do. */
export function writeItem(kind: AlertKind, facts: AlertFacts, rule: Pick<Rule, 'template'>): WaitingItem {
  const [first = '', ...rest] = render(rule.template ?? defaultTemplate(kind), facts.params).split('\n')
  const below = [...rest, facts.more ?? ''].join('\n').trim()
  const text = oneLine(first)
  return {
    text: cut(text === '' ? say(`alerts.kind.${kind.kind}`) : text, TEXT_MOST),
    more: cut(below, 1500),
    open: facts.open ?? null,
    severity: facts.severity,
  }
}

/** How much of a message's room an item takes. */
const sizeOf = ({ text }: Pending): number => text.length + 40

/** In their order, as many together as one message holds. */
export function splitPending(all: readonly Pending[], { textMost }: Pick<MessengerTraits, 'textMost'>): Pending[][] {
  const parts: Pending[][] = []
  let size = 0
  for (const one of all) {
    const last = parts.at(-1)
    size += sizeOf(one)
    if (last === undefined || last.length >= ITEMS_MOST || size > textMost) {
      parts.push([one])
      size = sizeOf(one)
    } else last.push(one)
  }
  return parts
}

export const kindOfMessage = (all: readonly Pick<Pending, 'kind'>[]): string => {
  const [first] = all
  return first !== undefined && all.every(({ kind }) => kind === first.kind) ? first.kind : SEVERAL
}

function titleOf(all: readonly Pending[]): string {
  const [first] = all
  if (first === undefined) return ''
  if (all.length === 1) return first.text
  const kind = kindOfMessage(all)
  const key = `alerts.many.${kind}`
  const count = all.length
  if (hasWords(key, { count })) return say(key, { count })
  return say('alerts.many.named', { count, name: say(`alerts.kind.${kind}`) })
}

export interface Around {
  key: string
  now: number
  /** Where people open Patchbay; empty when that is not known. */
  address: string
}

/** One thing has its kind below its headline; many have a line each, with their kinds where those differ. */
export function writeMessage(all: readonly Pending[], { key, now, address }: Around): Message {
  const isAlone = all.length === 1
  const isMixed = kindOfMessage(all) === SEVERAL
  const items = all.map((one): MessageItem => {
    const name = say(`alerts.kind.${one.kind}`)
    return {
      text: isAlone ? name : isMixed ? `${name}: ${one.text}` : one.text,
      more: isAlone ? one.more : '',
      link: linkTo(one.open, address),
      kind: one.kind,
      seq: one.seq,
      at: one.at,
    }
  })
  return {
    key,
    title: titleOf(all),
    items,
    severity: worstOf(all.map(({ severity }) => severity)),
    isLoud: all.some(({ mode }) => mode === 'loud'),
    at: all[0]?.at ?? now,
  }
}

const linkTo = (open: string | null, address: string): string | null =>
  open === null || address === '' ? null : `${address.replace(/\/+$/, '')}${open}`
