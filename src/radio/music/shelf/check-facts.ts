import { InvalidInputError } from '../../../kernel/errors.ts'
import type { Params } from '../../../kernel/errors.ts'
import type { ClockFacts } from '../clocks/contract.ts'
import type { CartFacts, CategoryFacts } from '../pools/contract.ts'
import type { FactsOf, Kind } from './model.ts'

export const wrong = (code: string, pointer: string, params: Params = {}): InvalidInputError =>
  new InvalidInputError(code, { status: 422, params, fields: [{ pointer, code, params }] })

/** What a schema can't say. @throws InvalidInputError naming the field */
export function assertFacts(kind: Kind, facts: FactsOf[Kind]): void {
  if (kind === 'clock') assertClock(facts as ClockFacts)
  if (kind === 'category') assertCategory(facts as CategoryFacts)
  if (kind === 'cart') assertCart(facts as CartFacts)
}

/** Anchors stand in order, names of slots once, and between two anchors one slot at most goes to the end. */
function assertClock({ slots }: ClockFacts): void {
  const ids = new Set<string>()
  let [last, ends] = [-1, false]
  for (const [index, slot] of slots.entries()) {
    if (ids.has(slot.slotId)) throw wrong('radio/slot-twice', `/slots/${index}/slotId`, { slot: slot.slotId })
    ids.add(slot.slotId)
    if (slot.anchor !== null) {
      if (slot.anchor.atMs <= last)
        throw wrong('radio/anchors-out-of-order', `/slots/${index}/anchor`, { slot: index + 1 })
      last = slot.anchor.atMs
      ends = false
    }
    const isEnd = (slot.kind === 'category' || slot.kind === 'cart') && slot.fill.by === 'end'
    if (isEnd && ends) throw wrong('radio/two-to-the-end', `/slots/${index}/fill`, { slot: index + 1 })
    ends ||= isEnd
  }
}

function assertCategory({ query: { leastMs, mostMs, fromYear, toYear } }: CategoryFacts): void {
  if (leastMs !== null && mostMs !== null && mostMs < leastMs) throw wrong('radio/range-backwards', '/query/mostMs')
  if (fromYear !== null && toYear !== null && toYear < fromYear) throw wrong('radio/range-backwards', '/query/toYear')
}

function assertCart({ members }: CartFacts): void {
  const seen = new Set<number>()
  for (const [index, { trackId, from, to }] of members.entries()) {
    if (seen.has(trackId)) throw wrong('radio/member-twice', `/members/${index}/trackId`, { trackId })
    seen.add(trackId)
    if (from !== null && to !== null && to < from) throw wrong('radio/range-backwards', `/members/${index}/to`)
  }
}
