import { type Selectable, sql } from 'kysely'
import type { Reader } from '../../db/db.ts'
import { inChunks, readInPages } from '../../db/in-chunks.ts'
import type { ArchiveTables } from '../../db/tables/archive.ts'
import { pathKey } from '../../media/path-key.ts'
import {
  type Item,
  type ItemState,
  LEFT_PREFIX,
  type LeftState,
  type RefusedDate,
  type SaidCode,
  STAYING,
} from '../model.ts'

type Table = ArchiveTables['archive_items']
export type ItemRow = Selectable<Table>

/** Rows that are read in one go. */
const PAGE = 500
const ID_CHUNK = 500

export function toItem(row: ItemRow): Item {
  return {
    itemId: row.id,
    archiveId: row.archive_id,
    rootId: row.root_id,
    relPath: row.rel_path,
    relRaw: row.rel_raw,
    sourceRootId: row.source_root_id,
    sourceRelPath: row.source_rel_path,
    size: row.size,
    identity: row.identity,
    mtimeMs: row.mtime_ms,
    sha256: row.sha256,
    state: row.state,
    reason:
      row.reason_code === null
        ? null
        : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as SaidCode['params'] },
    mediaKind: row.media_kind,
    mediaType: row.media_type,
    firstSeenAt: row.first_seen_at,
    stableSince: row.stable_since,
    settledAt: row.settled_at,
    filedAt: row.filed_at,
    groupKey: row.group_key,
    groupRole: row.group_role,
    duplicateOf: row.duplicate_of,
    batchId: row.batch_id,
    date:
      row.captured_local === null
        ? null
        : {
            local: row.captured_local,
            offsetMinutes: row.captured_offset_minutes,
            instant: row.captured_at,
            precision: row.captured_precision ?? 'second',
            source: row.captured_source ?? 'mtime',
            byHand: row.captured_by_hand === 1,
          },
    refusedDates: row.captured_refused === null ? null : (JSON.parse(row.captured_refused) as RefusedDate[]),
  }
}

export async function findItem(reader: Reader, itemId: number): Promise<Item | undefined> {
  const row = await reader.selectFrom('archive_items').selectAll().where('id', '=', itemId).executeTakeFirst()
  return row === undefined ? undefined : toItem(row)
}

export async function findItems(reader: Reader, itemIds: readonly number[]): Promise<Item[]> {
  const found: Item[] = []
  await inChunks(itemIds, ID_CHUNK, async (part) => {
    const rows = await reader.selectFrom('archive_items').selectAll().where('id', 'in', part).execute()
    found.push(...rows.map(toItem))
  })
  return found
}

const byPath = (a: Item, b: Item): number =>
  a.relPath < b.relPath ? -1 : a.relPath > b.relPath ? 1 : a.itemId - b.itemId

/** Everything that is thought to lie below a root, by path. */
export async function listItemsInRoot(reader: Reader, rootId: number, states: readonly ItemState[]): Promise<Item[]> {
  const items = await readInPages(
    PAGE,
    (after, limit) => itemsOf(pageOfItems(reader, { after, limit, states }).where('root_id', '=', rootId)),
    idOf,
  )
  return items.toSorted(byPath)
}

/** Since when the first of those lies complete and unknown, with its date read, and in no batch; null when none does. */
export async function findReadySince(reader: Reader, archiveId: number): Promise<number | null> {
  const row = await reader
    .selectFrom('archive_items')
    .select(({ fn, lit }) => fn.min(fn.coalesce('settled_at', lit(0))).as('since'))
    .where('archive_id', '=', archiveId)
    .where('state', '=', 'unique')
    .where('batch_id', 'is', null)
    .where('captured_refused', 'is not', null)
    .executeTakeFirst()
  return row?.since == null ? null : Number(row.since)
}

/** State by state: in the order of ids alone a database would read past everything that was ever filed. */
export async function listItemsInState(
  reader: Reader,
  archiveId: number,
  states: readonly ItemState[],
): Promise<Item[]> {
  const items: Item[] = []
  for (const state of states) {
    const found = await readInPages(
      PAGE,
      (after, limit) =>
        itemsOf(pageOfItems(reader, { after, limit, states: [state] }).where('archive_id', '=', archiveId)),
      idOf,
    )
    for (const item of found) items.push(item)
  }
  return items.toSorted(byPath)
}

export async function listBatchItems(reader: Reader, batchId: number, states: readonly ItemState[]): Promise<Item[]> {
  const items = await readInPages(
    PAGE,
    (after, limit) => itemsOf(pageOfItems(reader, { after, limit, states }).where('batch_id', '=', batchId)),
    idOf,
  )
  return items.toSorted(byPath)
}

const idOf = ({ itemId }: Item): number => itemId

/** Page by page: to make 20,000 of them at once would hold the server. */
const itemsOf = async (page: ReturnType<typeof pageOfItems>): Promise<Item[]> => (await page.execute()).map(toItem)

function pageOfItems(
  reader: Reader,
  { after, limit, states }: { after: number; limit: number; states: readonly ItemState[] },
) {
  return reader
    .selectFrom('archive_items')
    .selectAll()
    .where('state', 'in', states)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
}

/** Which items a list is about. */
interface ItemMatch {
  state?: ItemState
  batchId?: number
  month?: string
  text?: string
  inferredOnly?: boolean
  /** Only what never enters as it is, or only what does. */
  staysOut?: boolean | undefined
}

export interface ItemFilter extends ItemMatch {
  /** Ids below it. */
  before?: number
  limit: number
}

/** Newest first. */
export async function listItems(reader: Reader, archiveId: number, filter: ItemFilter): Promise<Item[]> {
  let query = matching(reader, filter)
    .selectAll()
    .where('archive_id', '=', archiveId)
    .orderBy('id', 'desc')
    .limit(filter.limit)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map(toItem)
}

export async function countItems(reader: Reader, archiveId: number, match: ItemMatch): Promise<number> {
  // The plus keeps SQLite from an index of the archive where that of the batch is six times as fast.
  const archive = match.batchId === undefined ? sql<number>`archive_id` : sql<number>`+archive_id`
  const { n } = await matching(reader, match)
    .select(({ fn }) => fn.countAll().as('n'))
    .where(archive, '=', archiveId)
    .executeTakeFirstOrThrow()
  return Number(n)
}

function matching(reader: Reader, filter: ItemMatch) {
  let query = reader.selectFrom('archive_items')
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.batchId !== undefined) query = query.where('batch_id', '=', filter.batchId)
  if (filter.month !== undefined) query = query.where('captured_month', '=', filter.month).where('state', '=', 'filed')
  if (filter.inferredOnly === true)
    query = query.where('captured_source', '=', 'mtime').where('captured_by_hand', '=', 0)
  if (filter.staysOut === true) query = query.where('state', '=', 'arriving').where('reason_code', 'in', STAYING)
  if (filter.staysOut === false)
    query = query.where(({ or, eb }) =>
      or([eb('state', '!=', 'arriving'), eb('reason_code', 'is', null), eb('reason_code', 'not in', STAYING)]),
    )
  if (filter.text !== undefined) {
    const pattern = `%${pathKey(filter.text).replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where(sql<boolean>`path_key like ${pattern} escape '\\'`)
  }
  return query
}

export async function countItemsIn(reader: Reader, rootId: number, states: readonly ItemState[]): Promise<number> {
  const row = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('root_id', '=', rootId)
    .where('state', 'in', states)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Items of a state in these roots that no batch speaks of, and those that a plan left behind when they are wanted. */
export async function countWaiting(
  reader: Reader,
  archiveId: number,
  { state, rootIds, left }: { state: LeftState; rootIds: readonly number[]; left: 'count' | 'skip' },
): Promise<number> {
  let query = reader
    .selectFrom('archive_items')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('archive_id', '=', archiveId)
    .where('state', '=', state)
    .where('batch_id', 'is', null)
    .where('root_id', 'in', rootIds)
  if (left === 'skip')
    query = query.where(({ or, eb }) =>
      or([eb('reason_code', 'is', null), eb('reason_code', 'not like', `${LEFT_PREFIX}%`)]),
    )
  return Number((await query.executeTakeFirstOrThrow()).count)
}

/** Which of these paths items in these states have: where they are now, or where they came from. */
export async function findTakenPaths(
  reader: Reader,
  place: { rootId: number; relPaths: readonly string[]; column: 'current' | 'source' },
  states: readonly ItemState[],
): Promise<string[]> {
  const root = place.column === 'current' ? ('root_id' as const) : ('source_root_id' as const)
  const path = place.column === 'current' ? ('rel_path' as const) : ('source_rel_path' as const)
  const rows = await reader
    .selectFrom('archive_items')
    .select(`${path} as path`)
    .where(root, '=', place.rootId)
    .where(path, 'in', place.relPaths)
    .where('state', 'in', states)
    .execute()
  return rows.map((row) => row.path)
}

/** All items of an asset. Cameras use their names again: what came under the same names at another time is another one. */
export async function listItemsInGroup(
  reader: Reader,
  item: Pick<Item, 'sourceRootId' | 'groupKey' | 'batchId'>,
): Promise<Item[]> {
  const rows = await reader
    .selectFrom('archive_items')
    .selectAll()
    .where('source_root_id', '=', item.sourceRootId)
    .where('group_key', '=', item.groupKey)
    .where('batch_id', item.batchId === null ? 'is' : '=', item.batchId)
    .where('state', '!=', 'gone')
    .orderBy('id')
    .execute()
  return rows.map(toItem)
}
