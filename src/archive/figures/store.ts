import { sql } from 'kysely'
import type { Reader } from '../../db/db.ts'
import type { ItemState, MediaKind } from '../model.ts'

export interface CountAndBytes {
  count: number
  bytes: number
}

export async function countByState(reader: Reader, archiveId: number): Promise<Map<ItemState, CountAndBytes>> {
  const rows = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count'), fn.sum<number>('size').as('bytes')])
    .where('archive_id', '=', archiveId)
    .groupBy('state')
    .execute()
  return new Map(rows.map((row) => [row.state, { count: Number(row.count), bytes: Number(row.bytes) }]))
}

export async function countFiledSince(reader: Reader, archiveId: number, since: number): Promise<CountAndBytes> {
  const row = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.coalesce(fn.sum<number>('size'), sql<number>`0`).as('bytes'),
    ])
    .where('archive_id', '=', archiveId)
    .where('filed_at', '>=', since)
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), bytes: Number(row.bytes) }
}

/** Filed items whose date is only the file's time. */
export async function countInferred(reader: Reader, archiveId: number): Promise<number> {
  const row = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('archive_id', '=', archiveId)
    .where('state', '=', 'filed')
    .where('captured_source', '=', 'mtime')
    .where('captured_by_hand', '=', 0)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function sumByKind(
  reader: Reader,
  archiveId: number,
): Promise<{ kind: MediaKind; state: ItemState; count: number; bytes: number }[]> {
  const rows = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => ['media_kind', 'state', fn.countAll<number>().as('count'), fn.sum<number>('size').as('bytes')])
    .where('archive_id', '=', archiveId)
    .where('state', 'in', ['filed', 'aside', 'trashed'])
    .groupBy(['media_kind', 'state'])
    .execute()
  return rows.map((row) => ({
    kind: row.media_kind,
    state: row.state,
    count: Number(row.count),
    bytes: Number(row.bytes),
  }))
}

export async function sumByMonth(
  reader: Reader,
  archiveId: number,
): Promise<{ month: string; count: number; bytes: number }[]> {
  const rows = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => ['captured_month', fn.countAll<number>().as('count'), fn.sum<number>('size').as('bytes')])
    .where('archive_id', '=', archiveId)
    .where('state', '=', 'filed')
    .where('captured_month', 'is not', null)
    .groupBy('captured_month')
    .orderBy('captured_month')
    .execute()
  return rows.map((row) => ({ month: String(row.captured_month), count: Number(row.count), bytes: Number(row.bytes) }))
}

const DAY_MS = 86_400_000

/** Filed items and duplicates by day number since the epoch (UTC). */
export async function sumByDay(reader: Reader, archiveId: number, since: number) {
  const filedDay = sql<number>`filed_at / ${sql.lit(DAY_MS)}`
  const seenDay = sql<number>`first_seen_at / ${sql.lit(DAY_MS)}`
  const filed = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => [filedDay.as('day'), fn.countAll<number>().as('count'), fn.sum<number>('size').as('bytes')])
    .where('archive_id', '=', archiveId)
    .where('filed_at', '>=', since)
    .groupBy(filedDay)
    .execute()
  const duplicates = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => [seenDay.as('day'), fn.countAll<number>().as('count')])
    .where('archive_id', '=', archiveId)
    .where('state', 'in', ['duplicate', 'aside', 'trashed'])
    .where('first_seen_at', '>=', since)
    .groupBy(seenDay)
    .execute()
  return { filed, duplicates }
}

/** Filed files and duplicates that belong to batches of a run. */
export async function countOfRun(reader: Reader, runId: number): Promise<{ filed: number; batched: number }> {
  const rows = await reader
    .selectFrom('archive_items')
    .innerJoin('archive_batches', 'archive_batches.id', 'archive_items.batch_id')
    .select(({ fn }) => ['archive_items.state', fn.countAll<number>().as('count')])
    .where('archive_batches.run_id', '=', runId)
    .groupBy('archive_items.state')
    .execute()
  const of = (state: ItemState): number => Number(rows.find((row) => row.state === state)?.count ?? 0)
  return { filed: of('filed'), batched: of('batched') }
}
