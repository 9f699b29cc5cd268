import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'
import type { ArchiveTables } from '../../db/tables/archive.ts'
import type { Finding } from './model.ts'

const IDS = 500

type FindingRow = Selectable<ArchiveTables['archive_findings']>

const toFinding = (row: FindingRow): Finding => ({
  findingId: row.id,
  itemId: row.item_id,
  checkId: row.check_id,
  kind: row.kind,
  expectedSha256: row.expected_sha256,
  foundSha256: row.found_sha256,
  foundIdentity: row.found_identity,
  errno: row.errno,
  foundAt: row.found_at,
  state: row.state,
  decidedAt: row.decided_at,
  decidedBy: row.decided_by,
})

export async function openFinding(
  tx: Tx,
  archiveId: number,
  finding: Omit<Finding, 'findingId' | 'state' | 'decidedAt' | 'decidedBy'>,
): Promise<boolean> {
  const columns = {
    check_id: finding.checkId,
    kind: finding.kind,
    expected_sha256: finding.expectedSha256,
    found_sha256: finding.foundSha256,
    found_identity: finding.foundIdentity,
    errno: finding.errno,
  }
  const known = await tx
    .updateTable('archive_findings')
    .set(columns)
    .where('item_id', '=', finding.itemId)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow()
  if (known.numUpdatedRows > 0n) return false
  await tx
    .insertInto('archive_findings')
    .values({
      ...columns,
      archive_id: archiveId,
      item_id: finding.itemId,
      found_at: finding.foundAt,
      state: 'open',
      decided_at: null,
      decided_by: null,
    })
    .execute()
  return true
}

/** @returns how many were open */
export async function closeFindings(
  tx: Tx,
  itemIds: readonly number[],
  end: { state: 'accepted' | 'mended'; at: number; by: string },
): Promise<number> {
  let closed = 0
  await inChunks(itemIds, IDS, async (ids) => {
    const { numUpdatedRows } = await tx
      .updateTable('archive_findings')
      .set({ state: end.state, decided_at: end.at, decided_by: end.by })
      .where('item_id', 'in', ids)
      .where('state', '=', 'open')
      .executeTakeFirstOrThrow()
    closed += Number(numUpdatedRows)
  })
  return closed
}

export async function findFinding(reader: Reader, findingId: number): Promise<Finding | undefined> {
  const row = await reader.selectFrom('archive_findings').selectAll().where('id', '=', findingId).executeTakeFirst()
  return row === undefined ? undefined : toFinding(row)
}

/** Newest first. */
export async function listFindings(
  reader: Reader,
  archiveId: number,
  page: { state: Finding['state']; before?: number; limit: number },
): Promise<Finding[]> {
  let query = reader
    .selectFrom('archive_findings')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .where('state', '=', page.state)
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return (await query.execute()).map(toFinding)
}

/** Those of them that are open. */
export async function listOpenOf(reader: Reader, itemIds: readonly number[]): Promise<Finding[]> {
  const found: Finding[] = []
  for (let start = 0; start < itemIds.length; start += IDS) {
    const rows = await reader
      .selectFrom('archive_findings')
      .selectAll()
      .where('item_id', 'in', itemIds.slice(start, start + IDS))
      .where('state', '=', 'open')
      .execute()
    found.push(...rows.map(toFinding))
  }
  return found
}

/** How many are open of each kind, and the first of each by path. */
export async function sumOpen(
  reader: Reader,
  archiveId: number,
): Promise<{ kind: Finding['kind']; count: number; first: string }[]> {
  const rows = await reader
    .selectFrom('archive_findings as finding')
    .innerJoin('archive_items as item', 'item.id', 'finding.item_id')
    .select(({ fn }) => ['finding.kind', fn.countAll<number>().as('count'), fn.min('item.rel_path').as('first')])
    .where('finding.archive_id', '=', archiveId)
    .where('finding.state', '=', 'open')
    .groupBy('finding.kind')
    .execute()
  return rows.map((row) => ({ kind: row.kind, count: Number(row.count), first: String(row.first) }))
}
