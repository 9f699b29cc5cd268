import { setImmediate as nextTurn } from 'node:timers/promises'
import { scatter } from './scatter.ts'

/** How often long loops let the event loop of the calling thread turn: a few milliseconds of work. */
const TURN_AFTER = 8192

/** Calls `step` for 0..count-1 without holding the event loop for long. */
export async function eachInTurns(count: number, step: (index: number) => void): Promise<void> {
  for (let from = 0; from < count; from += TURN_AFTER) {
    if (from > 0) await nextTurn()
    const to = Math.min(count, from + TURN_AFTER)
    for (let index = from; index < to; index++) step(index)
  }
}

/** The numbers 0..count-1 for which `isKept` holds. */
export async function select(count: number, isKept: (index: number) => boolean): Promise<Uint32Array> {
  const kept = new Uint32Array(count)
  let length = 0
  await eachInTurns(count, (index) => {
    if (isKept(index)) kept[length++] = index
  })
  return kept.subarray(0, length)
}

export interface Sameness {
  /** Any whole number; the same for things that are the same. */
  hash(index: number): number
  isSame(a: number, b: number): boolean
}

export interface Classes {
  /** Class of each index: the first index of the class. */
  firstOf: Uint32Array
  /** How many are in the class, at its first index; 0 elsewhere. */
  counts: Uint32Array
}

/** Puts equal things into classes in linear time (open addressing, no objects). */
export async function classify(count: number, sameness: Sameness): Promise<Classes> {
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, count * 2))))
  const mask = slots.length - 1
  const firstOf = new Uint32Array(count)
  const counts = new Uint32Array(count)
  await eachInTurns(count, (index) => {
    let at = scatter(sameness.hash(index)) & mask
    for (;;) {
      const held = slots[at] as number
      if (held === 0 || sameness.isSame(held - 1, index)) break
      at = (at + 1) & mask
    }
    if (slots[at] === 0) slots[at] = index + 1
    const first = (slots[at] as number) - 1
    firstOf[index] = first
    counts[first] = (counts[first] as number) + 1
  })
  return { firstOf, counts }
}

export interface Groups {
  /** Where each group ends in `members`; it begins where the one before ends. */
  ends: Uint32Array
  members: Uint32Array
}

/** The classes that have two or more members, each with its members in ascending order, and classes by their first. */
export async function groupsOf(classes: Classes): Promise<Groups> {
  const { firstOf, counts } = classes
  const next = new Uint32Array(counts.length)
  const ends: number[] = []
  let total = 0
  await eachInTurns(counts.length, (index) => {
    const count = counts[index] as number
    if (count < 2) return
    next[index] = total
    total += count
    ends.push(total)
  })
  const members = new Uint32Array(total)
  await eachInTurns(firstOf.length, (index) => {
    const first = firstOf[index] as number
    if ((counts[first] as number) < 2) return
    members[next[first] as number] = index
    next[first] = (next[first] as number) + 1
  })
  return { ends: Uint32Array.from(ends), members }
}
