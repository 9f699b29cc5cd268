import { type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { LibraryTables } from '../../../db/tables/library.ts'
import type { Blob, Ending } from '../model.ts'
import type { TakenBlob } from './take-picture.ts'

type BlobRow = Selectable<LibraryTables['library_blobs']>

const toBlob = (row: BlobRow): Blob => ({
  sha256: row.sha256,
  ending: row.ending as Ending,
  size: row.size,
  width: row.width,
  height: row.height,
  look: row.look,
  damagedSince: row.damaged_since,
})

export async function findBlob(reader: Reader, sha256: string): Promise<Blob | undefined> {
  const row = await reader.selectFrom('library_blobs').selectAll().where('sha256', '=', sha256).executeTakeFirst()
  return row === undefined ? undefined : toBlob(row)
}

const AT_ONCE = 500

export async function findBlobs(reader: Reader, hashes: Iterable<string>): Promise<Map<string, Blob>> {
  const all = [...new Set(hashes)]
  const found = new Map<string, Blob>()
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const rows = await reader
      .selectFrom('library_blobs')
      .selectAll()
      .where('sha256', 'in', all.slice(start, start + AT_ONCE))
      .execute()
    for (const row of rows) found.set(row.sha256, toBlob(row))
  }
  return found
}

/** They are in the cache now, whole, and something uses them. */
export async function saveBlobs(tx: Tx, blobs: readonly TakenBlob[], now: number): Promise<void> {
  const unique = [...new Map(blobs.map((blob) => [blob.sha256, blob])).values()]
  for (let start = 0; start < unique.length; start += AT_ONCE) {
    const rows = unique.slice(start, start + AT_ONCE).map((blob) => ({ ...blob, created_at: now, verified_at: now }))
    await tx
      .insertInto('library_blobs')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('sha256').doUpdateSet({ damaged_since: null, unused_since: null, verified_at: now }),
      )
      .execute()
  }
}

/** The first time counts. @returns false when it was known, or there is no such picture */
export async function markDamaged(tx: Tx, sha256: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('library_blobs')
    .set({ damaged_since: now })
    .where('sha256', '=', sha256)
    .where('damaged_since', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function setVerified(tx: Tx, hashes: readonly string[], now: number): Promise<void> {
  if (hashes.length === 0) return
  await tx.updateTable('library_blobs').set({ verified_at: now }).where('sha256', 'in', hashes).execute()
}

/** Pictures of a library that were not read since; by their hash, so that the next page goes on behind the last. */
export async function listUnverified(
  reader: Reader,
  { libraryId, before, after, limit }: { libraryId: number; before: number; after: string; limit: number },
): Promise<Blob[]> {
  const rows = await reader
    .selectFrom('library_blobs')
    .selectAll()
    .where('sha256', '>', after)
    .where(({ eb, or }) => or([eb('verified_at', 'is', null), eb('verified_at', '<', before)]))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('library_candidates')
          .select('library_candidates.id')
          .whereRef('library_candidates.sha256', '=', 'library_blobs.sha256')
          .where('library_candidates.library_id', '=', libraryId),
      ),
    )
    .orderBy('sha256')
    .limit(limit)
    .execute()
  return rows.map(toBlob)
}

export interface BlobUse {
  candidateId: number
  damagedSince: number
  titleId: number
  source: 'local' | 'provider' | 'upload'
}

/** Candidates of damaged pictures, by their titles. */
export async function listDamagedUses(reader: Reader, libraryId: number): Promise<BlobUse[]> {
  const rows = await reader
    .selectFrom('library_candidates')
    .innerJoin('library_blobs', 'library_blobs.sha256', 'library_candidates.sha256')
    .select([
      'library_candidates.id',
      'library_candidates.title_id',
      'library_candidates.source',
      'library_blobs.damaged_since',
    ])
    .where('library_candidates.library_id', '=', libraryId)
    .where('library_blobs.damaged_since', 'is not', null)
    .orderBy('library_candidates.title_id')
    .execute()
  return rows.map((row) => ({
    candidateId: row.id,
    titleId: row.title_id,
    source: row.source,
    damagedSince: row.damaged_since ?? 0,
  }))
}

/** A picture is in use by every candidate of a title that is there, or was removed since `removedAfter`. */
const uses = (reader: Reader, removedAfter: number) =>
  reader
    .selectFrom('library_candidates')
    .innerJoin('library_titles', 'library_titles.id', 'library_candidates.title_id')
    .select('library_candidates.id')
    .where(({ eb, or }) =>
      or([eb('library_titles.deleted_at', 'is', null), eb('library_titles.deleted_at', '>=', removedAfter)]),
    )
    .where('library_candidates.sha256', '=', sql.ref<string>('library_blobs.sha256'))

/** Notes since when nothing uses a picture, and forgets it where something does again. */
export async function noteUnused(
  tx: Tx,
  { now, removedAfter, from, to }: { now: number; removedAfter: number; from: string; to: string },
): Promise<void> {
  const within = tx.updateTable('library_blobs').where('sha256', '>=', from).where('sha256', '<', to)
  await within
    .set({ unused_since: null })
    .where('unused_since', 'is not', null)
    .where(({ exists }) => exists(uses(tx, removedAfter)))
    .execute()
  await within
    .set({ unused_since: now })
    .where('unused_since', 'is', null)
    .where(({ exists, not }) => not(exists(uses(tx, removedAfter))))
    .execute()
}

export async function listUnused(
  reader: Reader,
  { before, limit }: { before: number; limit: number },
): Promise<Blob[]> {
  const rows = await reader
    .selectFrom('library_blobs')
    .selectAll()
    .where('unused_since', '<', before)
    .orderBy('sha256')
    .limit(limit)
    .execute()
  return rows.map(toBlob)
}

/** @returns false when something uses it again: then it stays */
export async function deleteUnused(
  tx: Tx,
  sha256: string,
  { before, removedAfter }: { before: number; removedAfter: number },
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('library_blobs')
    .where('sha256', '=', sha256)
    .where('unused_since', '<', before)
    .where(({ exists, not }) => not(exists(uses(tx, removedAfter))))
    .executeTakeFirstOrThrow()
  // What is left of removed titles must not point at what is gone.
  if (numDeletedRows > 0n)
    await tx.updateTable('library_candidates').set({ sha256: null }).where('sha256', '=', sha256).execute()
  return numDeletedRows > 0n
}

export interface CacheFigures {
  pictures: number
  bytes: number
  unused: number
  damaged: number
}

export async function readFigures(reader: Reader): Promise<CacheFigures> {
  const row = await reader
    .selectFrom('library_blobs')
    .select(({ fn }) => [
      fn.countAll<number>().as('pictures'),
      fn.sum<number | null>('size').as('bytes'),
      fn.count<number>('unused_since').as('unused'),
      fn.count<number>('damaged_since').as('damaged'),
    ])
    .executeTakeFirstOrThrow()
  const { pictures, bytes, unused, damaged } = row
  return { pictures: Number(pictures), bytes: Number(bytes ?? 0), unused: Number(unused), damaged: Number(damaged) }
}

/** Of damaged pictures: what a provider has is to be brought again. */
export async function forgetFetched(tx: Tx, candidateIds: readonly number[]): Promise<void> {
  for (let start = 0; start < candidateIds.length; start += AT_ONCE)
    await tx
      .updateTable('library_candidates')
      .set({ sha256: null })
      .where('id', 'in', candidateIds.slice(start, start + AT_ONCE))
      .execute()
}
