import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'
import type { ArchiveTables } from '../../db/tables/archive.ts'
import type { SyncWay } from './model.ts'

type Row = Selectable<ArchiveTables['archive_peer_copies']>

/** A whole copy of a file that was seen at another machine, and that lies in the shared folder here as well. */
export interface ProvenCopy {
  itemId: number
  batchId: number
  connectionId: number
  deviceId: string
  /** What the other machine is called. */
  peer: string
  folderId: string
  /** Below the shared folder. */
  relPath: string
  size: number
  sha256: string
  /** Since when it is known to be there, epoch ms. */
  verifiedAt: number
  /** When it was last seen there: whoever deletes something on its strength looks again first. */
  lookedAt: number
  /** Since when it is known not to be there any more, though it lies in the shared folder here. */
  goneSince: number | null
}

const ROWS = 250
const IDS = 1000

const toCopy = (row: Row): ProvenCopy => ({
  itemId: row.item_id,
  batchId: row.batch_id,
  connectionId: row.connection_id,
  deviceId: row.device_id,
  peer: row.peer,
  folderId: row.folder_id,
  relPath: row.rel_path,
  size: row.size,
  sha256: row.sha256,
  verifiedAt: row.verified_at,
  lookedAt: row.looked_at,
  goneSince: row.missed_at === null ? null : row.withdrawn_at,
})

/** Seen just now. What was seen before and never withdrawn keeps the time since when it is known. */
export async function saveCopies(
  tx: Tx,
  copies: readonly Omit<ProvenCopy, 'verifiedAt' | 'lookedAt' | 'goneSince'>[],
  now: number,
): Promise<void> {
  await inChunks(copies, ROWS, (chunk) =>
    tx
      .insertInto('archive_peer_copies')
      .values(
        chunk.map((copy) => ({
          item_id: copy.itemId,
          batch_id: copy.batchId,
          connection_id: copy.connectionId,
          device_id: copy.deviceId,
          peer: copy.peer,
          folder_id: copy.folderId,
          rel_path: copy.relPath,
          size: copy.size,
          sha256: copy.sha256,
          verified_at: now,
          looked_at: now,
          withdrawn_at: null,
          missed_at: null,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['item_id', 'device_id', 'folder_id']).doUpdateSet((eb) => ({
          batch_id: eb.ref('excluded.batch_id'),
          connection_id: eb.ref('excluded.connection_id'),
          peer: eb.ref('excluded.peer'),
          rel_path: eb.ref('excluded.rel_path'),
          size: eb.ref('excluded.size'),
          sha256: eb.ref('excluded.sha256'),
          looked_at: eb.ref('excluded.looked_at'),
          verified_at: eb
            .case()
            .when('archive_peer_copies.withdrawn_at', 'is', null)
            .then(eb.ref('archive_peer_copies.verified_at'))
            .else(eb.ref('excluded.verified_at'))
            .end(),
          withdrawn_at: null,
          missed_at: null,
        })),
      )
      .execute(),
  )
}

/** They left the shared folder here: nobody looks for them there any more. */
export const withdrawCopies = (tx: Tx, itemIds: readonly number[], now: number): Promise<void> =>
  withdraw(tx, itemIds, { now, missedAt: null })

/** They lie in the shared folder here, and are not there any more. */
export const missCopies = (tx: Tx, itemIds: readonly number[], now: number): Promise<void> =>
  withdraw(tx, itemIds, { now, missedAt: now })

const withdraw = (
  tx: Tx,
  itemIds: readonly number[],
  { now, missedAt }: { now: number; missedAt: number | null },
): Promise<void> =>
  inChunks(itemIds, IDS, (chunk) =>
    tx
      .updateTable('archive_peer_copies')
      .set(({ fn, ref, val }) => ({ withdrawn_at: fn.coalesce(ref('withdrawn_at'), val(now)), missed_at: missedAt }))
      .where('item_id', 'in', chunk)
      .execute(),
  )

/** Which files a question is about. */
export type CopiesWanted = { itemIds: readonly number[] } | { sha256s: readonly string[] }

/**
 * Copies of these files that were proven at another machine, whole, and whose file still lies in the folder that is shared
 * with it; of what has left that folder nothing is known any more. In no order.
 */
export async function verifiedCopiesOf(reader: Reader, wanted: CopiesWanted): Promise<ProvenCopy[]> {
  const found: ProvenCopy[] = []
  const [column, values]: ['item_id' | 'sha256', readonly (number | string)[]] =
    'itemIds' in wanted ? ['item_id', wanted.itemIds] : ['sha256', wanted.sha256s]
  await inChunks(values, IDS, async (chunk) => {
    const rows = await reader
      .selectFrom('archive_peer_copies')
      .selectAll()
      .where(column, 'in', chunk as never)
      .where('withdrawn_at', 'is', null)
      .execute()
    found.push(...rows.map(toCopy))
  })
  return found
}

/** Of one batch, those that count no more among them. */
export async function listCopiesOfBatch(reader: Reader, batchId: number): Promise<ProvenCopy[]> {
  const rows = await reader.selectFrom('archive_peer_copies').selectAll().where('batch_id', '=', batchId).execute()
  return rows.map(toCopy)
}

/** Copies of a batch at one machine, in one folder. */
export interface CopiesAt {
  batchId: number
  way: Pick<SyncWay, 'deviceId' | 'folderId'>
}

const copiesAt = (reader: Reader, { batchId, way }: CopiesAt) =>
  reader
    .selectFrom('archive_peer_copies')
    .where('batch_id', '=', batchId)
    .where('device_id', '=', way.deviceId)
    .where('folder_id', '=', way.folderId)

/** Those that were not there any more, when they were last looked for. */
export async function listGone(reader: Reader, at: CopiesAt): Promise<ProvenCopy[]> {
  const rows = await copiesAt(reader, at).selectAll().where('missed_at', 'is not', null).orderBy('rel_path').execute()
  return rows.map(toCopy)
}

/** Which copies are to be looked at again. */
export interface DueCopies {
  archiveId: number
  /** Last seen there before that. */
  before: number
  /** Last looked for in vain before that. */
  missedBefore: number
}

/** Batches with such a copy, those first that were asked for the longest ago. */
export async function listDueBatches(
  reader: Reader,
  { archiveId, before, missedBefore }: DueCopies,
): Promise<number[]> {
  const rows = await reader
    .selectFrom('archive_peer_copies')
    .innerJoin('archive_batches', 'archive_batches.id', 'archive_peer_copies.batch_id')
    .select(({ fn }) => ['batch_id', fn.min(fn.coalesce('missed_at', 'looked_at')).as('asked_at')])
    .where('archive_batches.archive_id', '=', archiveId)
    .where(({ or, and, eb }) =>
      or([and([eb('withdrawn_at', 'is', null), eb('looked_at', '<', before)]), eb('missed_at', '<', missedBefore)]),
    )
    .groupBy('batch_id')
    .orderBy('asked_at')
    .execute()
  return rows.map((row) => row.batch_id)
}

/** Of those: how many there are, and where the one is that was seen there the longest ago. */
export async function sumDueCopies(
  reader: Reader,
  { archiveId, before }: Pick<DueCopies, 'archiveId' | 'before'>,
): Promise<{ count: number; connectionId: number; peer: string; lastSeenAt: number } | undefined> {
  const due = reader
    .selectFrom('archive_peer_copies')
    .innerJoin('archive_batches', 'archive_batches.id', 'archive_peer_copies.batch_id')
    .where('archive_batches.archive_id', '=', archiveId)
    .where('withdrawn_at', 'is', null)
    .where('looked_at', '<', before)
  const { count } = await due.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  const oldest = await due.select(['connection_id', 'peer', 'looked_at']).orderBy('looked_at').executeTakeFirst()
  if (oldest === undefined) return undefined
  const { connection_id: connectionId, peer, looked_at: lastSeenAt } = oldest
  return { count: Number(count), connectionId, peer, lastSeenAt }
}

/** How many are proven, and when they were last seen. */
export async function sumCopies(
  reader: Reader,
  at: CopiesAt,
): Promise<{ count: number; bytes: number; lookedAt: number | null }> {
  const row = await copiesAt(reader, at)
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number>('size').as('bytes'),
      fn.min('looked_at').as('looked_at'),
    ])
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow()
  return {
    count: Number(row.count),
    bytes: Number(row.bytes ?? 0),
    lookedAt: row.looked_at === null ? null : Number(row.looked_at),
  }
}
