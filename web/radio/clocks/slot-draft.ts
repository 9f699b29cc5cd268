import type { ClockSlot } from '../../../src/radio/music/clocks/contract.ts'
import type { Shelves } from './use-clocks.ts'

export const SLOT_KINDS = ['category', 'cart', 'track', 'spots', 'voice', 'note'] as const

/** Of a slot for a fixed track that none is chosen for yet. */
export const NO_TRACK = 0

/** The first name that no slot has. */
function freeId(slots: readonly ClockSlot[]): string {
  const taken = new Set(slots.map(({ slotId }) => slotId))
  for (let number = slots.length + 1; ; number++) if (!taken.has(`s${number}`)) return `s${number}`
}

/** A new slot of a kind, with what is usual; null where there is nothing that it could draw from. */
export function newSlot(
  kind: ClockSlot['kind'],
  slots: readonly ClockSlot[],
  { categories, carts }: Pick<Shelves, 'categories' | 'carts'>,
): ClockSlot | null {
  const common = { slotId: freeId(slots), anchor: null, daypartIds: [], transition: 'segue' as const }
  const fill = { by: 'count' as const, count: 1 }
  switch (kind) {
    case 'category':
      return categories[0] === undefined ? null : { ...common, kind, categoryId: categories[0].categoryId, fill }
    case 'cart':
      return carts[0] === undefined ? null : { ...common, kind, cartId: carts[0].cartId, fill }
    case 'track':
      return { ...common, kind, trackId: NO_TRACK }
    case 'spots':
      return { ...common, kind, units: 4, maxMs: 120_000 }
    case 'voice':
      return { ...common, kind, lengthMs: 20_000 }
    case 'note':
      return { ...common, kind, text: '…' }
  }
}

/** What a slot draws from, by name. */
export function sourceName(slot: ClockSlot, { categories, carts }: Pick<Shelves, 'categories' | 'carts'>): string {
  switch (slot.kind) {
    case 'category':
      return categories.find(({ categoryId }) => categoryId === slot.categoryId)?.name ?? ''
    case 'cart':
      return carts.find(({ cartId }) => cartId === slot.cartId)?.name ?? ''
    case 'note':
      return slot.text
    case 'track':
    case 'spots':
    case 'voice':
      return ''
  }
}
