import { type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'
import type { ArchiveTables } from '../../db/tables/archive.ts'
import { pathKey } from '../../media/path-key.ts'
import { AGES_DAYS, type Check, type CheckScope, type DueFile, type ReadBy } from './model.ts'

const ROWS = 250
const PATHS = 500
const DAY_MS = 86_400_000

type CheckRow = Selectable<ArchiveTables['archive_checks']>

const toCheck = (row: CheckRow): Check => ({
  checkId: row.id,
  archiveId: row.archive_id,
  jobId: row.job_id,
  runId: row.run_id,
  scope: row.scope,
  folder: row.folder,
  state: row.state,
  actor: row.actor,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  filesRead: row.files_read,
  bytesRead: row.bytes_read,
  filesAdded: row.files_added,
  findings: row.findings,
})

/** The check that the job does: the row of an earlier attempt, which is no longer over, or a new one. */
export async function ensureCheck(
  tx: Tx,
  wanted: Pick<Check, 'archiveId' | 'jobId' | 'runId' | 'scope' | 'folder' | 'actor' | 'startedAt'>,
): Promise<Check> {
  const known = await tx
    .updateTable('archive_checks')
    .set({ state: 'running', finished_at: null })
    .where('job_id', '=', wanted.jobId)
    .returningAll()
    .executeTakeFirst()
  if (known !== undefined) return toCheck(known)
  const row = await tx
    .insertInto('archive_checks')
    .values({
      archive_id: wanted.archiveId,
      job_id: wanted.jobId,
      run_id: wanted.runId,
      scope: wanted.scope,
      folder: wanted.folder,
      state: 'running',
      actor: wanted.actor,
      started_at: wanted.startedAt,
      finished_at: null,
      files_read: 0,
      bytes_read: 0,
      files_added: 0,
      findings: 0,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toCheck(row)
}

export async function countUp(
  tx: Tx,
  checkId: number,
  by: { filesRead?: number; bytesRead?: number; filesAdded?: number; findings?: number },
): Promise<void> {
  await tx
    .updateTable('archive_checks')
    .set(({ eb }) => ({
      files_read: eb('files_read', '+', by.filesRead ?? 0),
      bytes_read: eb('bytes_read', '+', by.bytesRead ?? 0),
      files_added: eb('files_added', '+', by.filesAdded ?? 0),
      findings: eb('findings', '+', by.findings ?? 0),
    }))
    .where('id', '=', checkId)
    .execute()
}

export async function endCheck(
  tx: Tx,
  jobId: number,
  end: { state: Check['state']; finishedAt: number },
): Promise<void> {
  await tx
    .updateTable('archive_checks')
    .set({ state: end.state, finished_at: end.finishedAt })
    .where('job_id', '=', jobId)
    .where('state', '=', 'running')
    .execute()
}

export async function findCheck(reader: Reader, checkId: number): Promise<Check | undefined> {
  const row = await reader.selectFrom('archive_checks').selectAll().where('id', '=', checkId).executeTakeFirst()
  return row === undefined ? undefined : toCheck(row)
}

/** Newest first. */
export async function listChecks(
  reader: Reader,
  archiveId: number,
  page: { before?: number; limit: number },
): Promise<Check[]> {
  let query = reader
    .selectFrom('archive_checks')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return (await query.execute()).map(toCheck)
}

/** Which filed files a check is about. */
export interface Extent {
  rootId: number
  scope: CheckScope
  /** A folder below the root, or one file; empty for all. */
  folder: string
  /** Those that were looked at since are done. */
  before: number
}

/** Never looked at first, then those whose last look is the longest ago. */
export async function listDue(
  reader: Reader,
  extent: Extent,
  { after, limit }: { after: Pick<DueFile, 'checkedAt' | 'itemId'> | undefined; limit: number },
): Promise<DueFile[]> {
  let query = within(reader, extent)
    .select(['id', 'rel_path', 'rel_raw', 'size', 'identity', 'read_identity', 'sha256', 'checked_at'])
    .orderBy('checked_at')
    .orderBy('id')
    .limit(limit)
  if (after !== undefined)
    query = query
      .where('checked_at', '>=', after.checkedAt)
      .where(({ or, eb }) => or([eb('checked_at', '>', after.checkedAt), eb('id', '>', after.itemId)]))
  const rows = await query.execute()
  return rows.map((row) => ({
    itemId: row.id,
    relPath: row.rel_path,
    relRaw: row.rel_raw,
    size: row.size,
    identity: row.read_identity ?? row.identity,
    sha256: row.sha256,
    checkedAt: row.checked_at,
  }))
}

export async function sumDue(reader: Reader, extent: Extent): Promise<{ files: number; bytes: number }> {
  const row = await within(reader, extent)
    .select(({ fn }) => [fn.countAll<number>().as('files'), fn.sum<number | null>('size').as('bytes')])
    .executeTakeFirstOrThrow()
  return { files: Number(row.files), bytes: Number(row.bytes ?? 0) }
}

function within(reader: Reader, { rootId, scope, folder, before }: Extent) {
  let query = reader
    .selectFrom('archive_items')
    .where('root_id', '=', rootId)
    .where('state', '=', 'filed')
    .where('checked_at', '<', before)
  if (scope === 'new') query = query.where('read_at', 'is', null)
  // `0` is what follows `/`: all that begins with the folder's name and a slash.
  if (folder !== '')
    query = query.where(({ or, and, eb }) =>
      or([eb('rel_path', '=', folder), and([eb('rel_path', '>=', `${folder}/`), eb('rel_path', '<', `${folder}0`)])]),
    )
  return query
}

/** Whether a filed file was never looked at. */
export async function hasUnread(reader: Reader, rootId: number): Promise<boolean> {
  const unread = { rootId, scope: 'new', folder: '', before: 1 } as const
  return (await within(reader, unread).select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Filed files at these paths. */
export async function findFiledAt(
  reader: Reader,
  rootId: number,
  relPaths: readonly string[],
): Promise<{ itemId: number; relPath: string; relRaw: string | null }[]> {
  const found: { itemId: number; relPath: string; relRaw: string | null }[] = []
  for (let start = 0; start < relPaths.length; start += PATHS) {
    const rows = await reader
      .selectFrom('archive_items')
      .select(['id', 'rel_path', 'rel_raw', 'state'])
      .where('root_id', '=', rootId)
      .where('rel_path', 'in', relPaths.slice(start, start + PATHS))
      .execute()
    const filed = rows.filter(({ state }) => state === 'filed')
    found.push(...filed.map((row) => ({ itemId: row.id, relPath: row.rel_path, relRaw: row.rel_raw })))
  }
  return found
}

/** Filed files of the extent by ascending id, whenever they were looked at. */
export async function pageOfFiled(
  reader: Reader,
  { rootId, folder }: Pick<Extent, 'rootId' | 'folder'>,
  page: { after: number; limit: number },
): Promise<DueFile[]> {
  const rows = await within(reader, { rootId, folder, scope: 'all', before: Number.MAX_SAFE_INTEGER })
    .select(['id', 'rel_path', 'rel_raw', 'size', 'identity', 'sha256', 'checked_at'])
    .where('id', '>', page.after)
    .orderBy('id')
    .limit(page.limit)
    .execute()
  return rows.map((row) => ({
    itemId: row.id,
    relPath: row.rel_path,
    relRaw: row.rel_raw,
    size: row.size,
    identity: row.identity,
    sha256: row.sha256,
    checkedAt: row.checked_at,
  }))
}

export interface Reading {
  itemId: number
  identity: string
  sha256: string
  size: number
  mtimeMs: number
  at: number
  by: ReadBy
}

/** The bytes were read and are those on record, which they become when there were none. */
export async function writeReadings(tx: Tx, readings: readonly Reading[]): Promise<void> {
  await inChunks(readings, ROWS, (chunk) => {
    const rows = chunk.map(
      ({ itemId, identity, sha256, size, mtimeMs, at, by }) =>
        sql`(cast(${itemId} as bigint), ${identity}, ${sha256}, cast(${size} as bigint), cast(${mtimeMs} as bigint), cast(${at} as bigint), ${by})`,
    )
    return sql`
      with readings(item, ident, hash, bytes, written, at, reader) as (values ${sql.join(rows)})
      update archive_items set checked_at = readings.at, read_at = readings.at, read_by = readings.reader,
        read_identity = readings.ident, sha256 = readings.hash, identity = readings.ident, size = readings.bytes,
        mtime_ms = readings.written
      from readings where archive_items.id = readings.item`.execute(tx)
  })
}

/** They were read, and nothing of them is otherwise than it stands in the row: no index but that of the looks is touched. */
export async function confirmReadings(
  tx: Tx,
  itemIds: readonly number[],
  { at, by }: Pick<Reading, 'at' | 'by'>,
): Promise<void> {
  await inChunks(itemIds, PATHS, (ids) =>
    tx
      .updateTable('archive_items')
      .set(({ fn, ref }) => ({
        checked_at: at,
        read_at: at,
        read_by: by,
        read_identity: fn.coalesce(ref('read_identity'), ref('identity')),
      }))
      .where('id', 'in', ids)
      .execute(),
  )
}

/** A copy that was read back from the disk as it was made, with the bytes on record. */
export type ReadBack = Pick<Reading, 'itemId' | 'identity' | 'at'>

export async function keepReadBacks(tx: Tx, readBacks: readonly ReadBack[]): Promise<void> {
  await inChunks(readBacks, ROWS, (chunk) => {
    const rows = chunk.map(
      ({ itemId, identity, at }) => sql`(cast(${itemId} as bigint), ${identity}, cast(${at} as bigint))`,
    )
    return sql`
      with copies(item, ident, at) as (values ${sql.join(rows)})
      update archive_items set checked_at = copies.at, read_at = copies.at, read_by = 'move',
        read_identity = copies.ident, identity = copies.ident
      from copies where archive_items.id = copies.item`.execute(tx)
  })
}

/** The files that were read are there no more. */
export async function forgetReadings(tx: Tx, itemIds: readonly number[]): Promise<void> {
  await inChunks(itemIds, PATHS, (ids) =>
    tx
      .updateTable('archive_items')
      .set({ checked_at: 0, read_at: null, read_by: null, read_identity: null })
      .where('id', 'in', ids)
      .execute(),
  )
}

/** A move of ours gave them another name: the bytes that were read are the same, only the ctime is not. */
export async function forgetReadTime(tx: Tx, itemIds: readonly number[]): Promise<void> {
  await inChunks(itemIds, PATHS, async (ids) => {
    const rows = await tx
      .selectFrom('archive_items')
      .select(['id', 'read_identity'])
      .where('id', 'in', ids)
      .where('read_identity', 'is not', null)
      .execute()
    for (const { id, read_identity } of rows) {
      const identity = String(read_identity).replace(/[^:]*$/, '')
      await tx.updateTable('archive_items').set({ read_identity: identity }).where('id', '=', id).execute()
    }
  })
}

/** They were looked at, and their bytes are not known to be right. */
export async function writeLooks(tx: Tx, itemIds: readonly number[], at: number): Promise<void> {
  await inChunks(itemIds, PATHS, (ids) =>
    tx
      .updateTable('archive_items')
      .set({ checked_at: at, read_at: null, read_by: null, read_identity: null })
      .where('id', 'in', ids)
      .execute(),
  )
}

/** A person gave it another name: the same file at another place. */
export async function setPlace(
  tx: Tx,
  itemId: number,
  { relPath, relRaw }: Pick<DueFile, 'relPath' | 'relRaw'>,
): Promise<void> {
  await tx
    .updateTable('archive_items')
    .set({ rel_path: relPath, rel_raw: relRaw, path_key: pathKey(relPath) })
    .where('id', '=', itemId)
    .where('state', '=', 'filed')
    .execute()
}

export interface ReadFacts {
  readAt: number | null
  readBy: ReadBy | null
  readIdentity: string | null
  checkedAt: number
}

/** What is known of the last reading of each. */
export async function findReadings(reader: Reader, itemIds: readonly number[]): Promise<Map<number, ReadFacts>> {
  const found = new Map<number, ReadFacts>()
  for (let start = 0; start < itemIds.length; start += PATHS) {
    const rows = await reader
      .selectFrom('archive_items')
      .select(['id', 'read_at', 'read_by', 'read_identity', 'checked_at'])
      .where('id', 'in', itemIds.slice(start, start + PATHS))
      .execute()
    for (const row of rows)
      found.set(row.id, {
        readAt: row.read_at,
        readBy: row.read_by,
        readIdentity: row.read_identity,
        checkedAt: row.checked_at,
      })
  }
  return found
}

/** Filed files by how long ago they were last looked at: one count for each age, then older ones, then those that never were. */
export async function countByAge(reader: Reader, rootId: number, now: number): Promise<number[]> {
  const edges = [Number.MAX_SAFE_INTEGER, ...AGES_DAYS.map((days) => now - days * DAY_MS), 1, 0]
  const counts: number[] = []
  for (const [index, upper] of edges.slice(0, -1).entries()) {
    const { n } = await reader
      .selectFrom('archive_items')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('root_id', '=', rootId)
      .where('state', '=', 'filed')
      .where('checked_at', '>=', edges[index + 1] ?? 0)
      .where('checked_at', '<', upper)
      .executeTakeFirstOrThrow()
    counts.push(Number(n))
  }
  return counts
}
