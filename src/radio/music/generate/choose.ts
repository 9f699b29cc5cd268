import type { Why } from '../contract.ts'
import type { Candidate } from './candidates.ts'
import type { Separation } from './history.ts'
import { LEAST_STAYS_MS } from './landing.ts'
import type { PlanHour } from './model.ts'
import type { Pool } from './pools.ts'
import { reasonOf } from './reasons.ts'
import { pickOf } from './seeded.ts'

const MOST_BLOCKED = 5
/** With one that keeps every rule in hand, so many are looked at for another. */
const LOOKED_AT = 2000
/** How bad it is to cut music by more than it may, beside the ranks of the separation rules. */
const CUT_MORE = 1.5
/** That the rest can't be filled to the second weighs less than any rule. */
const BAD_REST = 0.5

export interface Wish {
  /** Names the choice, for what the seed decides. */
  chance: string
  hour: PlanHour
  /** Of the item's start, or of its end when it is placed backwards from there. */
  at: number
  isFromEnd: boolean
  /** At most so long. */
  roomMs: number
  /** By how much music may be cut to fit the room; null when it may not at all. */
  cutMs: number | null
  /** Whether what is left after an item so long can be filled; undefined where that does not matter. */
  lands: ((lengthMs: number) => boolean) | undefined
  /** Placed in the same slot. */
  before: ReadonlySet<Candidate>
  isFillUp: boolean
}

export interface Choice {
  candidate: Candidate
  startsAt: number
  /** As it is heard, perhaps cut. */
  lengthMs: number
  why: Why
}

type Blocked = Why['blocked'][number]

interface Judged {
  candidate: Candidate
  lengthMs: number
  startsAt: number
  penalty: number
  broken: Why['broken']
  /** How many were blocked before it. */
  blockedBefore: number
}

/** The candidate whose turn it is and that keeps the rules; the one that breaks them least where none keeps them. */
export function choose(pool: Pool, wish: Wish, { separation, seed }: { separation: Separation; seed: string }) {
  const good: Judged[] = []
  const blocked: Blocked[] = []
  let best: Judged | undefined
  let looked = 0
  for (const candidate of pool.inTurn(wish.hour, wish.at)) {
    looked += 1
    const judged = judge(candidate, wish, separation)
    if (judged.kind === 'no') {
      note(blocked, candidate, judged.by)
      continue
    }
    const one = { ...judged, blockedBefore: blocked.length }
    if (one.penalty === 0) good.push(one)
    else {
      note(blocked, candidate, judged.broken[0] ?? reasonOf('music-rest-unfillable'))
      if (best === undefined || one.penalty < best.penalty) best = one
    }
    if (good.length >= pool.spread || (good.length > 0 && looked >= LOOKED_AT)) break
  }
  const taken = good[pickOf(seed, wish.chance, good.length)] ?? best
  return taken === undefined ? undefined : choiceOf(pool, wish, { taken, blocked })
}

function note(blocked: Blocked[], { track }: Candidate, by: Blocked['by']): void {
  if (blocked.length < MOST_BLOCKED) blocked.push({ trackId: track.trackId, title: track.title, by })
}

type Verdict = { kind: 'no'; by: Blocked['by'] } | ({ kind: 'may' } & Omit<Judged, 'blockedBefore'>)

function judge(candidate: Candidate, wish: Wish, separation: Separation): Verdict {
  const { hour, roomMs, lands } = wish
  const over = candidate.lengthMs - roomMs
  const canCut = over > 0 && candidate.isMusic && wish.cutMs !== null && roomMs >= LEAST_STAYS_MS
  if (over > 0 && !canCut) return { kind: 'no', by: reasonOf('music-too-long', { seconds: over / 1000 }) }
  const lengthMs = Math.min(candidate.lengthMs, roomMs)
  const startsAt = wish.isFromEnd ? wish.at - lengthMs : wish.at
  const breach = separation.breach(candidate.facts, startsAt, hour)
  const broken = breach === undefined ? [] : [breach.reason]
  let penalty = breach?.weight ?? 0
  if (over > (wish.cutMs ?? 0)) {
    penalty += CUT_MORE
    broken.push(reasonOf('music-cut-more', { seconds: over / 1000, wanted: (wish.cutMs ?? 0) / 1000 }))
  } else if (lands !== undefined && !lands(lengthMs)) penalty += BAD_REST
  // What was heard in the same slot already comes after everything else that breaks no rule.
  if (wish.before.has(candidate)) penalty += BAD_REST / 2
  return { kind: 'may', candidate, lengthMs, startsAt, penalty, broken }
}

function choiceOf(
  pool: Pool,
  wish: Wish,
  { taken, blocked }: { taken: Judged; blocked: readonly Blocked[] },
): Choice | undefined {
  const { candidate, lengthMs, startsAt, broken } = taken
  if (pool.isOnceASlot && wish.before.has(candidate)) return undefined
  const cutMs = candidate.lengthMs - lengthMs
  let chose = pool.why(candidate, startsAt)
  if (cutMs > 0) chose = reasonOf('music-cut', { pool: pool.name, seconds: cutMs / 1000 })
  else if (wish.isFillUp) chose = reasonOf('music-filled-up', { pool: pool.name })
  const before = broken.length === 0 ? blocked.slice(0, taken.blockedBefore) : blocked
  const others = before.filter(({ trackId }) => trackId !== candidate.track.trackId)
  return { candidate, startsAt, lengthMs, why: { chose, blocked: others, broken } }
}
