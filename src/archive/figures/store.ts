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

/** Each zone's days begin on one. */
const QUARTER_HOUR_MS = 900_000

/** Filed items and duplicates by the quarter of an hour, of which `at` is the beginning. */
export async function sumByQuarterHour(reader: Reader, archiveId: number, since: number) {
  const filedIn = sql<number>`filed_at / ${sql.lit(QUARTER_HOUR_MS)}`
  const seenIn = sql<number>`first_seen_at / ${sql.lit(QUARTER_HOUR_MS)}`
  const filed = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => [filedIn.as('quarter'), fn.countAll<number>().as('count'), fn.sum<number>('size').as('bytes')])
    .where('archive_id', '=', archiveId)
    .where('filed_at', '>=', since)
    .groupBy(filedIn)
    .execute()
  const duplicates = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => [seenIn.as('quarter'), fn.countAll<number>().as('count')])
    .where('archive_id', '=', archiveId)
    .where('state', 'in', ['duplicate', 'aside', 'trashed'])
    .where('first_seen_at', '>=', since)
    .groupBy(seenIn)
    .execute()
  const at = (quarter: number): number => Number(quarter) * QUARTER_HOUR_MS
  return {
    filed: filed.map((row) => ({ at: at(row.quarter), count: Number(row.count), bytes: Number(row.bytes) })),
    duplicates: duplicates.map((row) => ({ at: at(row.quarter), count: Number(row.count) })),
  }
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
