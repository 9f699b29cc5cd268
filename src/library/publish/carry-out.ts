import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConflictError } from '../../kernel/errors.ts'
import { identityOf } from '../../media/file-identity.ts'
import { requireNoLinks } from '../../media/require-no-links.ts'
import type { NewTrash } from '../../transfer/index.ts'
import { hashBytes } from '../assets/index.ts'
import type { PublishDeps } from './deps.ts'
import { readBeside } from './disk/folder-view.ts'
import { putFile } from './disk/put-file.ts'
import { type PreparedStep, SNAPSHOT } from './model.ts'
import type { IntendedFile } from './store.ts'

/** What goes into the trash, as it is now. */
export async function trashOf(
  steps: readonly PreparedStep[],
  { rootId, rootPath, ref }: { rootId: number; rootPath: string; ref: string },
): Promise<{ relPath: string; trash: NewTrash }[]> {
  const going = steps.filter(({ act }) => act === 'discard' || act === 'take-over')
  return Promise.all(
    going.map(async ({ relPath, before }) => ({
      relPath,
      trash: {
        from: { rootId, relPath },
        identity: identityOf(await lstat(join(rootPath, relPath), { bigint: true })),
        ...(before === null ? {} : { sha256: before }),
        ref,
      },
    })),
  )
}

/**
 * Does what was written down; a file that changed meanwhile stays as it is.
 * @returns what became of each, by its row
 */
export async function carryOut(
  { transfer }: Pick<PublishDeps, 'transfer'>,
  {
    files,
    steps,
    rootPath,
    signal,
  }: { files: readonly IntendedFile[]; steps: readonly PreparedStep[]; rootPath: string; signal: AbortSignal },
): Promise<Map<number, 'done' | 'stayed'>> {
  const moveIds = files.flatMap(({ moveId }) => (moveId === null ? [] : [moveId]))
  const moved = moveIds.length === 0 ? undefined : await transfer.run(moveIds, { signal })
  const outcomes = new Map<number, 'done' | 'stayed'>()
  for (const file of files) {
    const isClear = file.moveId === null || moved?.get(file.moveId)?.kind === 'done'
    if (!isClear) outcomes.set(file.fileId, 'stayed')
    else if (file.after === null) outcomes.set(file.fileId, 'done')
    else outcomes.set(file.fileId, await place(file, { steps, rootPath }))
  }
  return outcomes
}

async function place(
  { relPath, act, before }: IntendedFile,
  { steps, rootPath }: { steps: readonly PreparedStep[]; rootPath: string },
): Promise<'done' | 'stayed'> {
  const bytes = steps.find((step) => step.relPath === relPath && step.bytes !== null)?.bytes
  if (bytes == null) return 'stayed'
  try {
    await requireNoLinks(rootPath, dirname(relPath))
    await putFile(join(rootPath, relPath), { bytes, before: act === 'replace' ? before : null })
    return 'done'
  } catch (error) {
    if (error instanceof ConflictError) return 'stayed'
    throw error
  }
}

/**
 * What became of files of a job that did not come to its end: the disk tells. Where a person's file went to the trash and
 * ours did not come yet, it is written now, with what it took over from the former.
 */
export async function settleIntended(
  { transfer, snapshots }: Pick<PublishDeps, 'transfer' | 'snapshots'>,
  { files, rootPath, signal }: { files: readonly IntendedFile[]; rootPath: string; signal: AbortSignal },
): Promise<Map<number, 'done' | 'stayed'>> {
  const moveIds = files.flatMap(({ moveId }) => (moveId === null ? [] : [moveId]))
  if (moveIds.length > 0) await transfer.run(moveIds, { signal })
  const outcomes = new Map<number, 'done' | 'stayed'>()
  for (const { fileId, relPath, after, act } of files) {
    await requireNoLinks(rootPath, dirname(relPath))
    const path = join(rootPath, relPath)
    const standing = await hashAt(path)
    const isMissing = act === 'take-over' && standing === null && after !== null
    const bytes = isMissing ? await readFormer(snapshots, after) : undefined
    if (bytes !== undefined) await putFile(path, { bytes, before: null })
    outcomes.set(fileId, standing === after || bytes !== undefined ? 'done' : 'stayed')
  }
  return outcomes
}

/** Undefined when it is not there, or not what it was. */
export async function readFormer(snapshots: PublishDeps['snapshots'], sha256: string): Promise<Uint8Array | undefined> {
  const bytes = await snapshots.read(sha256, SNAPSHOT)
  return bytes !== undefined && (await hashBytes(bytes)) === sha256 ? bytes : undefined
}

/** Null when nothing is there. */
export async function hashAt(path: string): Promise<string | null> {
  const bytes = await readBeside(path)
  return bytes === undefined ? null : hashBytes(bytes)
}
