import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { ArchiveTables } from '../../db/tables/archive.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import {
  type Batch,
  type BatchState,
  BLOCKING_STATES,
  LEFT_PREFIX,
  type LeftState,
  type SaidCode,
  VANISHED,
} from '../model.ts'

type Row = Selectable<ArchiveTables['archive_batches']>

function toBatch(row: Row): Batch {
  return {
    batchId: row.id,
    archiveId: row.archive_id,
    number: row.number,
    name: row.name,
    state: row.state,
    fileCount: row.file_count,
    sizeBytes: row.size_bytes,
    createdAt: row.created_at,
    syncedAt: row.synced_at,
    sortedAt: row.sorted_at,
    takePlanId: row.take_plan_id,
    sortPlanId: row.sort_plan_id,
    runId: row.run_id,
    reason:
      row.error_code === null
        ? null
        : { code: row.error_code, params: JSON.parse(row.error_params ?? '{}') as SaidCode['params'] },
  }
}

export async function findBatch(reader: Reader, batchId: number): Promise<Batch | undefined> {
  const row = await reader.selectFrom('archive_batches').selectAll().where('id', '=', batchId).executeTakeFirst()
  return row === undefined ? undefined : toBatch(row)
}

/** @throws NotFoundError `archive/no-such-batch` */
export async function getBatch(reader: Reader, batchId: number): Promise<Batch> {
  const batch = await findBatch(reader, batchId)
  if (batch === undefined) throw new NotFoundError('archive/no-such-batch', { params: { batchId } })
  return batch
}

export async function findBatchByName(reader: Reader, archiveId: number, name: string): Promise<Batch | undefined> {
  const row = await reader
    .selectFrom('archive_batches')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : toBatch(row)
}

export interface BatchFilter {
  states?: readonly BatchState[]
  before?: number
  limit: number
}

/** Newest first. */
export async function listBatches(reader: Reader, archiveId: number, filter: BatchFilter): Promise<Batch[]> {
  let query = reader
    .selectFrom('archive_batches')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .orderBy('id', 'desc')
    .limit(filter.limit)
  if (filter.states !== undefined) query = query.where('state', 'in', filter.states)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map(toBatch)
}

/** Batches that are not sorted yet, oldest first. */
export async function listBlockingBatches(reader: Reader, archiveId: number): Promise<Batch[]> {
  const rows = await reader
    .selectFrom('archive_batches')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .where('state', 'in', BLOCKING_STATES)
    .orderBy('id')
    .execute()
  return rows.map(toBatch)
}

/** What the run reserved and has not planned yet. */
export async function findReservedBatch(reader: Reader, runId: number): Promise<Batch | undefined> {
  const row = await reader
    .selectFrom('archive_batches')
    .selectAll()
    .where('run_id', '=', runId)
    .where('state', '=', 'CREATING')
    .where('take_plan_id', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : toBatch(row)
}

/** What the run has planned, unless that was given up since. */
export async function findPlannedBatch(reader: Reader, runId: number): Promise<Batch | undefined> {
  const row = await reader
    .selectFrom('archive_batches')
    .selectAll()
    .where('run_id', '=', runId)
    .where('state', '!=', 'ABANDONED')
    .where('take_plan_id', 'is not', null)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row === undefined ? undefined : toBatch(row)
}

/** The newest plans of the batches that a run took. */
export async function listPlanIdsOfRun(reader: Reader, runId: number): Promise<number[]> {
  const rows = await reader
    .selectFrom('archive_batches')
    .select(['take_plan_id', 'sort_plan_id'])
    .where('run_id', '=', runId)
    .execute()
  return rows.flatMap((row) => [row.take_plan_id ?? [], row.sort_plan_id ?? []].flat())
}

/**
 * Batches in these states that hold something for the next step, oldest first; those put back by an undo wait for a
 * person.
 */
export async function listFreeBatches(
  reader: Reader,
  archiveId: number,
  states: readonly BatchState[],
): Promise<Batch[]> {
  const rows = await reader
    .selectFrom('archive_batches')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .where('state', 'in', states)
    .where('error_code', 'is', null)
    .where('sort_plan_id', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(toBatch)
}

export async function nextBatchNumber(tx: Tx, archiveId: number): Promise<number> {
  const row = await tx
    .selectFrom('archive_batches')
    .select(({ fn }) => fn.max('number').as('newest'))
    .where('archive_id', '=', archiveId)
    .executeTakeFirst()
  return Number(row?.newest ?? 0) + 1
}

export async function insertBatch(
  tx: Tx,
  batch: Pick<Batch, 'archiveId' | 'number' | 'name' | 'createdAt' | 'runId'>,
): Promise<number> {
  const { id } = await tx
    .insertInto('archive_batches')
    .values({
      archive_id: batch.archiveId,
      number: batch.number,
      name: batch.name,
      state: 'CREATING',
      file_count: 0,
      size_bytes: 0,
      created_at: batch.createdAt,
      synced_at: null,
      sorted_at: null,
      take_plan_id: null,
      sort_plan_id: null,
      run_id: batch.runId,
      error_code: null,
      error_params: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type BatchChange = Partial<
  Pick<
    Batch,
    'state' | 'fileCount' | 'sizeBytes' | 'syncedAt' | 'sortedAt' | 'takePlanId' | 'sortPlanId' | 'runId' | 'reason'
  >
>

/** @returns false when it was in none of the states of `from`; without it any state will do */
export async function changeBatch(
  tx: Tx,
  batchId: number,
  { from, ...change }: BatchChange & { from?: readonly BatchState[] },
): Promise<boolean> {
  const columns = {
    ...(change.state === undefined ? {} : { state: change.state }),
    ...(change.fileCount === undefined ? {} : { file_count: change.fileCount }),
    ...(change.sizeBytes === undefined ? {} : { size_bytes: change.sizeBytes }),
    ...(change.syncedAt === undefined ? {} : { synced_at: change.syncedAt }),
    ...(change.sortedAt === undefined ? {} : { sorted_at: change.sortedAt }),
    ...(change.takePlanId === undefined ? {} : { take_plan_id: change.takePlanId }),
    ...(change.sortPlanId === undefined ? {} : { sort_plan_id: change.sortPlanId }),
    ...(change.runId === undefined ? {} : { run_id: change.runId }),
    ...(change.reason === undefined
      ? {}
      : {
          error_code: change.reason?.code ?? null,
          error_params: change.reason === null ? null : JSON.stringify(change.reason.params),
        }),
  }
  let query = tx.updateTable('archive_batches').set(columns).where('id', '=', batchId)
  if (from !== undefined) query = query.where('state', 'in', from)
  return (await query.executeTakeFirstOrThrow()).numUpdatedRows > 0n
}

/** For metrics: of all batches together. */
export async function countBatches(
  reader: Reader,
): Promise<{ stopped: number; syncedFiles: number; syncedBytes: number }> {
  const stopped = await reader
    .selectFrom('archive_batches')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', '=', 'ERROR')
    .where('synced_at', 'is', null)
    .executeTakeFirstOrThrow()
  const synced = await reader
    .selectFrom('archive_batches')
    .select(({ fn }) => [fn.sum<number>('file_count').as('files'), fn.sum<number>('size_bytes').as('bytes')])
    .where('synced_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return {
    stopped: Number(stopped.count),
    syncedFiles: Number(synced.files ?? 0),
    syncedBytes: Number(synced.bytes ?? 0),
  }
}

export async function countFiled(reader: Reader, batchIds: readonly number[]): Promise<Map<number, number>> {
  if (batchIds.length === 0) return new Map()
  const rows = await reader
    .selectFrom('archive_items')
    .select(({ fn }) => ['batch_id', fn.countAll<number>().as('count')])
    .where('batch_id', 'in', batchIds)
    .where('state', '=', 'filed')
    .groupBy('batch_id')
    .execute()
  return new Map(rows.map((row) => [Number(row.batch_id), Number(row.count)]))
}

/** Items that a plan could not move, by path. */
export async function findLeftBehind(
  reader: Reader,
  archiveId: number,
  state: LeftState,
): Promise<{ count: number; first: { relPath: string; reason: SaidCode } | undefined }> {
  const left = reader
    .selectFrom('archive_items')
    .where('archive_id', '=', archiveId)
    .where('state', '=', state)
    .where('reason_code', 'like', `${LEFT_PREFIX}%`)
  const { count } = await left.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  const row = await left
    .select(['rel_path', 'reason_code', 'reason_params'])
    // One that was held back for another says nothing about the cause.
    .orderBy((eb) => eb.case().when('reason_code', '=', 'transfer/group-held').then(1).else(0).end())
    .orderBy('rel_path')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return { count: 0, first: undefined }
  const params = JSON.parse(row.reason_params ?? '{}') as SaidCode['params']
  return { count: Number(count), first: { relPath: row.rel_path, reason: { code: String(row.reason_code), params } } }
}

/** Items that had vanished from the batch when it was sorted. */
export async function listMissingIds(reader: Reader, batchId: number): Promise<number[]> {
  const rows = await reader
    .selectFrom('archive_items')
    .select('id')
    .where('batch_id', '=', batchId)
    .where('state', '=', 'gone')
    .where('reason_code', '=', VANISHED.code)
    .execute()
  return rows.map((row) => row.id)
}

/** A batch that a run reserved and then never planned blocks no other. */
export async function giveBackUnplanned(tx: Tx, runId: number): Promise<void> {
  await tx
    .updateTable('archive_batches')
    .set({ state: 'ABANDONED' })
    .where('run_id', '=', runId)
    .where('state', '=', 'CREATING')
    .where('take_plan_id', 'is', null)
    .execute()
}
