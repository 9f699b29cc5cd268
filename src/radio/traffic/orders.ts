import type { Audit } from '../../access/index.ts'
import type { Attention } from '../../attention/index.ts'
import type { Db, Reader, Tx } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ConflictError, type FieldProblem, InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import { assertVersion } from '../../kernel/etag.ts'
import type { EventLog } from '../../live/event-log.ts'
import { getStation } from '../stations/index.ts'
import { type CopyFacts, type Order, type OrderFacts, ORDERS_MOST } from './model.ts'
import type { FoundTrack, TrackFinder } from './ports.ts'
import { orderProblem } from './rules/check-order.ts'
import { lockTraffic } from './spots/note-spots.ts'
import { hasHistory } from './spots/store.ts'
import { tellMisses } from './spots/tell-misses.ts'
import { countOrders, deleteTraffic, findOrder, findOrderIdByNumber, insertOrder, updateOrder } from './store.ts'

export interface TrafficDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  attention: Attention
  tracks: TrackFinder
}

export interface By {
  actor: string
  address?: string
}
export type Editor = By & { ifMatch: string | undefined }

/** What people say of a copy; its title and its length are the library's. */
export type CopyWish = Omit<CopyFacts, 'title' | 'lengthMs'>
export type OrderWish = OrderFacts & { copies: readonly CopyWish[] }

/** Also one that was taken out. @throws NotFoundError */
export async function getOrder(reader: Reader, orderId: number): Promise<Order> {
  const order = await findOrder(reader, orderId)
  if (order === undefined) throw new NotFoundError('radio/no-such-order', { params: { orderId } })
  return order
}

const refusal = (problem: FieldProblem): InvalidInputError =>
  new InvalidInputError(problem.code, { status: 422, params: problem.params ?? {}, fields: [problem] })

/** Why a track can't be the copy of an order. */
export function trackProblem(track: FoundTrack | undefined, trackId: number): FieldProblem | undefined {
  if (track === undefined) return { pointer: '/copies', code: 'radio/no-such-track', params: { trackId } }
  const { title, state, lengthMs } = track
  const isPlayable = state === 'usable' && lengthMs !== null && lengthMs > 0
  return isPlayable ? undefined : { pointer: '/copies', code: 'radio/copy-not-usable', params: { title, trackId } }
}

/** Copies with what the library says of their tracks; those that an order has already are not asked for again. */
async function copiesFor(
  { tracks }: Pick<TrafficDeps, 'tracks'>,
  { stationId, copies }: { stationId: number; copies: readonly CopyWish[] },
  known: readonly CopyFacts[],
): Promise<CopyFacts[]> {
  const facts = new Map(known.map(({ trackId, title, lengthMs }) => [trackId, { title, lengthMs }]))
  const unknown = copies.map(({ trackId }) => trackId).filter((trackId) => !facts.has(trackId))
  const found = await tracks.findTracks(stationId, unknown)
  for (const trackId of unknown) {
    const track = found.get(trackId)
    const problem = trackProblem(track, trackId)
    if (problem !== undefined) throw refusal(problem)
    facts.set(trackId, { title: track?.title ?? '', lengthMs: track?.lengthMs ?? 0 })
  }
  return copies.map((copy) => ({ ...copy, title: '', lengthMs: 0, ...facts.get(copy.trackId) }))
}

function assertSound(order: OrderWish): void {
  const problem = orderProblem(order)
  if (problem !== undefined) throw refusal(problem)
}

export function addOrder(deps: TrafficDeps) {
  return async (stationId: number, { copies, ...facts }: OrderWish, by: By): Promise<Order> => {
    await getStation(deps.db.read, stationId)
    assertSound({ ...facts, copies })
    const found = await copiesFor(deps, { stationId, copies }, [])
    return deps.db.tx(async (tx) => {
      await lockTraffic(tx, stationId)
      await assertFreeNumber(tx, { stationId, number: facts.number })
      if ((await countOrders(tx, stationId)) >= ORDERS_MOST)
        throw new ConflictError('radio/too-many-orders', { params: { most: ORDERS_MOST } })
      const added = { stationId, operationId: null, facts, copies: found }
      const order = await getOrder(tx, await insertOrder(tx, added, deps.clock.now()))
      await tellOrder(deps, tx, { what: 'added', order, by, details: { ...facts, copies: [...copies] } })
      return order
    })
  }
}

export function changeOrder(deps: TrafficDeps) {
  return async (orderId: number, change: Partial<OrderWish>, by: Editor): Promise<Order> => {
    const seen = await getOrder(deps.db.read, orderId)
    const copies =
      change.copies === undefined
        ? undefined
        : await copiesFor(deps, { stationId: seen.stationId, copies: change.copies }, seen.copies)
    return edit(deps, { orderId, by, what: 'changed', details: { ...change } }, async (tx, before) => {
      if (before.removedAt !== null)
        throw new ConflictError('radio/order-removed', { params: { number: before.number } })
      const wanted = { ...before, ...change, copies: copies ?? before.copies }
      assertSound(wanted)
      await assertFreeNumber(tx, wanted)
      return wanted
    })
  }
}

export function removeOrder(deps: TrafficDeps) {
  return (orderId: number, by: By): Promise<Order> =>
    edit(deps, { orderId, by: asIs(by), what: 'removed', details: {} }, async (tx, before) => {
      if (await hasHistory(tx, orderId))
        throw new ConflictError('radio/order-has-spots', { params: { number: before.number, name: before.name } })
      return { ...before, removedAt: before.removedAt ?? deps.clock.now() }
    })
}

export function restoreOrder(deps: TrafficDeps) {
  return (orderId: number, by: By): Promise<Order> =>
    edit(deps, { orderId, by: asIs(by), what: 'restored', details: {} }, async (tx, before) => {
      await assertFreeNumber(tx, before)
      return { ...before, removedAt: null }
    })
}

/** For acts that hold whatever was changed before. */
const asIs = (by: By): Editor => ({ ...by, ifMatch: '*' })

interface Edit {
  orderId: number
  by: Editor
  what: string
  details: Record<string, unknown>
}

type Edited = Omit<Order, 'copies'> & { copies: readonly CopyFacts[] }

function edit(
  deps: TrafficDeps,
  { orderId, by, what, details }: Edit,
  next: (tx: Tx, before: Order) => Promise<Edited>,
): Promise<Order> {
  return deps.db.tx(async (tx) => {
    await lockTraffic(tx, (await getOrder(tx, orderId)).stationId)
    const before = await getOrder(tx, orderId)
    assertVersion(by.ifMatch, String(before.version))
    await updateOrder(tx, await next(tx, before), deps.clock.now())
    const order = await getOrder(tx, orderId)
    await tellOrder(deps, tx, { what, order, by, details })
    // What is owed may need somebody now, or nobody any more.
    await tellMisses(deps.attention, tx, { stationId: order.stationId, now: deps.clock.now() })
    return order
  })
}

async function assertFreeNumber(
  tx: Tx,
  { stationId, number, orderId }: Pick<Order, 'stationId' | 'number'> & { orderId?: number },
): Promise<void> {
  const other = await findOrderIdByNumber(tx, stationId, number)
  if (other === undefined || other === orderId) return
  const params = { number }
  throw new ConflictError('radio/order-number-taken', {
    params,
    fields: [{ pointer: '/number', code: 'radio/order-number-taken', params }],
  })
}

async function tellOrder(
  { audit, events }: Pick<TrafficDeps, 'audit' | 'events'>,
  tx: Tx,
  { what, order, by, details }: { what: string; order: Order; by: By; details: Record<string, unknown> },
): Promise<void> {
  const { stationId, orderId, number, name } = order
  const subject = `order:${orderId}`
  const action = `radio.order.${what}`
  const { actor, address } = by
  await audit.append(tx, { actor, action, subject, details, ...(address === undefined ? {} : { address }) })
  await events.append(tx, { kind: action, actor, scope: `station:${stationId}`, subject, data: { number, name } })
}

/** Before a station goes: its orders have to be taken out first. @throws ConflictError `radio/station-has-orders` */
export async function letStationGo(tx: Tx, { stationId, name }: { stationId: number; name: string }): Promise<void> {
  const count = await countOrders(tx, stationId)
  if (count > 0) throw new ConflictError('radio/station-has-orders', { params: { name, count } })
  await deleteTraffic(tx, stationId)
}
