import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import { inChunks } from '../../../db/in-chunks.ts'
import type { RadioTrafficTables } from '../../../db/tables/radio-traffic.ts'
import type { Spot } from '../model.ts'
import type { NewSpot } from '../rules/place-spots.ts'
import type { Ledger } from '../rules/wanted-of-order.ts'

type Row = Selectable<RadioTrafficTables['radio_spots']>

const CHUNK = 500

const toSpot = (row: Row): Spot => ({
  spotId: row.id,
  stationId: row.station_id,
  orderId: row.order_id,
  airDate: row.air_date,
  copyId: row.copy_id,
  state: row.state,
  entryId: row.entry_id,
  startsAt: row.starts_at,
  airedAt: row.aired_at,
  missedCode: row.missed_code,
  makesGoodSpotId: row.makes_good_spot_id,
  decision: row.decision,
  decisionReason: row.decision_reason,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  changedAt: row.changed_at,
})

const columnsOf = (spot: NewSpot) => ({
  station_id: spot.stationId,
  order_id: spot.orderId,
  air_date: spot.airDate,
  copy_id: spot.copyId,
  state: spot.state,
  entry_id: spot.entryId,
  starts_at: spot.startsAt,
  aired_at: spot.airedAt,
  missed_code: spot.missedCode,
  makes_good_spot_id: spot.makesGoodSpotId,
  decision: spot.decision,
  decision_reason: spot.decisionReason,
  decided_by: spot.decidedBy,
  decided_at: spot.decidedAt,
})

/** By id. */
export async function listSpotsOfDay(reader: Reader, stationId: number, airDate: string): Promise<Spot[]> {
  const rows = await reader
    .selectFrom('radio_spots')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('air_date', '=', airDate)
    .orderBy('id')
    .execute()
  return rows.map(toSpot)
}

export async function findSpots(reader: Reader, spotIds: readonly number[]): Promise<Map<number, Spot>> {
  const found = new Map<number, Spot>()
  await inChunks(spotIds, CHUNK, async (chunk) => {
    const rows = await reader.selectFrom('radio_spots').selectAll().where('id', 'in', chunk).execute()
    for (const row of rows) found.set(row.id, toSpot(row))
  })
  return found
}

/** The plays that make good for misses, by miss. */
export async function findMakeGoods(reader: Reader, missIds: readonly number[]): Promise<Map<number, Spot>> {
  const found = new Map<number, Spot>()
  await inChunks(missIds, CHUNK, async (chunk) => {
    const rows = await reader.selectFrom('radio_spots').selectAll().where('makes_good_spot_id', 'in', chunk).execute()
    for (const row of rows) found.set(row.makes_good_spot_id ?? 0, toSpot(row))
  })
  return found
}

export interface SpotFilter {
  orderId?: number | undefined
  state?: Spot['state'] | undefined
  from?: string | undefined
  to?: string | undefined
}

/** Newest first. */
export async function pageOfSpots(
  reader: Reader,
  stationId: number,
  { orderId, state, from, to, before, limit }: SpotFilter & { before: number | undefined; limit: number },
): Promise<Spot[]> {
  let query = reader.selectFrom('radio_spots').selectAll().where('station_id', '=', stationId)
  if (orderId !== undefined) query = query.where('order_id', '=', orderId)
  if (state !== undefined) query = query.where('state', '=', state)
  if (from !== undefined) query = query.where('air_date', '>=', from)
  if (to !== undefined) query = query.where('air_date', '<=', to)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toSpot)
}

/** Also whether something of an order was in a log or on air. */
export async function hasHistory(reader: Reader, orderId: number): Promise<boolean> {
  const row = await reader
    .selectFrom('radio_spots')
    .select('id')
    .where('order_id', '=', orderId)
    .where('state', '!=', 'planned')
    .executeTakeFirst()
  return row !== undefined
}

/** Orders of which something was in a log or on air. */
export async function listOrdersWithHistory(reader: Reader, stationId: number): Promise<ReadonlySet<number>> {
  const rows = await reader
    .selectFrom('radio_spots')
    .select('order_id')
    .distinct()
    .where('station_id', '=', stationId)
    .where('state', '!=', 'planned')
    .execute()
  return new Set(rows.map((row) => row.order_id))
}

/** Figures of an order's spots. */
export interface Fulfilment {
  aired: number
  /** In a log to come, or wanted for a day whose log is made. */
  planned: number
  missed: number
  /** Misses that nothing makes good yet, but those that were waived. */
  owed: number
  waived: number
}

export const NO_SPOTS: Fulfilment = { aired: 0, planned: 0, missed: 0, owed: 0, waived: 0 }

export async function fulfilmentOf(
  reader: Reader,
  { stationId, orderId }: { stationId: number; orderId?: number },
): Promise<ReadonlyMap<number, Fulfilment>> {
  let query = reader
    .selectFrom('radio_spots as s')
    .leftJoin('radio_spots as m', 'm.makes_good_spot_id', 's.id')
    .select(({ fn, eb }) => [
      's.order_id',
      's.state',
      's.decision',
      eb.case().when('m.id', 'is', null).then(0).else(1).end().as('is_made_good'),
      fn.countAll().as('n'),
    ])
    .where('s.station_id', '=', stationId)
    .groupBy(['s.order_id', 's.state', 's.decision', 'is_made_good'])
  if (orderId !== undefined) query = query.where('s.order_id', '=', orderId)
  const found = new Map<number, Fulfilment>()
  for (const row of await query.execute()) {
    const sum = { ...(found.get(row.order_id) ?? NO_SPOTS) }
    const n = Number(row.n)
    if (row.state === 'aired') sum.aired += n
    if (row.state === 'planned' || row.state === 'placed') sum.planned += n
    if (row.state === 'missed') sum.missed += n
    if (row.state === 'missed' && row.decision === 'waived') sum.waived += n
    if (row.state === 'missed' && row.decision !== 'waived' && Number(row.is_made_good) === 0) sum.owed += n
    found.set(row.order_id, sum)
  }
  return found
}

export interface DayCounts {
  ordinary: number
  makeGoods: number
  planned: number
  aired: number
  missed: number
}

export const NO_COUNTS: DayCounts = { ordinary: 0, makeGoods: 0, planned: 0, aired: 0, missed: 0 }

/** Of the days of an order for which something is written down. */
export async function countsByDay(reader: Reader, orderId: number): Promise<ReadonlyMap<string, DayCounts>> {
  const rows = await reader
    .selectFrom('radio_spots')
    .select(({ fn, eb }) => [
      'air_date',
      'state',
      eb.case().when('makes_good_spot_id', 'is', null).then(0).else(1).end().as('is_make_good'),
      fn.countAll().as('n'),
    ])
    .where('order_id', '=', orderId)
    .groupBy(['air_date', 'state', 'is_make_good'])
    .execute()
  const found = new Map<string, DayCounts>()
  for (const row of rows) {
    const n = Number(row.n)
    const sum = { ...(found.get(row.air_date) ?? NO_COUNTS) }
    sum[Number(row.is_make_good) === 1 ? 'makeGoods' : 'ordinary'] += n
    sum[row.state === 'placed' ? 'planned' : row.state] += n
    found.set(row.air_date, sum)
  }
  return found
}

interface Tally {
  taken: Map<string, number>
  playedByCopy: Map<number, number>
  misses: Spot[]
}

/** What is written down of orders, without what is on `anew`. @returns a ledger for each of them */
export async function ledgersOf(
  reader: Reader,
  orderIds: readonly number[],
  anew: string | undefined,
): Promise<ReadonlyMap<number, Ledger>> {
  const ledgers = new Map<number, Tally>(
    orderIds.map((id) => [id, { taken: new Map(), playedByCopy: new Map(), misses: [] }]),
  )
  await inChunks(orderIds, CHUNK, async (chunk) => {
    for (const row of await countsOf(reader, chunk)) {
      const ledger = ledgers.get(row.order_id)
      if (ledger === undefined || row.air_date === anew) continue
      const n = Number(row.n)
      const isOrdinary = Number(row.is_make_good) === 0
      if (isOrdinary) ledger.taken.set(row.air_date, (ledger.taken.get(row.air_date) ?? 0) + n)
      if (row.copy_id !== null) ledger.playedByCopy.set(row.copy_id, (ledger.playedByCopy.get(row.copy_id) ?? 0) + n)
    }
    for (const miss of await openMissesOf(reader, chunk, anew)) ledgers.get(miss.orderId)?.misses.push(miss)
  })
  return ledgers
}

const countsOf = (reader: Reader, orderIds: readonly number[]) =>
  reader
    .selectFrom('radio_spots')
    .select(({ fn, eb }) => [
      'order_id',
      'air_date',
      'copy_id',
      eb.case().when('makes_good_spot_id', 'is', null).then(0).else(1).end().as('is_make_good'),
      fn.countAll().as('n'),
    ])
    .where('order_id', 'in', orderIds)
    .groupBy(['order_id', 'air_date', 'copy_id', 'is_make_good'])
    .execute()

/** Misses that no play makes good, but for one of a day whose log is made anew. */
async function openMissesOf(reader: Reader, orderIds: readonly number[], anew: string | undefined): Promise<Spot[]> {
  const rows = await reader
    .selectFrom('radio_spots as s')
    .leftJoin('radio_spots as m', 'm.makes_good_spot_id', 's.id')
    .selectAll('s')
    .where('s.order_id', 'in', orderIds)
    .where('s.state', '=', 'missed')
    .where(({ eb, or, and }) =>
      or([
        eb('m.id', 'is', null),
        ...(anew === undefined ? [] : [and([eb('m.air_date', '=', anew), eb('m.state', 'in', ['planned', 'placed'])])]),
      ]),
    )
    .orderBy('s.id')
    .execute()
  return rows.map(toSpot)
}

/** Misses of these orders that no play makes good, whatever was decided of them; oldest first. */
export async function listOpenMisses(reader: Reader, orderIds: readonly number[]): Promise<Spot[]> {
  const found: Spot[] = []
  await inChunks(orderIds, CHUNK, async (chunk) => void found.push(...(await openMissesOf(reader, chunk, undefined))))
  return found
}

/** All misses of a station, newest first. */
export async function listMisses(
  reader: Reader,
  stationId: number,
  { orderId, before, limit }: { orderId: number | undefined; before: number | undefined; limit: number },
): Promise<Spot[]> {
  return pageOfSpots(reader, stationId, { orderId, state: 'missed', before, limit })
}

export async function insertSpot(tx: Tx, spot: NewSpot, now: number): Promise<number> {
  const { id } = await tx
    .insertInto('radio_spots')
    .values({ ...columnsOf(spot), created_at: now, changed_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateSpot(tx: Tx, { spotId, ...spot }: Spot, now: number): Promise<void> {
  await tx
    .updateTable('radio_spots')
    .set({ ...columnsOf(spot), changed_at: now })
    .where('id', '=', spotId)
    .execute()
}

/** Frees the entries of a day's log, so that its spots may change theirs among themselves. */
export async function freeEntries(tx: Tx, spotIds: readonly number[]): Promise<void> {
  await inChunks(spotIds, CHUNK, async (chunk) => {
    await tx.updateTable('radio_spots').set({ entry_id: null }).where('id', 'in', chunk).execute()
  })
}

export async function deleteSpots(tx: Tx, spotIds: readonly number[]): Promise<void> {
  await inChunks(spotIds, CHUNK, async (chunk) => {
    await tx.deleteFrom('radio_spots').where('id', 'in', chunk).execute()
  })
}
