import type { ClockSlot } from '../../../src/radio/music/clocks/contract.ts'
import type { Shelves } from './use-clocks.ts'

export const HOUR_MS = 3_600_000
/** Of a track of which nothing is known. */
const ABOUT_MS = 210_000

export interface SlotTime {
  slot: ClockSlot
  /** About, from the start of the hour. */
  startsMs: number
  lengthMs: number
}

export const clockText = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

/** `mm:ss`, or seconds; null for what is no time. */
export function msOf(text: string): number | null {
  const found = /^(?:(\d{1,2}):)?(\d{1,4})$/.exec(text.trim())
  if (found === null || (found[1] !== undefined && Number(found[2]) > 59)) return null
  return (Number(found[1] ?? 0) * 60 + Number(found[2])) * 1000
}

function oneOf(slot: ClockSlot, { carts, categories }: Pick<Shelves, 'carts' | 'categories'>): number {
  if (slot.kind === 'category')
    return categories.find(({ categoryId }) => categoryId === slot.categoryId)?.typicalMs ?? ABOUT_MS
  if (slot.kind !== 'cart') return ABOUT_MS
  const lengths = carts.find(({ cartId }) => cartId === slot.cartId)?.tracks.map(({ lengthMs }) => lengthMs) ?? []
  return lengths.length === 0 ? ABOUT_MS : lengths.reduce((sum, one) => sum + one, 0) / lengths.length
}

/** About how long a slot is; null for one that takes what is left. */
function lengthOf(slot: ClockSlot, shelves: Pick<Shelves, 'carts' | 'categories'>): number | null {
  switch (slot.kind) {
    case 'note':
      return 0
    case 'voice':
      return slot.lengthMs
    case 'spots':
      return slot.maxMs
    case 'track':
      return ABOUT_MS
    case 'category':
    case 'cart':
      if (slot.fill.by === 'end') return null
      return slot.fill.by === 'time' ? slot.fill.ms : slot.fill.count * oneOf(slot, shelves)
  }
}

/** About when each slot comes, and what all that is fixed adds up to. */
export function sumOf(slots: readonly ClockSlot[], shelves: Pick<Shelves, 'carts' | 'categories'>) {
  const lengths = slots.map((slot) => lengthOf(slot, shelves))
  const times: SlotTime[] = []
  let at = 0
  for (const [index, slot] of slots.entries()) {
    if (slot.anchor !== null) at = Math.max(at, slot.anchor.atMs)
    const next = slots.findIndex((one, place) => place > index && one.anchor !== null)
    const end = slots[next]?.anchor?.atMs ?? HOUR_MS
    const behind = lengths
      .slice(index + 1, next < 0 ? undefined : next)
      .reduce((sum: number, one) => sum + (one ?? 0), 0)
    const lengthMs = lengths[index] ?? Math.max(0, end - at - behind)
    times.push({ slot, startsMs: at, lengthMs })
    at += lengthMs
  }
  const total = times.reduce((sum, { lengthMs }) => sum + lengthMs, 0)
  return { times, totalMs: Math.round(total), endsMs: Math.round(at) }
}
