import type { Reader } from '../../db/db.ts'
import { inChunks } from '../../db/in-chunks.ts'
import { type Item, ORIGINAL_STATES } from '../model.ts'
import { toItem } from './store.ts'

/*
 * Which files have the same bytes: originals, their copies, and what else is known of a hash.
 */

const CHUNK = 500

/** Everything that was ever known with these bytes, the newest first. */
export async function listItemsByHash(reader: Reader, archiveId: number, hashes: readonly string[]): Promise<Item[]> {
  const found: Item[] = []
  await inChunks(hashes, CHUNK, async (part) => {
    const rows = await reader
      .selectFrom('archive_items')
      .selectAll()
      .where('archive_id', '=', archiveId)
      .where('sha256', 'in', part)
      .orderBy('id', 'desc')
      .execute()
    found.push(...rows.map(toItem))
  })
  return found
}

/** Which of these sizes a file has that was taken or is held, outside of some roots. */
export async function findTakenSizes(
  reader: Reader,
  archiveId: number,
  { sizes, exceptRoots }: { sizes: readonly number[]; exceptRoots: readonly number[] },
): Promise<Set<number>> {
  const known = new Set<number>()
  await inChunks(sizes, CHUNK, async (part) => {
    const rows = await reader
      .selectFrom('archive_items')
      .select('size')
      .distinct()
      .where('archive_id', '=', archiveId)
      .where('size', 'in', part)
      .where(({ or, eb }) =>
        or([
          eb('state', 'in', ['batched', 'held']),
          eb.and([eb('state', '=', 'filed'), eb('root_id', 'not in', [0, ...exceptRoots])]),
        ]),
      )
      .execute()
    for (const row of rows) known.add(row.size)
  })
  return known
}

/** What the archive has already taken or planned to take, or a person held, by hash: the first item of each. */
export async function findOriginals(
  reader: Reader,
  archiveId: number,
  hashes: readonly string[],
): Promise<Map<string, Item>> {
  const originals = new Map<string, Item>()
  await inChunks(hashes, CHUNK, async (part) => {
    const rows = await reader
      .selectFrom('archive_items')
      .selectAll()
      .where('archive_id', '=', archiveId)
      .where('sha256', 'in', part)
      .where(({ or, and, eb }) =>
        or([eb('state', 'in', ORIGINAL_STATES), and([eb('state', '=', 'unique'), eb('batch_id', 'is not', null)])]),
      )
      .orderBy('id', 'desc')
      .execute()
    for (const row of rows) originals.set(String(row.sha256), toItem(row))
  })
  return originals
}

/** Duplicates whose original is not there any more. */
export async function listOrphanedDuplicates(reader: Reader, archiveId: number): Promise<Item[]> {
  const rows = await reader
    .selectFrom('archive_items as copy')
    .innerJoin('archive_items as original', 'original.id', 'copy.duplicate_of')
    .selectAll('copy')
    .where('copy.archive_id', '=', archiveId)
    .where('copy.state', '=', 'duplicate')
    .where('original.state', 'in', ['gone', 'trashed', 'duplicate', 'aside'])
    .orderBy('copy.id')
    .execute()
  return rows.map(toItem)
}

/** Copies that were put aside, of which nothing else holds the bytes any more. */
export async function listOnlyCopies(reader: Reader, archiveId: number): Promise<Item[]> {
  const rows = await reader
    .selectFrom('archive_items as copy')
    .innerJoin('archive_items as original', 'original.id', 'copy.duplicate_of')
    .selectAll('copy')
    .where('copy.archive_id', '=', archiveId)
    .where('copy.state', '=', 'aside')
    .where('original.state', 'in', ['gone', 'trashed'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('archive_items as other')
            .select('other.id')
            .where('other.archive_id', '=', archiveId)
            .whereRef('other.sha256', '=', 'copy.sha256')
            .where('other.state', 'in', [...ORIGINAL_STATES, 'unique']),
        ),
      ),
    )
    .orderBy('copy.id')
    .execute()
  return rows.map(toItem)
}

/** Original ids with copies, newest first. */
export async function listDuplicatedIds(
  reader: Reader,
  archiveId: number,
  page: { before?: number; limit: number },
): Promise<number[]> {
  let query = reader
    .selectFrom('archive_items')
    .select('duplicate_of')
    .distinct()
    .where('archive_id', '=', archiveId)
    .where('state', 'in', ['duplicate', 'aside', 'trashed'])
    .where('duplicate_of', 'is not', null)
    .orderBy('duplicate_of', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('duplicate_of', '<', page.before)
  return (await query.execute()).map((row) => Number(row.duplicate_of))
}

export async function listCopiesOf(reader: Reader, originalIds: readonly number[]): Promise<Item[]> {
  const copies: Item[] = []
  await inChunks(originalIds, CHUNK, async (part) => {
    const rows = await reader
      .selectFrom('archive_items')
      .selectAll()
      .where('duplicate_of', 'in', part)
      .where('state', 'in', ['duplicate', 'aside', 'trashed'])
      .orderBy('id')
      .execute()
    copies.push(...rows.map(toItem))
  })
  return copies
}
