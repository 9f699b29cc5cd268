import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'
import type { ArchiveTables } from '../../db/tables/archive.ts'
import type { SaidCode } from '../model.ts'
import type { LackingFile, Sync } from './model.ts'

type Row = Selectable<ArchiveTables['archive_syncs']>

function toSync(row: Row): Sync {
  const { connection_id, place, folder_id, device_id, peer } = row
  return {
    batchId: row.batch_id,
    archiveId: row.archive_id,
    attempt: row.attempt,
    way:
      connection_id === null || place === null || folder_id === null || device_id === null || peer === null
        ? null
        : { connectionId: connection_id, place, folderId: folder_id, deviceId: device_id, peer },
    deliveryId: row.delivery_id,
    jobId: row.job_id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    lookedAt: row.looked_at,
    rescannedAt: row.rescanned_at,
    progressedAt: row.progressed_at,
    hold:
      row.hold_code === null
        ? null
        : { code: row.hold_code, params: JSON.parse(row.hold_params ?? '{}') as SaidCode['params'] },
    holdSince: row.hold_since,
    needItems: row.need_items,
    needBytes: row.need_bytes,
    doneBytes: row.done_bytes,
    bytesPerSecond: row.bytes_per_second,
    thereCount: row.there_count,
    provedAt: row.proved_at,
    lacking: JSON.parse(row.lacking ?? '[]') as LackingFile[],
  }
}

function toColumns(sync: Partial<Sync>): Partial<Row> {
  const { way, hold, lacking } = sync
  const columns: Partial<Row> = {}
  for (const [key, column] of Object.entries(PLAIN))
    if (key in sync) Object.assign(columns, { [column]: sync[key as keyof typeof PLAIN] })
  if (way !== undefined)
    Object.assign(columns, {
      connection_id: way?.connectionId ?? null,
      place: way?.place ?? null,
      folder_id: way?.folderId ?? null,
      device_id: way?.deviceId ?? null,
      peer: way?.peer ?? null,
    })
  if (hold !== undefined)
    Object.assign(columns, {
      hold_code: hold?.code ?? null,
      hold_params: hold === null ? null : JSON.stringify(hold.params),
    })
  if (lacking !== undefined) columns.lacking = lacking.length === 0 ? null : JSON.stringify(lacking)
  return columns
}

const PLAIN = {
  attempt: 'attempt',
  deliveryId: 'delivery_id',
  jobId: 'job_id',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  lookedAt: 'looked_at',
  rescannedAt: 'rescanned_at',
  progressedAt: 'progressed_at',
  holdSince: 'hold_since',
  needItems: 'need_items',
  needBytes: 'need_bytes',
  doneBytes: 'done_bytes',
  bytesPerSecond: 'bytes_per_second',
  thereCount: 'there_count',
  provedAt: 'proved_at',
} as const satisfies Partial<Record<keyof Sync, keyof Row>>

export async function findSync(reader: Reader, batchId: number): Promise<Sync | undefined> {
  const row = await reader.selectFrom('archive_syncs').selectAll().where('batch_id', '=', batchId).executeTakeFirst()
  return row === undefined ? undefined : toSync(row)
}

/** Those that have not ended, oldest first. */
export async function listOpenSyncs(reader: Reader, archiveId: number): Promise<Sync[]> {
  const rows = await reader
    .selectFrom('archive_syncs')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .where('ended_at', 'is', null)
    .orderBy('batch_id')
    .execute()
  return rows.map(toSync)
}

/** Newest first. */
export async function listRecentSyncs(reader: Reader, archiveId: number, limit: number): Promise<Sync[]> {
  const rows = await reader
    .selectFrom('archive_syncs')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .orderBy('batch_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toSync)
}

export const insertSync = (tx: Tx, { batchId, archiveId, attempt, startedAt }: Sync): Promise<unknown> =>
  tx
    .insertInto('archive_syncs')
    .values({
      ...NOTHING_YET,
      batch_id: batchId,
      archive_id: archiveId,
      attempt,
      started_at: startedAt,
      progressed_at: startedAt,
    })
    .execute()

const NOTHING_YET = {
  connection_id: null,
  place: null,
  folder_id: null,
  device_id: null,
  peer: null,
  delivery_id: null,
  job_id: null,
  ended_at: null,
  looked_at: null,
  rescanned_at: null,
  hold_code: null,
  hold_params: null,
  hold_since: null,
  need_items: null,
  need_bytes: null,
  done_bytes: 0,
  bytes_per_second: null,
  there_count: null,
  proved_at: null,
  lacking: null,
} as const satisfies Partial<Row>

export const changeSync = (tx: Tx, batchId: number, change: Partial<Sync>): Promise<unknown> =>
  tx.updateTable('archive_syncs').set(toColumns(change)).where('batch_id', '=', batchId).execute()

/** Batches on their way by what keeps them; an empty code for those that are not kept. For metrics. */
export async function countHolds(reader: Reader): Promise<{ code: string; count: number }[]> {
  const rows = await reader
    .selectFrom('archive_syncs')
    .select(({ fn }) => ['hold_code', fn.countAll<number>().as('count')])
    .where('ended_at', 'is', null)
    .groupBy('hold_code')
    .execute()
  return rows.map((row) => ({ code: row.hold_code ?? '', count: Number(row.count) }))
}

/** Bytes of all batches that were proven, bytes that are still needed, and their pace. For metrics. */
export async function sumSyncs(reader: Reader): Promise<{ needBytes: number; bytesPerSecond: number }> {
  const row = await reader
    .selectFrom('archive_syncs')
    .select(({ fn }) => [fn.sum<number>('need_bytes').as('need'), fn.sum<number>('bytes_per_second').as('rate')])
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { needBytes: Number(row.need ?? 0), bytesPerSecond: Number(row.rate ?? 0) }
}

/** Which of these bytes are on their way with a batch. */
export async function listWaitingHashes(reader: Reader, batchId: number, hashes: readonly string[]): Promise<string[]> {
  const waiting: string[] = []
  await inChunks(hashes, 1000, async (chunk) => {
    const rows = await reader
      .selectFrom('archive_items')
      .select('sha256')
      .where('batch_id', '=', batchId)
      .where('state', '=', 'batched')
      .where('sha256', 'in', chunk)
      .execute()
    waiting.push(...rows.flatMap(({ sha256 }) => sha256 ?? []))
  })
  return [...new Set(waiting)]
}
