import type { Reader } from '../../../db/db.ts'
import { breathe } from '../../../kernel/breathe.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import { foldText } from '../../../kernel/fold-text.ts'
import {
  type Compared,
  type CsvTable,
  firstLineOf,
  isWrong,
  note,
  nothingCompared,
  operationOf,
  partOf,
  readCells,
  type RowOutcome,
  shapeProblem,
  type SheetRow,
  sheetRow,
  shownAs,
} from '../../csv/index.ts'
import { type CopyFacts, type Order, type OrderContent, ORDERS_MOST } from '../model.ts'
import { trackProblem } from '../orders.ts'
import type { FoundTrack } from '../ports.ts'
import { orderProblem } from '../rules/check-order.ts'
import { listOrders } from '../store.ts'
import { NEEDED, NEW_ORDER, orderColumns } from './columns.ts'
import { PUT_ORDER } from './put-kinds.ts'

type FindTracks = (trackIds: readonly number[]) => Promise<ReadonlyMap<number, FoundTrack>>

interface World {
  stationId: number
  /** Also those that were taken out. */
  byId: ReadonlyMap<number, Order>
  byNumber: ReadonlyMap<string, Order>
  /** The line that spoke of an order or wants a number first. */
  seen: Map<string, number>
  tracks: ReadonlyMap<number, FoundTrack>
}

/**
 * Holds the lines of a file against the orders of a station. Tracks that no order has yet are asked for, all at once.
 * @throws ConflictError `radio/too-many-orders`, and what asking for tracks throws
 */
export async function compareOrders(
  reader: Reader,
  stationId: number,
  { table, findTracks }: { table: CsvTable; findTracks: FindTracks },
): Promise<Compared> {
  const [standing, removed] = await Promise.all([listOrders(reader, stationId), listOrders(reader, stationId, true)])
  const world = {
    stationId,
    byId: new Map([...standing, ...removed].map((order) => [order.orderId, order])),
    byNumber: new Map(standing.map((order) => [foldText(order.number), order])),
    seen: new Map<string, number>(),
    tracks: new Map<number, FoundTrack>(),
  }
  const tracks = await findTracks(unknownTracks(world, table))
  const compared = nothingCompared()
  for (const row of table.rows) {
    await breathe()
    note(compared, row, shapeProblem(table, row) ?? outcomeOf({ ...world, tracks }, sheetRow(table, row)))
  }
  if (standing.length + compared.counts.add > ORDERS_MOST)
    throw new ConflictError('radio/too-many-orders', { params: { most: ORDERS_MOST } })
  return compared
}

/** Tracks that lines name and their orders do not have. */
function unknownTracks(world: World, table: CsvTable): number[] {
  const unknown = table.rows.flatMap((row) => {
    const sheet = sheetRow(table, row)
    const found = findOrder(world, sheet)
    if ('is' in found) return []
    const known = new Set(found.order?.copies.map(({ trackId }) => trackId))
    const { change } = readCells<OrderContent>(sheet, orderColumns, found.order)
    return (change.copies ?? []).map(({ trackId }) => trackId).filter((trackId) => !known.has(trackId))
  })
  return [...new Set(unknown)]
}

function outcomeOf(world: World, row: SheetRow): RowOutcome {
  const found = findOrder(world, row)
  if ('is' in found) return found
  const { order } = found
  const key = order === undefined ? numberKey(row.cell('number') ?? '') : `id:${order.orderId}`
  const first = firstLineOf(world.seen, key, row.line)
  if (first !== row.line) return isWrong('radio/csv-line-twice', null, { line: first })
  const { change, wrong } = readCells<OrderContent>(row, orderColumns, order)
  const empty = order === undefined ? NEEDED.filter((name) => (row.cell(name) ?? '').trim() === '') : []
  const cells = [...wrong, ...empty.map((column) => ({ column, code: 'radio/csv-needed', params: {} }))]
  if (cells.length > 0) return { is: 'wrong', cells }
  return soundPut(world, row, { order, change })
}

const numberKey = (number: string): string => `number:${foldText(number)}`

function findOrder({ byId, byNumber }: World, row: SheetRow): { order: Order | undefined } | RowOutcome {
  const id = row.cell('id')?.trim() ?? ''
  const number = row.cell('number') ?? ''
  if (id === '')
    return number.trim() === '' ? isWrong('radio/csv-needed', 'number') : { order: byNumber.get(foldText(number)) }
  const order = /^[1-9]\d{0,14}$/.test(id) ? byId.get(Number(id)) : undefined
  if (order === undefined) return isWrong('radio/no-such-order', 'id', { orderId: id.slice(0, 40) })
  return order.removedAt === null ? { order } : isWrong('radio/order-removed', 'id', { number: order.number })
}

interface Wanted {
  order: Order | undefined
  change: Partial<OrderContent>
}

/** Where a problem of an order stands in a file. */
const COLUMN_AT: Readonly<Record<string, string>> = {
  '/lastDay': 'last_day',
  '/weekdays': 'weekdays',
  '/windows': 'windows',
  '/copies': 'copies',
}

function soundPut(world: World, row: SheetRow, { order, change }: Wanted): RowOutcome {
  const known = new Map((order?.copies ?? []).map((copy) => [copy.trackId, copy]))
  const copies = change.copies?.map((copy) => withTrack(copy, known.get(copy.trackId), world.tracks))
  const full = copies === undefined ? change : { ...change, copies }
  const problem = copies?.map((copy) => copyProblem(copy, world.tracks, known)).find(Boolean)
  const unsound = problem ?? orderProblem({ ...(order ?? NEW_ORDER), ...full })
  if (unsound !== undefined) return isWrong(unsound.code, COLUMN_AT[unsound.pointer] ?? null, unsound.params ?? {})
  return numberProblem(world, row, { order, change }) ?? putOf(world.stationId, order, full)
}

const withTrack = (
  copy: CopyFacts,
  known: CopyFacts | undefined,
  tracks: ReadonlyMap<number, FoundTrack>,
): CopyFacts => {
  const track = tracks.get(copy.trackId)
  return {
    ...copy,
    title: known?.title ?? track?.title ?? '',
    lengthMs: known?.lengthMs ?? track?.lengthMs ?? 0,
  }
}

const copyProblem = (
  { trackId }: CopyFacts,
  tracks: ReadonlyMap<number, FoundTrack>,
  known: ReadonlyMap<number, CopyFacts>,
) => (known.has(trackId) ? undefined : trackProblem(tracks.get(trackId), trackId))

/** A number that stands with another order now is not free, whatever the same file makes of that one. */
function numberProblem({ byNumber, seen }: World, row: SheetRow, { order, change }: Wanted): RowOutcome | undefined {
  const { number } = change
  if (number === undefined) return undefined
  const other = byNumber.get(foldText(number))
  if (other !== undefined && other.orderId !== order?.orderId)
    return isWrong('radio/order-number-taken', 'number', { number: other.number })
  const first = firstLineOf(seen, numberKey(number), row.line)
  return first === row.line ? undefined : isWrong('radio/csv-line-twice', 'number', { line: first })
}

function putOf(stationId: number, order: Order | undefined, change: Partial<OrderContent>): RowOutcome {
  const always = 'number'
  if (order === undefined) {
    const content = { ...NEW_ORDER, ...change }
    const { after } = shownAs(orderColumns, { before: undefined, after: content, always })
    const params = { stationId, id: null, version: 0, before: {}, after: content }
    const reason = { code: 'import.new', params: {} }
    return { is: 'add', operation: operationOf({ kind: PUT_ORDER, params, before: {}, after, reason }, 'orders') }
  }
  if (Object.keys(change).length === 0) return { is: 'same' }
  const { before, after, names } = shownAs(orderColumns, { before: order, after: { ...order, ...change }, always })
  const params = {
    stationId,
    id: order.orderId,
    version: order.version,
    before: partOf<OrderContent>(order, change),
    after: change,
  }
  const reason = { code: 'import.differs', params: { columns: names.join(', ') } }
  return { is: 'change', operation: operationOf({ kind: PUT_ORDER, params, before, after, reason }, 'orders') }
}
