import type { Reason } from '../contract.ts'
import type { CartMember, CartShape, CategoryShape } from '../pools/contract.ts'
import type { Candidate, Candidates } from './candidates.ts'
import { categoryTest } from './category-query.ts'
import type { DaypartTest } from './dayparts.ts'
import { landing } from './landing.ts'
import type { PlanDayInput, PlanHour } from './model.ts'
import { reasonOf } from './reasons.ts'
import { fractionOf } from './seeded.ts'

/** What a slot draws from. */
export interface Pool {
  name: string
  hasMusic: boolean
  /** Those that may be chosen then, the one whose turn it is first. */
  inTurn(hour: PlanHour, at: number): Iterable<Candidate>
  /** Among how many of the first that fit chance chooses. */
  spread: number
  /** Heard once in a slot is heard for it. */
  isOnceASlot: boolean
  why(candidate: Candidate, at: number): Reason
  /** Its turn is over. */
  took(candidate: Candidate): void
  /** Whether a rest can be filled to the second with what the pool has. */
  lands(overMs: number, leastRestMs: number): (restMs: number) => boolean
}

export interface Pools {
  category(categoryId: number): Pool | undefined
  cart(cartId: number): Pool | undefined
  /** Tells that a candidate stands at a time now. */
  placed(candidate: Candidate, at: number): void
}

const MOST_SPREAD = 5
const HOUR_MS = 3_600_000

interface PoolTools {
  input: PlanDayInput
  candidates: Candidates
  isIn: DaypartTest
  /** Those that this plan has placed, in order of their last time. */
  placed: Candidate[]
}

export function poolsOf(tools: Omit<PoolTools, 'placed'>): Pools {
  const placed: Candidate[] = []
  const all = { ...tools, placed }
  const [categories, carts] = [new Map<number, Pool | undefined>(), new Map<number, Pool | undefined>()]
  return {
    category: (id) => {
      if (!categories.has(id)) {
        const shape = tools.input.categories.find(({ categoryId }) => categoryId === id)
        categories.set(id, shape && categoryPool(all, shape))
      }
      return categories.get(id)
    },
    cart: (id) => {
      if (!carts.has(id)) {
        const shape = tools.input.carts.find(({ cartId }) => cartId === id)
        carts.set(id, shape && cartPool(all, shape))
      }
      return carts.get(id)
    },
    placed(candidate, at) {
      if (candidate.placedAt !== null && candidate.placedAt > at) return
      if (candidate.placedAt !== null) placed.splice(placed.indexOf(candidate), 1)
      candidate.placedAt = at
      let place = placed.length
      while (place > 0 && (placed[place - 1]?.placedAt ?? 0) > at) place--
      placed.splice(place, 0, candidate)
    },
  }
}

function sharedOf(members: readonly Candidate[]): Pick<Pool, 'hasMusic' | 'lands'> {
  const known = new Map<string, (restMs: number) => boolean>()
  return {
    hasMusic: members.some(({ isMusic }) => isMusic),
    lands(overMs, leastRestMs) {
      const key = `${overMs} ${leastRestMs}`
      const found =
        known.get(key) ??
        landing(
          members.map(({ lengthMs }) => lengthMs),
          { overMs, leastRestMs },
        )
      known.set(key, found)
      return found
    },
  }
}

const whyRested = (name: string, { heardAt, placedAt }: Candidate, at: number): Reason => {
  const last = placedAt ?? heardAt
  return last === -Infinity
    ? reasonOf('music-never-heard', { pool: name })
    : reasonOf('music-rested-longest', { pool: name, hours: Math.floor((at - last) / HOUR_MS) })
}

/** Least recently heard first; of those that were heard at the same time, or never, the seed says which. */
function categoryPool({ input, candidates, isIn, placed }: PoolTools, shape: CategoryShape): Pool {
  const belongs = categoryTest(shape.query)
  const members = candidates.all.filter(({ track }) => belongs(track))
  const tie = new Map(members.map((one) => [one, fractionOf(input.seed, String(one.track.trackId))]))
  members.sort((a, b) => (a.heardAt === b.heardAt ? (tie.get(a) ?? 0) - (tie.get(b) ?? 0) : a.heardAt - b.heardAt))
  return {
    ...sharedOf(members),
    name: shape.name,
    spread: Math.min(MOST_SPREAD, Math.ceil(members.length / 10)),
    isOnceASlot: false,
    *inTurn(hour, at) {
      if (!isIn(shape.daypartIds, hour, at)) return
      for (const one of members) if (one.placedAt === null) yield one
      for (const one of placed) if (tie.has(one)) yield one
    },
    why: (candidate, at) => whyRested(shape.name, candidate, at),
    took: () => undefined,
  }
}

interface Turn {
  candidate: Candidate
  member: CartMember
  /** Plays that count, from others' turns and its own. */
  plays: number
  /** Shifts turns of equal weights against each other. */
  phase: number
}

function turnsOf({ input, candidates }: PoolTools, shape: CartShape): Turn[] {
  const category = input.categories.find(({ categoryId }) => categoryId === shape.categoryId)
  const belongs = category === undefined ? () => false : categoryTest(category.query)
  const own = new Set(shape.members.map(({ trackId }) => trackId))
  const all: CartMember[] = [
    ...shape.members,
    ...candidates.all
      .filter(({ track }) => !own.has(track.trackId) && belongs(track))
      .map(({ track: { trackId } }) => ({ trackId, weight: 1, from: null, to: null, daypartIds: [] })),
  ]
  const heard = new Map<number, number>()
  for (const { trackId } of input.heard) if (trackId !== null) heard.set(trackId, (heard.get(trackId) ?? 0) + 1)
  const isInFlight = ({ from, to }: CartMember): boolean =>
    (from === null || from <= input.airDate) && (to === null || input.airDate <= to)
  const turns = all.flatMap((member) => {
    const candidate = candidates.byId.get(member.trackId)
    if (candidate === undefined || !isInFlight(member)) return []
    return [
      { candidate, member, plays: heard.get(member.trackId) ?? 0, phase: fractionOf('phase', String(member.trackId)) },
    ]
  })
  // Who has just come into the cart, or was heard elsewhere less, catches up one turn and not all that were before.
  const top = Math.max(0, ...turns.map(({ plays, member }) => plays / member.weight))
  for (const turn of turns) turn.plays = Math.max(turn.plays, Math.floor(top * turn.member.weight) - 1)
  return turns
}

function cartPool(tools: PoolTools, shape: CartShape): Pool {
  const { isIn } = tools
  const turns = turnsOf(tools, shape)
  const byCandidate = new Map(turns.map((turn) => [turn.candidate, turn]))
  const isNewest = shape.order === 'newest'
  const isYoung = ({ track: { addedAt } }: Candidate, at: number): boolean =>
    shape.maxAgeMs === null || (addedAt !== null && at - addedAt <= shape.maxAgeMs)
  const before = isNewest ? compareAge : compareTurns
  return {
    ...sharedOf(turns.map(({ candidate }) => candidate)),
    name: shape.name,
    spread: 1,
    isOnceASlot: isNewest,
    *inTurn(hour, at) {
      if (!isIn(shape.daypartIds, hour, at)) return
      for (const { candidate, member } of turns.toSorted(before))
        if (isIn(member.daypartIds, hour, at) && (!isNewest || isYoung(candidate, at))) yield candidate
    },
    why: (candidate) =>
      isNewest
        ? reasonOf('music-cart-newest', { pool: shape.name })
        : reasonOf('music-cart-turn', { pool: shape.name, weight: byCandidate.get(candidate)?.member.weight ?? 1 }),
    took(candidate) {
      const turn = byCandidate.get(candidate)
      if (turn !== undefined) turn.plays += 1
    },
  }
}

const turnOf = ({ plays, phase, member }: Turn): number => (plays + phase) / member.weight

const lastOf = ({ candidate }: Turn): number => candidate.placedAt ?? candidate.heardAt

const compareTurns = (a: Turn, b: Turn): number =>
  turnOf(a) - turnOf(b) || compare(lastOf(a), lastOf(b)) || a.candidate.track.trackId - b.candidate.track.trackId

const compareAge = ({ candidate: { track: a } }: Turn, { candidate: { track: b } }: Turn): number =>
  compare(b.addedAt ?? -Infinity, a.addedAt ?? -Infinity) || b.trackId - a.trackId

const compare = (a: number, b: number): number => (a === b ? 0 : a - b)
