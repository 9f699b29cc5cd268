import type { Tx } from '../../../db/db.ts'
import type { Spot } from '../model.ts'
import { findOrders } from '../store.ts'
import { lockTraffic } from './note-spots.ts'
import { deleteSpots, findMakeGoods, ledgersOf, listSpotsOfDay, updateSpot } from './store.ts'

export interface AiredOfDay {
  stationId: number
  airDate: string
  now: number
  aired: readonly { entryId: number; airedAt: number }[]
  /** @param code why, in words at `reason.<code>` */
  missed: readonly { entryId: number; code: string }[]
  /** The day is over: what found no place in its log was missed, too. */
  isOver: boolean
}

/** Of a play that was wanted and found no place in the day's log. */
export const NOT_PLACED = 'traffic.not-placed'

/**
 * Writes down which of a day's spots were on air. What is told last holds: a miss that turns out to have been on air is
 * owed no more, and what was planned to make it good makes another miss good, or goes. Repeating it changes nothing.
 * @returns how many spots became aired and missed
 */
export async function noteAired(tx: Tx, day: AiredOfDay): Promise<{ aired: number; missed: number }> {
  const { stationId, airDate, now, isOver } = day
  await lockTraffic(tx, stationId)
  const airedAt = new Map(day.aired.map((one) => [one.entryId, one.airedAt]))
  const whyMissed = new Map(day.missed.map(({ entryId, code }) => [entryId, code]))
  const told = { aired: 0, missed: 0 }
  for (const spot of await listSpotsOfDay(tx, stationId, airDate)) {
    const at = airedAt.get(spot.entryId ?? 0)
    const code = spot.entryId === null ? (isOver ? NOT_PLACED : undefined) : whyMissed.get(spot.entryId)
    if (at !== undefined) told.aired += await noteHeard(tx, spot, { at, now })
    else if (code !== undefined) told.missed += await noteMissed(tx, spot, { code, now })
  }
  return told
}

async function noteHeard(tx: Tx, spot: Spot, { at, now }: { at: number; now: number }): Promise<0 | 1> {
  if (spot.state === 'aired' && spot.airedAt === at) return 0
  if (spot.state === 'missed') await letGoOfMakeGood(tx, spot, now)
  const open = { missedCode: null, decision: null, decisionReason: '', decidedBy: null, decidedAt: null }
  await updateSpot(tx, { ...spot, ...open, state: 'aired', airedAt: at }, now)
  return spot.state === 'aired' ? 0 : 1
}

async function noteMissed(tx: Tx, spot: Spot, { code, now }: { code: string; now: number }): Promise<0 | 1> {
  if (spot.state === 'missed') return 0
  await updateSpot(tx, { ...spot, state: 'missed', missedCode: code, airedAt: null }, now)
  return 1
}

/** What was to make good for a play that was on air after all. */
async function letGoOfMakeGood(tx: Tx, miss: Spot, now: number): Promise<void> {
  const makeGood = (await findMakeGoods(tx, [miss.spotId])).get(miss.spotId)
  if (makeGood === undefined) return
  if (makeGood.state === 'planned') {
    await deleteSpots(tx, [makeGood.spotId])
    return
  }
  const order = (await findOrders(tx, [miss.orderId])).get(miss.orderId)
  const others =
    order === undefined ? [] : ((await ledgersOf(tx, [order.orderId], undefined)).get(order.orderId)?.misses ?? [])
  const other = others.find(
    ({ spotId, airDate, decision }) =>
      spotId !== makeGood.spotId && airDate < makeGood.airDate && decision !== 'waived',
  )
  await updateSpot(tx, { ...makeGood, makesGoodSpotId: other?.spotId ?? null }, now)
}
