import type { Reader, Tx } from '../../db/db.ts'
import type { Params } from '../../kernel/errors.ts'
import type { PublishStep } from './model.ts'

export interface KeptFile {
  keptId: number
  libraryId: number
  titleId: number
  title: string
  relPath: string
  kind: string
  reason: { code: string; params: Params }
  isLeft: boolean
  at: number
}

/** Brings what is kept of a title in line; what a person said of a file stays while the file does. */
export async function putKept(
  tx: Tx,
  { libraryId, titleId }: { libraryId: number; titleId: number },
  { steps, now }: { steps: readonly PublishStep[]; now: number },
): Promise<void> {
  const paths = steps.map(({ relPath }) => relPath)
  let gone = tx.deleteFrom('library_kept_files').where('title_id', '=', titleId)
  if (paths.length > 0) gone = gone.where('rel_path', 'not in', paths)
  await gone.execute()
  if (steps.length === 0) return
  await tx
    .insertInto('library_kept_files')
    .values(
      steps.map(({ relPath, kind, reason }) => ({
        library_id: libraryId,
        title_id: titleId,
        rel_path: relPath,
        kind,
        reason_code: reason?.code ?? '',
        reason_params: JSON.stringify(reason?.params ?? {}),
        at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['title_id', 'rel_path']).doUpdateSet(({ ref }) => ({
        reason_code: ref('excluded.reason_code'),
        reason_params: ref('excluded.reason_params'),
      })),
    )
    .execute()
}

export async function countKept(reader: Reader, libraryId: number): Promise<number> {
  const { count } = await reader
    .selectFrom('library_kept_files')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('library_id', '=', libraryId)
    .where('is_left', '=', 0)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Newest first; `before` excludes. */
export async function listKept(
  reader: Reader,
  { libraryId, isLeft, before, limit }: { libraryId?: number; isLeft: boolean; before?: number; limit: number },
): Promise<KeptFile[]> {
  let query = reader
    .selectFrom('library_kept_files')
    .innerJoin('library_titles', 'library_titles.id', 'library_kept_files.title_id')
    .selectAll('library_kept_files')
    .select('library_titles.title')
    .where('is_left', '=', isLeft ? 1 : 0)
    .where('library_kept_files.id', '<', before ?? Number.MAX_SAFE_INTEGER)
  if (libraryId !== undefined) query = query.where('library_kept_files.library_id', '=', libraryId)
  const rows = await query.orderBy('library_kept_files.id', 'desc').limit(limit).execute()
  return rows.map((row) => ({
    keptId: row.id,
    libraryId: row.library_id,
    titleId: row.title_id,
    title: row.title,
    relPath: row.rel_path,
    kind: row.kind,
    reason: { code: row.reason_code, params: JSON.parse(row.reason_params) as Params },
    isLeft: row.is_left === 1,
    at: row.at,
  }))
}

/** @returns the libraries that they belong to */
export async function setLeft(tx: Tx, keptIds: readonly number[], isLeft: boolean): Promise<number[]> {
  const rows = await tx
    .updateTable('library_kept_files')
    .set({ is_left: isLeft ? 1 : 0 })
    .where('id', 'in', keptIds)
    .returning('library_id')
    .execute()
  return [...new Set(rows.map(({ library_id }) => library_id))]
}
