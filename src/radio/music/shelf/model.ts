import type { ClockFacts } from '../clocks/contract.ts'
import type { CartFacts, CategoryFacts, DaypartFacts } from '../pools/contract.ts'

export const KINDS = ['clock', 'category', 'cart', 'daypart'] as const
export type Kind = (typeof KINDS)[number]

export interface FactsOf {
  clock: ClockFacts
  category: CategoryFacts
  cart: CartFacts
  daypart: DaypartFacts
}

/** A clock, category, cart or daypart of a station. */
export interface Thing<K extends Kind = Kind> {
  kind: K
  id: number
  stationId: number
  name: string
  facts: FactsOf[K]
  version: number
  createdAt: number
  changedAt: number
}

/** Enough for any station, and few enough to be read whole. */
export const MOST_OF_KIND = 500

export interface Reference {
  kind: Kind
  id: number
  /** JSON pointer into the facts. */
  pointer: string
}

const dayparts = (ids: readonly number[], at: string): Reference[] =>
  ids.map((id) => ({ kind: 'daypart', id, pointer: `${at}/daypartIds` }))

/** What a thing needs of others. */
export function referencesOf(kind: Kind, facts: FactsOf[Kind]): Reference[] {
  switch (kind) {
    case 'daypart':
      return []
    case 'category':
      return dayparts((facts as CategoryFacts).daypartIds, '')
    case 'cart': {
      const { categoryId, daypartIds, members } = facts as CartFacts
      return [
        ...(categoryId === null ? [] : [{ kind: 'category' as const, id: categoryId, pointer: '/categoryId' }]),
        ...dayparts(daypartIds, ''),
        ...members.flatMap((one, index) => dayparts(one.daypartIds, `/members/${index}`)),
      ]
    }
    case 'clock':
      return (facts as ClockFacts).slots.flatMap((slot, index) => {
        const at = `/slots/${index}`
        const needs: Reference[] = dayparts(slot.daypartIds, at)
        if (slot.kind === 'category') needs.push({ kind: 'category', id: slot.categoryId, pointer: `${at}/categoryId` })
        if (slot.kind === 'cart') needs.push({ kind: 'cart', id: slot.cartId, pointer: `${at}/cartId` })
        return needs
      })
  }
}
