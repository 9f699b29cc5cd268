import type { Reader, Tx } from '../../../db/db.ts'
import { ConflictError, NotFoundError } from '../../../kernel/errors.ts'
import type { Order, Spot } from '../model.ts'
import { type By, getOrder, type TrafficDeps } from '../orders.ts'
import { lockTraffic } from './note-spots.ts'
import { findMakeGoods, findSpots, updateSpot } from './store.ts'
import { tellMisses } from './tell-misses.ts'

export type Decision = 'approved' | 'waived' | null

const TOLD = { approved: 'approved', waived: 'waived' } as const

/**
 * Lets a miss be made good, waives it, or takes back what was decided.
 * @throws ConflictError `radio/spot-not-missed`, and `radio/spot-is-made-good` when a play makes good for it already
 */
export function decideMiss(deps: TrafficDeps) {
  return (spotId: number, { decision, reason }: { decision: Decision; reason: string }, by: By): Promise<Spot> =>
    deps.db.tx(async (tx) => {
      const { stationId } = await getSpot(tx, spotId)
      await lockTraffic(tx, stationId)
      const spot = await getSpot(tx, spotId)
      const order = await getOrder(tx, spot.orderId)
      if (spot.state !== 'missed') throw new ConflictError('radio/spot-not-missed', { params: { spotId } })
      const makeGood = (await findMakeGoods(tx, [spotId])).get(spotId)
      if (makeGood !== undefined && decision !== 'approved')
        throw new ConflictError('radio/spot-is-made-good', { params: { day: makeGood.airDate } })
      const now = deps.clock.now()
      const decided = decision === null ? { decidedBy: null, decidedAt: null } : { decidedBy: by.actor, decidedAt: now }
      await updateSpot(tx, { ...spot, decision, decisionReason: reason, ...decided }, now)
      await tell(deps, tx, { order, spot, by, what: decision === null ? 'reopened' : TOLD[decision], reason })
      await tellMisses(deps.attention, tx, { stationId, now })
      return getSpot(tx, spotId)
    })
}

/** @throws NotFoundError */
export async function getSpot(reader: Reader, spotId: number): Promise<Spot> {
  const spot = (await findSpots(reader, [spotId])).get(spotId)
  if (spot === undefined) throw new NotFoundError('radio/no-such-spot', { params: { spotId } })
  return spot
}

async function tell(
  { audit, events }: TrafficDeps,
  tx: Tx,
  { order, spot, by, what, reason }: { order: Order; spot: Spot; by: By; what: string; reason: string },
): Promise<void> {
  const subject = `order:${order.orderId}`
  const action = `radio.make-good.${what}`
  const { actor, address } = by
  const details = { spotId: spot.spotId, airDate: spot.airDate, reason }
  await audit.append(tx, { actor, action, subject, details, ...(address === undefined ? {} : { address }) })
  const data = { number: order.number, name: order.name, day: spot.airDate }
  await events.append(tx, { kind: action, actor, scope: `station:${order.stationId}`, subject, data })
}
