import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../kernel/errors.ts'
import { identityOf } from '../../media/file-identity.ts'
import { requireNoLinks } from '../../media/require-no-links.ts'
import { hashAt, readFormer } from './carry-out.ts'
import type { PublishDeps } from './deps.ts'
import { viewFolder } from './disk/folder-view.ts'
import { putFile } from './disk/put-file.ts'
import type { IntendedFile } from './store.ts'

export interface UndoPlace {
  libraryId: number
  titleId: number
  rootId: number
  rootPath: string
}

/** `stayed`: for good, it is not what was written any more, or what was there before is lost. `later`: it can be tried again. */
export type Back = 'undone' | 'stayed' | 'later'

/** Safe to call again after a crash anywhere in it. One bad file is an answer, never a throw. */
export async function takeBack(deps: PublishDeps, file: IntendedFile, place: UndoPlace): Promise<Back> {
  try {
    return await takeFile(deps, file, place)
  } catch (error) {
    if (error instanceof AppError || (error instanceof Error && 'errno' in error)) return 'later'
    throw error
  }
}

async function takeFile(deps: PublishDeps, file: IntendedFile, place: UndoPlace): Promise<Back> {
  await requireNoLinks(place.rootPath, dirname(file.relPath))
  const path = join(place.rootPath, file.relPath)
  // A folder that was renamed is not made anew.
  await viewFolder(dirname(path))
  const standing = await hashAt(path)
  // A former try, or a person, came to it already.
  if (standing === file.before) return 'undone'
  const isOurs = standing === file.after
  if (file.act === 'replace') return isOurs ? writeFormer(deps, file, path) : 'stayed'
  if (!isOurs && standing !== null) return 'stayed'
  const trashedId = standing === null ? undefined : await trash(deps, file.relPath, { ...place, sha256: standing })
  if (standing !== null && trashedId === undefined) return 'later'
  return file.moveId === null ? 'undone' : bringBack(deps, file.moveId, trashedId)
}

async function writeFormer({ snapshots }: PublishDeps, { before, after }: IntendedFile, path: string): Promise<Back> {
  const bytes = before === null ? undefined : await readFormer(snapshots, before)
  if (bytes === undefined) return 'stayed'
  await putFile(path, { bytes, before: after })
  return 'undone'
}

/** @returns the move, or undefined when it was refused */
async function trash(
  { db, transfer }: PublishDeps,
  relPath: string,
  { rootId, rootPath, titleId, sha256 }: UndoPlace & { sha256: string },
): Promise<number | undefined> {
  const identity = identityOf(await lstat(join(rootPath, relPath), { bigint: true }))
  const item = { from: { rootId, relPath }, identity, sha256, ref: `library.publish:${titleId}` }
  const [id = 0] = await db.tx((tx) => transfer.prepareTrash(tx, [item]))
  return (await transfer.run([id])).get(id)?.kind === 'done' ? id : undefined
}

/** A person's file, out of the trash; what does not come leaves ours where it stood. */
async function bringBack({ transfer }: PublishDeps, moveId: number, trashedId: number | undefined): Promise<Back> {
  let kind: string | undefined
  try {
    kind = (await transfer.undo([moveId])).get(moveId)?.kind
  } finally {
    if (kind !== 'undone' && trashedId !== undefined) await transfer.undo([trashedId])
  }
  if (kind === 'purged') return 'stayed'
  return kind === 'undone' ? 'undone' : 'later'
}
