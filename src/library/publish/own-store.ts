import type { Reader, Tx } from '../../db/db.ts'
import { breathe } from '../../kernel/breathe.ts'
import { pathKey } from '../../media/path-key.ts'

/** A file beside the media, with what is in it. */
export interface Standing {
  relPath: string
  sha256: string
}

const AT_ONCE = 50

/**
 * Which contents are Patchbay's own: its bytes are on record in the library, wherever they lay then, because folders are
 * renamed; or a job that did not come to its end intended them there.
 * @returns where they are on record, by hash; what is not in it is a person's
 */
export async function listOurs(
  reader: Reader,
  libraryId: number,
  standing: readonly Standing[],
): Promise<Map<string, string[]>> {
  const ours = new Map<string, string[]>()
  for (let start = 0; start < standing.length; start += AT_ONCE) {
    await breathe()
    const part = standing.slice(start, start + AT_ONCE)
    const hashes = part.map(({ sha256 }) => sha256)
    const known = await reader
      .selectFrom('library_published_files')
      .select(['rel_path', 'sha256'])
      .where('library_id', '=', libraryId)
      .where('sha256', 'in', hashes)
      .execute()
    const intended = await reader
      .selectFrom('library_publication_files')
      .select(['rel_path', 'after_sha256 as sha256'])
      .where('library_id', '=', libraryId)
      .where('path_key', 'in', [...new Set(part.map(({ relPath }) => pathKey(relPath)))])
      .where('after_sha256', 'in', hashes)
      .where('state', '=', 'intended')
      .execute()
    for (const { rel_path, sha256 } of [...known, ...intended])
      if (sha256 !== null) ours.set(sha256, [...(ours.get(sha256) ?? []), rel_path])
  }
  return ours
}

/** Whether Patchbay wrote, or was to write, something in this place. */
export async function isOnRecord(reader: Reader, libraryId: number, relPath: string): Promise<boolean> {
  const key = pathKey(relPath)
  const known = await reader
    .selectFrom('library_published_files')
    .select('id')
    .where('library_id', '=', libraryId)
    .where('path_key', '=', key)
    .limit(1)
    .executeTakeFirst()
  if (known !== undefined) return true
  const intended = await reader
    .selectFrom('library_publication_files')
    .select('id')
    .where('library_id', '=', libraryId)
    .where('path_key', '=', key)
    .where('after_sha256', 'is not', null)
    .where('state', '=', 'intended')
    .limit(1)
    .executeTakeFirst()
  return intended !== undefined
}

/** The file stands elsewhere now; a place has one record. */
export async function moveOwnFile(
  tx: Tx,
  { libraryId, titleId, from, to }: { libraryId: number; titleId: number; from: string; to: string },
): Promise<void> {
  await tx
    .deleteFrom('library_published_files')
    .where('library_id', '=', libraryId)
    .where('path_key', '=', pathKey(to))
    .execute()
  await tx
    .updateTable('library_published_files')
    .set({ rel_path: to, path_key: pathKey(to), title_id: titleId })
    .where('library_id', '=', libraryId)
    .where('rel_path', '=', from)
    .execute()
}
