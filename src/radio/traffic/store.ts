import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'
import type { RadioTrafficTables } from '../../db/tables/radio-traffic.ts'
import { foldText } from '../../kernel/fold-text.ts'
import { type Copy, type CopyFacts, type DayWindow, digitsOf, type Order, type OrderFacts } from './model.ts'

type OrderRow = Selectable<RadioTrafficTables['radio_orders']>
type CopyRow = Selectable<RadioTrafficTables['radio_copies']>

/** Ids in one statement: SQLite takes 32,766 parameters. */
const CHUNK = 500

const toCopy = (row: CopyRow): Copy => ({
  copyId: row.id,
  trackId: row.track_id,
  title: row.title,
  lengthMs: row.length_ms,
  weight: row.weight,
  firstDay: row.first_day,
  lastDay: row.last_day,
})

const toOrder = (row: OrderRow, copies: readonly Copy[]): Order => ({
  orderId: row.id,
  stationId: row.station_id,
  number: row.number,
  name: row.name,
  sponsor: row.sponsor,
  product: row.product,
  typeCode: row.type_code,
  firstDay: row.first_day,
  lastDay: row.last_day,
  plays: row.plays,
  per: row.per,
  weekdays: digitsOf(row.weekdays),
  windows: JSON.parse(row.windows) as DayWindow[],
  priority: row.priority,
  leastApartMin: row.least_apart_min,
  makeGoods: row.make_goods,
  graceDays: row.grace_days,
  state: row.state,
  copies,
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
  removedAt: row.removed_at,
})

const columnsOf = (facts: OrderFacts) => ({
  number: facts.number,
  number_key: foldText(facts.number),
  name: facts.name,
  sponsor: facts.sponsor,
  product: facts.product,
  type_code: facts.typeCode,
  first_day: facts.firstDay,
  last_day: facts.lastDay,
  plays: facts.plays,
  per: facts.per,
  weekdays: facts.weekdays.join(''),
  windows: JSON.stringify(facts.windows.map(({ from, to }) => ({ from, to }))),
  priority: facts.priority,
  least_apart_min: facts.leastApartMin,
  make_goods: facts.makeGoods,
  grace_days: facts.graceDays,
  state: facts.state,
})

/** Copies of orders that stand, by order. */
async function copiesOf(reader: Reader, orderIds: readonly number[]): Promise<ReadonlyMap<number, Copy[]>> {
  const found = new Map<number, Copy[]>()
  await inChunks(orderIds, CHUNK, async (chunk) => {
    const rows = await reader
      .selectFrom('radio_copies')
      .selectAll()
      .where('order_id', 'in', chunk)
      .where('removed_at', 'is', null)
      .orderBy('id')
      .execute()
    for (const row of rows) found.set(row.order_id, [...(found.get(row.order_id) ?? []), toCopy(row)])
  })
  return found
}

async function withCopies(reader: Reader, rows: readonly OrderRow[]): Promise<Order[]> {
  const copies = await copiesOf(
    reader,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => toOrder(row, copies.get(row.id) ?? []))
}

/** By id. Those that stand, or those that were taken out. */
export async function listOrders(reader: Reader, stationId: number, isRemoved = false): Promise<Order[]> {
  const rows = await reader
    .selectFrom('radio_orders')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('removed_at', isRemoved ? 'is not' : 'is', null)
    .orderBy('id')
    .execute()
  return withCopies(reader, rows)
}

/** Active ones that may want something of a day, by id. @param endedSince the last day of the oldest flights that count */
export async function listOrdersOfDay(
  reader: Reader,
  stationId: number,
  { airDate, endedSince }: { airDate: string; endedSince: string },
): Promise<Order[]> {
  const rows = await reader
    .selectFrom('radio_orders')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('last_day', '>=', endedSince)
    .where('first_day', '<=', airDate)
    .where('state', '=', 'active')
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
  return withCopies(reader, rows)
}

/** Also those that were taken out. */
export async function findOrders(reader: Reader, orderIds: readonly number[]): Promise<Map<number, Order>> {
  const found = new Map<number, Order>()
  await inChunks(orderIds, CHUNK, async (chunk) => {
    const rows = await reader.selectFrom('radio_orders').selectAll().where('id', 'in', chunk).execute()
    for (const order of await withCopies(reader, rows)) found.set(order.orderId, order)
  })
  return found
}

/** Those that operations of plans added, by operation; also those that were taken out. */
export async function findOrdersOf(reader: Reader, operationIds: readonly number[]): Promise<Map<number, Order>> {
  const found = new Map<number, Order>()
  await inChunks(operationIds, CHUNK, async (chunk) => {
    const rows = await reader.selectFrom('radio_orders').selectAll().where('operation_id', 'in', chunk).execute()
    const byId = new Map(rows.map((row) => [row.id, Number(row.operation_id)]))
    for (const order of await withCopies(reader, rows)) found.set(byId.get(order.orderId) ?? 0, order)
  })
  return found
}

/** Also one that was taken out. */
export const findOrder = async (reader: Reader, orderId: number): Promise<Order | undefined> =>
  (await findOrders(reader, [orderId])).get(orderId)

/** Of those that stand. */
export async function findOrderIdByNumber(
  reader: Reader,
  stationId: number,
  number: string,
): Promise<number | undefined> {
  const row = await reader
    .selectFrom('radio_orders')
    .select('id')
    .where('station_id', '=', stationId)
    .where('number_key', '=', foldText(number))
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/** Of those that stand. */
export async function countOrders(reader: Reader, stationId: number): Promise<number> {
  const { n } = await reader
    .selectFrom('radio_orders')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('station_id', '=', stationId)
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}

export interface NewOrder {
  stationId: number
  operationId: number | null
  facts: OrderFacts
  copies: readonly CopyFacts[]
}

export async function insertOrder(tx: Tx, order: NewOrder, now: number): Promise<number> {
  const { id } = await tx
    .insertInto('radio_orders')
    .values({
      ...columnsOf(order.facts),
      station_id: order.stationId,
      operation_id: order.operationId,
      version: 1,
      created_at: now,
      changed_at: now,
      removed_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await putCopies(tx, { orderId: id, stationId: order.stationId, copies: order.copies }, now)
  return id
}

export async function updateOrder(
  tx: Tx,
  order: Omit<Order, 'copies'> & { copies: readonly CopyFacts[] },
  now: number,
): Promise<void> {
  const { orderId, version, removedAt } = order
  await tx
    .updateTable('radio_orders')
    .set({ ...columnsOf(order), removed_at: removedAt, version: version + 1, changed_at: now })
    .where('id', '=', orderId)
    .execute()
  await putCopies(tx, order, now)
}

/** A copy is known by its track and its days, so that it stays itself when it comes back. */
const keyOf = (copy: Pick<CopyFacts, 'trackId' | 'firstDay' | 'lastDay'>): string =>
  `${copy.trackId}|${copy.firstDay ?? ''}|${copy.lastDay ?? ''}`

async function putCopies(
  tx: Tx,
  { orderId, stationId, copies }: { orderId: number; stationId: number; copies: readonly CopyFacts[] },
  now: number,
): Promise<void> {
  const rows = await tx.selectFrom('radio_copies').selectAll().where('order_id', '=', orderId).orderBy('id').execute()
  const known = new Map(rows.map((row) => [keyOf(toCopy(row)), row]))
  const wanted = new Set(copies.map(keyOf))
  for (const row of rows)
    if (row.removed_at === null && !wanted.has(keyOf(toCopy(row))))
      await tx.updateTable('radio_copies').set({ removed_at: now }).where('id', '=', row.id).execute()
  for (const copy of copies) {
    const row = known.get(keyOf(copy))
    const values = { title: copy.title, length_ms: copy.lengthMs, weight: copy.weight, removed_at: null }
    if (row !== undefined) await tx.updateTable('radio_copies').set(values).where('id', '=', row.id).execute()
    else await insertCopy(tx, { ...values, ...placeOf(copy), order_id: orderId, station_id: stationId })
  }
}

const placeOf = ({ trackId, firstDay, lastDay }: CopyFacts) => ({
  track_id: trackId,
  first_day: firstDay,
  last_day: lastDay,
})

async function insertCopy(tx: Tx, values: Omit<CopyRow, 'id'>): Promise<void> {
  await tx.insertInto('radio_copies').values(values).execute()
}

/** Titles of copies, also of those that were taken off. */
export async function titlesOfCopies(
  reader: Reader,
  copyIds: readonly number[],
): Promise<ReadonlyMap<number, { title: string; trackId: number }>> {
  const found = new Map<number, { title: string; trackId: number }>()
  await inChunks(copyIds, CHUNK, async (chunk) => {
    const rows = await reader
      .selectFrom('radio_copies')
      .select(['id', 'title', 'track_id'])
      .where('id', 'in', chunk)
      .execute()
    for (const { id, title, track_id } of rows) found.set(id, { title, trackId: track_id })
  })
  return found
}

/** What was taken out goes with its station. */
export async function deleteTraffic(tx: Tx, stationId: number): Promise<void> {
  await tx.updateTable('radio_spots').set({ makes_good_spot_id: null }).where('station_id', '=', stationId).execute()
  await tx.deleteFrom('radio_spots').where('station_id', '=', stationId).execute()
  await tx.deleteFrom('radio_copies').where('station_id', '=', stationId).execute()
  await tx.deleteFrom('radio_orders').where('station_id', '=', stationId).execute()
}
