import { instant, instantOrNull, type Said } from '../../kernel/contract.ts'
import type { Params } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import type { MissView, OrderView, SpotView } from './contract.ts'
import type { Order, Spot } from './model.ts'
import { orderedPlays } from './rules/flight.ts'
import type { Note } from './rules/notes.ts'
import { lastDayToMakeGood } from './rules/owed.ts'
import { stateOfMiss } from './rules/state-of-miss.ts'
import type { Fulfilment } from './spots/store.ts'

export const sayReason = (code: string, params: Params): Said => ({ code, params, text: say(`reason.${code}`, params) })

export function toOrderView(
  order: Order,
  { fulfilment, notes, today }: { fulfilment: Fulfilment; notes: readonly Note[]; today: string },
): OrderView {
  const { copies, weekdays, windows, version, createdAt, changedAt, removedAt, ...facts } = order
  return {
    ...facts,
    weekdays: [...weekdays],
    windows: windows.map(({ from, to }) => ({ from, to })),
    phase: phaseOf(order, today),
    copies: copies.map((copy) => ({ ...copy })),
    fulfilment: { ordered: orderedPlays(order), ...fulfilment },
    notes: notes.map(({ code, params }) => sayReason(code, params)),
    createdAt: instant(createdAt),
    changedAt: instant(changedAt),
    removedAt: instantOrNull(removedAt),
    etag: String(version),
  }
}

export function phaseOf({ firstDay, lastDay }: Order, today: string): OrderView['phase'] {
  if (today < firstDay) return 'coming'
  return today > lastDay ? 'over' : 'running'
}

interface About {
  order: Order
  copy: { title: string; trackId: number } | undefined
  miss: Spot | undefined
}

export const toSpotView = (spot: Spot, { order, copy, miss }: About): SpotView => ({
  spotId: spot.spotId,
  orderId: order.orderId,
  number: order.number,
  name: order.name,
  airDate: spot.airDate,
  state: spot.state,
  copyTitle: copy?.title ?? null,
  trackId: copy?.trackId ?? null,
  entryId: spot.entryId,
  startsAt: instantOrNull(spot.startsAt),
  airedAt: instantOrNull(spot.airedAt),
  missed: spot.missedCode === null ? null : sayReason(spot.missedCode, {}),
  makesGood: miss === undefined ? null : { spotId: miss.spotId, airDate: miss.airDate },
})

export const toMissView = (
  miss: Spot,
  { order, makeGood, today }: { order: Order; makeGood: Spot | undefined; today: string },
): MissView => ({
  spotId: miss.spotId,
  orderId: order.orderId,
  number: order.number,
  name: order.name,
  airDate: miss.airDate,
  startsAt: instantOrNull(miss.startsAt),
  missed: sayReason(miss.missedCode ?? 'traffic.missed', {}),
  state: stateOfMiss(miss, { order, makeGood, today }),
  until: lastDayToMakeGood(order),
  makeGood:
    makeGood === undefined ? null : { spotId: makeGood.spotId, airDate: makeGood.airDate, state: makeGood.state },
  reason: miss.decisionReason,
  decidedBy: miss.decidedBy,
  decidedAt: instantOrNull(miss.decidedAt),
})
