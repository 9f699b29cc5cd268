import { ConflictError } from '../../../kernel/errors.ts'
import { askForReload } from './ask-for-reload.ts'
import { takeBack } from './deliver.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import { type Airing, type Leftover, POLL_MS } from '../model.ts'
import { needAiring } from './need-airing.ts'
import { deleteLeftover, listLeftovers, updateAiring } from '../store.ts'
import { tell } from './tell.ts'

export const NOWHERE = { windowId: null, rowId: null, windowDeliveryId: null, rowDeliveryId: null } as const

/** Of the deliveries that put it where it is to stand now. */
export const placeKey = ({ airingId, round }: Pick<Airing, 'airingId' | 'round'>): string =>
  `radio:airing:${airingId}:${round}`

/** What stands of an airing at the playout, also what was made and not written down yet. */
export async function leftoverOf(
  deps: Pick<PlannerDeps, 'deliveries'>,
  airing: Airing,
): Promise<Omit<Leftover, 'leftoverId'> | undefined> {
  const row = await deps.deliveries.findByKey(`${placeKey(airing)}:row`)
  const window = await deps.deliveries.findByKey(`${placeKey(airing)}:window`)
  const rowDeliveryId = airing.rowDeliveryId ?? row?.deliveryId ?? null
  const windowDeliveryId = airing.windowDeliveryId ?? window?.deliveryId ?? null
  if (rowDeliveryId === null && windowDeliveryId === null) return undefined
  const { airingId, startsAt, endsAt } = airing
  return { airingId, startsAt, endsAt, rowDeliveryId, windowDeliveryId }
}

/** Rows first, then the windows that were made for them and are empty. */
export async function clearAway(deps: PlannerDeps, airingId: number, by: Doer): Promise<void> {
  for (const leftover of await listLeftovers(deps.db.read, airingId)) await clearOne(deps, leftover, by)
  const airing = await needAiring(deps, airingId)
  if (airing.state !== 'cancelling') return
  await deps.db.tx(async (tx) => {
    const change = { ...NOWHERE, state: 'cancelled' as const }
    const after = await updateAiring({ tx, now: deps.clock.now() }, airingId, change)
    await tell(deps, tx, { what: 'cancelled', airing: after, by })
  })
}

/**
 * What a repair leaves in the very slot that it fills goes first: the new row would be mistaken for one that somebody
 * changed, and be heard on top of it.
 */
export async function clearSlot(
  deps: PlannerDeps,
  { airing, leftovers, by }: { airing: Airing; leftovers: readonly Leftover[]; by: Doer },
): Promise<void> {
  for (const leftover of leftovers) {
    const { rowDeliveryId: deliveryId } = leftover
    if (deliveryId === null || leftover.startsAt !== airing.startsAt || (await isOnAir(deps, leftover))) continue
    await removeRow(deps, airing, { deliveryId, by })
  }
}

async function clearOne(deps: PlannerDeps, leftover: Leftover, by: Doer): Promise<void> {
  const { airingId, rowDeliveryId, windowDeliveryId } = leftover
  const airing = await needAiring(deps, airingId)
  if (await isOnAir(deps, leftover)) return leaveOnAir(deps, leftover, airing)
  if (rowDeliveryId !== null) await removeRow(deps, airing, { deliveryId: rowDeliveryId, by })
  if (windowDeliveryId !== null && windowDeliveryId !== airing.windowDeliveryId)
    await removeIfEmpty(deps, airing, { deliveryId: windowDeliveryId, by })
  await deps.db.tx(async (tx) => {
    await deleteLeftover(tx, leftover.leftoverId)
    const now = deps.clock.now()
    const after = await updateAiring({ tx, now }, airingId, { reachedAt: now + POLL_MS })
    if (by.isReloadLater !== true)
      await askForReload(deps, tx, { ...after, startsAt: Math.min(after.startsAt, leftover.startsAt) })
  })
}

/** A row that has begun is never taken away: that would cut what is heard. */
async function isOnAir(deps: PlannerDeps, { startsAt, rowDeliveryId }: Leftover): Promise<boolean> {
  if (rowDeliveryId === null || startsAt > deps.clock.now()) return false
  const row = await deps.deliveries.find(rowDeliveryId)
  return row?.state === 'verified' || row?.state === 'sent'
}

async function leaveOnAir(deps: PlannerDeps, leftover: Leftover, airing: Airing): Promise<void> {
  const reason = { code: 'radio/began-meanwhile', params: {} }
  const { rowDeliveryId, windowDeliveryId } = leftover
  const back = { state: 'verified' as const, rowDeliveryId, windowDeliveryId }
  await deps.db.tx(async (tx) => {
    await deleteLeftover(tx, leftover.leftoverId)
    const change = airing.state === 'cancelling' ? { ...back, reason } : { reason }
    await updateAiring({ tx, now: deps.clock.now() }, airing.airingId, change)
  })
}

interface Gone {
  deliveryId: number
  by: Doer
}

/** A row that is not ours is nobody's to remove but its maker's; once it is gone there, nothing is left to do. */
async function removeRow(deps: PlannerDeps, airing: Airing, { deliveryId, by }: Gone): Promise<void> {
  try {
    await takeBack(deps, deliveryId, by)
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'radio/row-not-ours') throw error
    const { remoteRef } = (await deps.deliveries.find(deliveryId)) ?? {}
    const schedule = await deps.outside.schedule(airing.connectionId)
    if ((await schedule.findRow(Number(remoteRef), by.signal)) !== undefined) throw error
  }
}

/** One that holds something, ours or not, stays. One that may hold something stays too, until that is known. */
export async function removeIfEmpty(deps: PlannerDeps, airing: Airing, { deliveryId, by }: Gone): Promise<void> {
  const delivery = await deps.deliveries.find(deliveryId)
  if (delivery?.remoteRef !== null && delivery?.remoteRef !== undefined) {
    const windowId = Number(delivery.remoteRef)
    const rows = await (await deps.outside.schedule(airing.connectionId)).listRows('all', by.signal)
    if (rows.some((row) => row.windowId === windowId)) return
  }
  deps.reads.forget(airing.connectionId, 'windows')
  try {
    await takeBack(deps, deliveryId, by)
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'radio/window-not-empty') throw error
  }
}
