import type { Tx } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import { ConflictError, InvalidInputError } from '../../../kernel/errors.ts'
import { cmsOfStation, getStation, type Station } from '../../stations/index.ts'
import { assess, type Assessment, overlapError, readOccupied } from '../wishes/assess.ts'
import { leftoverOf } from './clear-away.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { PublishAiring } from '../jobs.ts'
import {
  type Airing,
  type AiringWish,
  isLocked,
  type Reason,
  type ResolvedWish,
  type Slot,
  slotProblem,
  touches,
} from '../model.ts'
import { withoutRemoved } from '../wishes/collisions.ts'
import { needAiring } from './need-airing.ts'
import { libraryOf, resolveOne } from '../wishes/resolve.ts'
import { type AiringChange, insertAiring, insertLeftover, listStanding, noteRun, updateAiring } from '../store.ts'
import { fourIds, tell } from './tell.ts'

export interface Asked {
  airing: Airing
  outcome: 'planned' | 'idempotent' | 'moved' | 'unplanned' | 'noop' | 'repaired'
  /** The job that brings it about; undefined when there is nothing to do. */
  jobId?: number
  runId?: number
  /** Of a repair that changes the playout: it is undone by this plan. */
  planId?: number
}

export interface Checked extends Assessment {
  wish: ResolvedWish
}

/** What is written is written by what the playout says now. */
const FRESH_MS = 0

export async function checkWish(
  deps: PlannerDeps,
  station: Station,
  wish: AiringWish & {
    signal: AbortSignal
    moving?: Airing | undefined
    maxAgeMs?: number
    /** Airings that will have left their places. */
    inPlaceOf?: readonly number[]
  },
): Promise<Checked> {
  const problem = slotProblem(wish)
  if (problem !== undefined) throw new InvalidInputError(problem.code, { params: problem.params })
  const resolved = wish.moving === undefined ? await resolveOne(deps, station, wish) : placed(wish.moving, wish)
  const { startsAt, endsAt, signal, maxAgeMs } = wish
  const read = { startsAt, endsAt, signal, ...(maxAgeMs === undefined ? {} : { maxAgeMs }) }
  const occupied = await readOccupied(deps, station, read)
  const leaving = occupied.airings.items.filter(({ airingId }) => wish.inPlaceOf?.includes(airingId) === true)
  const assessed = assess(resolved, withoutRemoved(occupied, leaving), { now: deps.clock.now(), moving: wish.moving })
  return { ...assessed, wish: resolved }
}

/** An airing that moves is what it was, in another slot. */
export const placed = (
  { episodeId, trackId, title, showId, showTitle, isShowOfCms, playoutShowId, audioMs }: Airing,
  { startsAt, endsAt }: Slot,
): ResolvedWish => ({
  episodeId,
  trackId,
  title,
  showId,
  showTitle,
  isShowOfCms,
  playoutShowId,
  audioMs,
  startsAt,
  endsAt,
})

const refuse = ({ code, params }: Reason): never => {
  throw new ConflictError(code, { params })
}

/** Reserves the slot; of two that ask for it at the same moment exactly one gets it. */
export async function planAiring(
  deps: PlannerDeps,
  station: Station,
  { by, ...wish }: AiringWish & { by: Doer },
): Promise<Asked> {
  const checked = await checkWish(deps, station, { ...wish, signal: by.signal, maxAgeMs: FRESH_MS })
  if (checked.same !== undefined) return idempotent(deps, checked.same, by)
  if (checked.refusal !== undefined) refuse(checked.refusal)
  const [conflict] = checked.conflicts
  if (conflict !== undefined) {
    const { episodeId, trackId, showId } = checked.wish
    deps.log.info(
      { episodeId, trackId, showId, instanceId: null, playoutId: null, conflictId: conflict.id },
      'schedule_plan_conflict',
    )
    throw overlapError(conflict)
  }
  return deps.db.tx(async (tx) => {
    const airing = await reserve(deps, tx, { station, wish: checked.wish, by, operationId: null })
    return { airing, outcome: 'planned' as const, ...(await start(deps, tx, { airing: airing, by })) }
  })
}

/** What was asked for stands already; when it is not in line yet, it is gone on with. */
async function idempotent(deps: PlannerDeps, airing: Airing, by: Doer): Promise<Asked> {
  deps.log.info(fourIds(airing), 'schedule_plan_idempotent')
  if (airing.state === 'verified' && !airing.needsRepair) return { airing, outcome: 'idempotent' }
  const started = await deps.db.tx((tx) => start(deps, tx, { airing: airing, by }))
  return { airing, outcome: 'idempotent', ...started }
}

/**
 * In the caller's transaction.
 * @throws ConflictError when another airing took the slot since it was looked at
 */
export async function reserve(
  deps: PlannerDeps,
  tx: Tx,
  { station, wish, by, operationId }: { station: Station; wish: ResolvedWish; by: Doer; operationId: number | null },
): Promise<Airing> {
  const connectionId = libraryOf(station)
  await assertFree(tx, { connectionId, slot: wish, trackId: wish.trackId })
  const { stationId } = station
  const cms = cmsOfStation(station)
  const planned = { ...wish, stationId, connectionId, cms, operationId, plannedBy: by.actor }
  const airing = await insertAiring(tx, planned, deps.clock.now())
  await tell(deps, tx, { what: 'planned', airing, by })
  return airing
}

async function assertFree(
  tx: Tx,
  { connectionId, slot, trackId, own }: { connectionId: number; slot: Slot; trackId: number; own?: number },
): Promise<void> {
  await lockInTx(tx, `radio.planner:${connectionId}`)
  const standing = await listStanding(tx, connectionId, slot)
  const other = standing.find((one) => one.airingId !== own && touches(one, slot))
  if (other === undefined) return
  const { airingId, title, startsAt, endsAt } = other
  const code = other.trackId === trackId ? 'TRACK_OVERLAP' : 'SLOT_OVERLAP'
  throw overlapError({ code, what: 'airing', id: other.rowId ?? airingId, title, startsAt, endsAt, airDate: null })
}

export async function start(deps: PlannerDeps, tx: Tx, { airing, by }: { airing: Airing; by: Doer }) {
  const { airingId, connectionId, title, changedAt } = airing
  const payload = { airingId, connectionId, wish: changedAt }
  const { jobId, runId } = await deps.jobs.enqueue(tx, PublishAiring, payload, { actor: by.actor, label: title })
  await noteRun(tx, airingId, runId)
  return { jobId, runId }
}

/** The new row is made and read back before the old one goes. */
export async function moveAiring(
  deps: PlannerDeps,
  airingId: number,
  { by, ...slot }: Slot & { by: Doer },
): Promise<Asked> {
  const airing = await needAiring(deps, airingId)
  const { startsAt, endsAt } = slot
  if (airing.startsAt === startsAt && airing.endsAt === endsAt && stands(airing)) return idempotent(deps, airing, by)
  assertChangeable(airing, deps.clock.now())
  const station = await getStation(deps.db.read, airing.stationId)
  const checked = await checkWish(deps, station, { ...slot, moving: airing, signal: by.signal, maxAgeMs: FRESH_MS })
  if (checked.refusal !== undefined) refuse(checked.refusal)
  const [conflict] = checked.conflicts
  if (conflict !== undefined) throw overlapError(conflict)
  const left = await leftoverOf(deps, airing)
  return deps.db.tx(async (tx) => {
    const moved = await moveIn(deps, tx, { airing, slot, left, by })
    return { airing: moved, outcome: 'moved' as const, ...(await start(deps, tx, { airing: moved, by })) }
  })
}

/**
 * In the caller's transaction; its row there follows when it is brought in line.
 * @throws ConflictError when another airing took the slot since it was looked at
 */
export async function moveIn(
  deps: PlannerDeps,
  tx: Tx,
  { airing, slot, left, by }: { airing: Airing; slot: Slot; left: Awaited<ReturnType<typeof leftoverOf>>; by: Doer },
): Promise<Airing> {
  const { airingId, connectionId, trackId } = airing
  await assertFree(tx, { connectionId, slot, trackId, own: airingId })
  if (left !== undefined) await insertLeftover(tx, left)
  const { startsAt, endsAt } = slot
  const change = { ...OFF_PLACE, windowId: null, rowId: null, startsAt, endsAt, state: 'planned' as const }
  const moved = await changeIn(deps, tx, { airing, ...change })
  await tell(deps, tx, { what: 'moved', airing: moved, by })
  return moved
}

/** Planned, or at the playout. */
export const stands = ({ state }: Airing): boolean => state === 'planned' || state === 'verified'

/** Its deliveries belong to a place that it leaves. */
export const OFF_PLACE = { windowDeliveryId: null, rowDeliveryId: null } as const

export const changeIn = ({ clock }: PlannerDeps, tx: Tx, { airing, ...change }: AiringChange & { airing: Airing }) =>
  updateAiring({ tx, now: clock.now() }, airing.airingId, {
    reason: null,
    ...change,
    round: airing.round + 1,
    cmsRound: airing.cmsRound + 1,
  })

/** @throws ConflictError when it is over, or too near */
export function assertChangeable(airing: Airing, now: number): void {
  const { airingId, title, state } = airing
  if (!stands(airing)) throw new ConflictError('radio/airing-is-over', { params: { airingId, title, state } })
  if (isLocked(airing, now)) throw new ConflictError('radio/airing-locked', { params: { airingId, title } })
}

export async function unplanAiring(deps: PlannerDeps, airingId: number, by: Doer): Promise<Asked> {
  const airing = await needAiring(deps, airingId)
  if (airing.state === 'cancelled' && !airing.needsRepair) return { airing, outcome: 'noop' }
  if (airing.state === 'cancelled' || airing.state === 'cancelling') {
    const started = await deps.db.tx((tx) => start(deps, tx, { airing: airing, by }))
    return { airing, outcome: 'unplanned', ...started }
  }
  assertChangeable(airing, deps.clock.now())
  const left = await leftoverOf(deps, airing)
  return deps.db.tx(async (tx) => {
    const cancelling = await cancelIn(deps, tx, { airing, left })
    return { airing: cancelling, outcome: 'unplanned' as const, ...(await start(deps, tx, { airing: cancelling, by })) }
  })
}

/** Its ids at the playout stay until it is known to be gone there. */
export async function cancelIn(
  deps: PlannerDeps,
  tx: Tx,
  { airing, left }: { airing: Airing; left: Awaited<ReturnType<typeof leftoverOf>> },
): Promise<Airing> {
  if (left !== undefined) await insertLeftover(tx, left)
  return changeIn(deps, tx, { airing, ...OFF_PLACE, state: 'cancelling' })
}
