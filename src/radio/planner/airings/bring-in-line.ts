import { AppError } from '../../../kernel/errors.ts'
import { getStation } from '../../stations/index.ts'
import { askForReload } from './ask-for-reload.ts'
import { clearAway, clearSlot, leftoverOf, NOWHERE, placeKey } from './clear-away.ts'
import { countAired } from '../cms/count-aired.ts'
import { isFinal } from './deliver.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { type Airing, type Leftover, POLL_MS, type Reason } from '../model.ts'
import { needAiring } from './need-airing.ts'
import { putInPlace } from './put-in-place.ts'
import { type AiringChange, deleteLeftover, insertLeftover, listLeftovers, updateAiring } from '../store.ts'
import { syncCms } from '../cms/sync-cms.ts'
import { syncCmsShow } from '../cms/sync-cms-show.ts'
import { fourIds, tell } from './tell.ts'

const reasonOf = (error: unknown): Reason =>
  error instanceof AppError ? { code: error.code, params: error.params } : { code: 'internal/unexpected', params: {} }

/**
 * Makes the playout and the CMS what an airing says: its row is there and read back, what it left behind is gone, the CMS
 * knows. Goes on from wherever an earlier attempt ended, so it may be called again after any stop.
 * @throws what stands in the way; a plan that was refused for good is rolled back before, and stands as cancelled
 */
export async function bringInLine(deps: PlannerDeps, airingId: number, by: Doer): Promise<Airing> {
  const station = await getStation(deps.db.read, (await needAiring(deps, airingId)).stationId)
  const named = { ...by, placeName: station.name }
  try {
    await placeIt(deps, airingId, named)
    by.onStep?.('leftovers')
    await clearAway(deps, airingId, named)
    by.onStep?.('cms')
    await syncCms(deps, await needAiring(deps, airingId), named)
    await syncCmsShow(deps, await needAiring(deps, airingId), named)
    await countAired(deps, await needAiring(deps, airingId), named)
    return await settle(deps, airingId, by)
  } catch (error) {
    await noteTrouble(deps, airingId, { error, by })
    throw error
  }
}

type NamedDoer = Doer & { placeName: string }

async function placeIt(deps: PlannerDeps, airingId: number, by: NamedDoer): Promise<void> {
  const airing = await needAiring(deps, airingId)
  if (airing.state !== 'planned') return
  // What has begun can't be put there any more without being heard from its middle.
  if (airing.startsAt <= deps.clock.now() && (await isUnsent(deps, airing))) return giveUp(deps, airing, by)
  const leftovers = await listLeftovers(deps.db.read, airingId)
  const onMade = async (made: AiringChange): Promise<void> => {
    await deps.db.tx((tx) => updateAiring({ tx, now: deps.clock.now() }, airingId, made))
  }
  try {
    await clearSlot(deps, { airing, leftovers, by })
    const place = { airing, leftovers, placeName: by.placeName, by, onMade }
    const placement = await putInPlace(deps, place)
    const now = deps.clock.now()
    const change = {
      ...placement,
      state: 'verified' as const,
      reason: null,
      needsRepair: false,
      reachedAt: now + POLL_MS,
    }
    const placed = await deps.db.tx(async (tx) => {
      const after = await updateAiring({ tx, now }, airingId, change)
      await tell(deps, tx, { what: 'verified', airing: after, by })
      if (by.isReloadLater !== true) await askForReload(deps, tx, after)
      return after
    })
    deps.log.info(fourIds(placed), 'schedule_plan_ok')
  } catch (error) {
    if (!isFinal(error)) throw error
    await rollBack(deps, await needAiring(deps, airingId), { error, by })
    throw error
  }
}

/** Whether nothing of it has reached the playout: what has may be on air by now, and stays. */
async function isUnsent(deps: PlannerDeps, airing: Airing): Promise<boolean> {
  const row = await deps.deliveries.findByKey(`${placeKey(airing)}:row`)
  return row === undefined || row.state === 'planned' || row.state === 'rejected' || row.state === 'undone'
}

/** Too late for it: whatever was made of it goes, and it counts as missed. */
async function giveUp(deps: PlannerDeps, airing: Airing, by: NamedDoer): Promise<void> {
  const reason = { code: 'radio/too-late', params: {} }
  const left = await leftoverOf(deps, airing)
  await deps.db.tx(async (tx) => {
    if (left !== undefined) await insertLeftover(tx, left)
    const change = { ...NOWHERE, state: 'missed' as const, reason, needsRepair: false }
    const missed = await updateAiring({ tx, now: deps.clock.now() }, airing.airingId, change)
    await tell(deps, tx, { what: 'missed', airing: missed, by })
  })
}

/**
 * A plan that was refused leaves nothing behind; a move that was refused leaves the airing where it was before.
 * @throws nothing of its own: when it can't be cleared away now, that is tried again by itself
 */
async function rollBack(
  deps: PlannerDeps,
  airing: Airing,
  { error, by }: { error: unknown; by: NamedDoer },
): Promise<void> {
  const { airingId } = airing
  const former = (await listLeftovers(deps.db.read, airingId)).findLast(({ rowDeliveryId }) => rowDeliveryId !== null)
  const reason = reasonOf(error)
  const back = former === undefined ? undefined : await placementOf(deps, former)
  const left = await leftoverOf(deps, airing)
  await deps.db.tx(async (tx) => {
    if (left !== undefined) await insertLeftover(tx, left)
    if (back !== undefined && former !== undefined) await deleteLeftover(tx, former.leftoverId)
    const change = back ?? { ...NOWHERE, state: 'cancelling' as const }
    await updateAiring({ tx, now: deps.clock.now() }, airingId, { ...change, reason, round: airing.round + 1 })
  })
  try {
    await clearAway(deps, airingId, by)
  } catch (trouble) {
    deps.log.warn(
      { ...fourIds(airing), err: trouble },
      'What was made for a refused plan could not be cleared away yet',
    )
    await noteTrouble(deps, airingId, { error: trouble, by })
  }
}

async function placementOf(deps: PlannerDeps, { startsAt, endsAt, rowDeliveryId, windowDeliveryId }: Leftover) {
  const row = await deps.deliveries.find(rowDeliveryId ?? 0)
  if (row?.remoteRef === null || row?.state !== 'verified') return undefined
  const { windowId } = row.params as { windowId: number }
  const rowId = Number(row.remoteRef)
  return {
    startsAt,
    endsAt,
    rowId,
    windowId,
    rowDeliveryId,
    windowDeliveryId,
    state: 'verified' as const,
    needsRepair: false,
  }
}

async function settle(deps: PlannerDeps, airingId: number, by: Doer): Promise<Airing> {
  const airing = await needAiring(deps, airingId)
  if (!airing.needsRepair) return airing
  return deps.db.tx(async (tx) => {
    const change = { needsRepair: false, reason: null }
    const after = await updateAiring({ tx, now: deps.clock.now() }, airingId, change)
    await tell(deps, tx, { what: after.state === 'cancelled' ? 'cancelled' : 'verified', airing: after, by })
    return after
  })
}

/** What was refused for good and rolled back needs no repair; all else is tried again. */
async function noteTrouble(
  deps: PlannerDeps,
  airingId: number,
  { error, by }: { error: unknown; by: Doer },
): Promise<void> {
  // Our own stop says nothing of the airing.
  if (by.signal.aborted) return
  const airing = await needAiring(deps, airingId)
  const reason = reasonOf(error)
  const isRolledBack = !airing.needsRepair && airing.reason?.code === reason.code
  if (isRolledBack && (await listLeftovers(deps.db.read, airingId)).length === 0) return
  await deps.db.tx(async (tx) => {
    const change = { needsRepair: true, reason }
    const after = await updateAiring({ tx, now: deps.clock.now() }, airingId, change)
    if (!airing.needsRepair) await tell(deps, tx, { what: 'broken', airing: after, by })
  })
}
