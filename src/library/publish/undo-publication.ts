import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Tx } from '../../db/db.ts'
import { ConflictError, NotFoundError } from '../../kernel/errors.ts'
import { identityOf } from '../../media/file-identity.ts'
import { requireNoLinks } from '../../media/require-no-links.ts'
import { getLibrary } from '../libraries/index.ts'
import { hashAt } from './carry-out.ts'
import type { PublishDeps } from './deps.ts'
import { putFile } from './disk/put-file.ts'
import { SNAPSHOT, UNDO_MS } from './model.ts'
import { readPublishable } from './read-publishable.ts'
import {
  findLastPublication,
  forgetOwnFile,
  type IntendedFile,
  listFilesOf,
  putOwnFile,
  setFileState,
  setUndone,
} from './store.ts'

export interface TakenBack {
  relPath: string
  /** `stayed`: it is not what was written any more, or what was there before is lost. */
  outcome: 'undone' | 'stayed'
}

interface Place {
  libraryId: number
  titleId: number
  rootId: number
  rootPath: string
}

/**
 * Takes the last publication of a title back: what was new goes to the trash, what was replaced is written again, what a person
 * gave over comes back from the trash. A file that somebody changed since stays.
 * @throws NotFoundError `publish/nothing-to-undo`; ConflictError `publish/too-old`; UnavailableError when the root is away
 */
export async function undoPublication(
  deps: PublishDeps,
  titleId: number,
  by: { actor: string; address: string },
): Promise<TakenBack[]> {
  const { db, roots, clock } = deps
  const last = await findLastPublication(db.read, titleId)
  if (last === undefined) throw new NotFoundError('publish/nothing-to-undo', { params: { titleId } })
  if (last.at < clock.now() - UNDO_MS) throw new ConflictError('publish/too-old')
  const { rootId } = await getLibrary(db.read, last.libraryId)
  await roots.requireOnline(rootId)
  const place = { libraryId: last.libraryId, titleId, rootId, rootPath: (await roots.get(rootId)).path }
  const files = (await listFilesOf(db.read, last.publicationId)).toReversed()
  const taken: { file: IntendedFile; outcome: TakenBack['outcome'] }[] = []
  for (const file of files) {
    if (file.state !== 'done') continue
    taken.push({ file, outcome: (await takeBack(deps, file, place)) ? 'undone' : 'stayed' })
  }
  await db.tx(async (tx) => {
    for (const { file, outcome } of taken) if (outcome === 'undone') await noteUndone(deps, tx, { file, place })
    await setUndone(tx, last.publicationId, clock.now())
    await tell(deps, tx, { titleId, by, count: taken.length })
  })
  return taken.map(({ file: { relPath }, outcome }) => ({ relPath, outcome }))
}

async function takeBack(deps: PublishDeps, file: IntendedFile, place: Place): Promise<boolean> {
  await requireNoLinks(place.rootPath, dirname(file.relPath))
  const path = join(place.rootPath, file.relPath)
  if ((await hashAt(path)) !== file.after) return false
  if (file.act === 'replace') return writeFormer(deps, file, path)
  if (file.after !== null && !(await trash(deps, file.relPath, { ...place, sha256: file.after }))) return false
  if (file.moveId === null) return true
  return (await deps.transfer.undo([file.moveId])).get(file.moveId)?.kind === 'undone'
}

async function writeFormer(
  { snapshots }: PublishDeps,
  { before, after }: IntendedFile,
  path: string,
): Promise<boolean> {
  const bytes = before === null ? undefined : await snapshots.read(before, SNAPSHOT)
  if (bytes === undefined) return false
  await putFile(path, { bytes, before: after })
  return true
}

async function trash(
  { db, transfer }: PublishDeps,
  relPath: string,
  { rootId, rootPath, titleId, sha256 }: Place & { sha256: string },
): Promise<boolean> {
  const identity = identityOf(await lstat(join(rootPath, relPath), { bigint: true }))
  const item = { from: { rootId, relPath }, identity, sha256, ref: `library.publish:${titleId}` }
  const [id = 0] = await db.tx((tx) => transfer.prepareTrash(tx, [item]))
  return (await transfer.run([id])).get(id)?.kind === 'done'
}

/** What stands there again is on record as it was: ours, or nobody's. */
async function noteUndone(
  { clock }: PublishDeps,
  tx: Tx,
  { file: { fileId, relPath, kind, act, before }, place }: { file: IntendedFile; place: Place },
): Promise<void> {
  await setFileState(tx, fileId, 'undone')
  const { libraryId, titleId } = place
  const isOursAgain = (act === 'replace' || act === 'discard') && before !== null
  if (!isOursAgain) return forgetOwnFile(tx, { libraryId, relPath })
  await putOwnFile(tx, { libraryId, titleId, relPath, kind, sha256: before, size: 0, runId: null, at: clock.now() })
}

async function tell(
  { events, audit }: PublishDeps,
  tx: Tx,
  { titleId, by, count }: { titleId: number; by: { actor: string; address: string }; count: number },
): Promise<void> {
  const subject = `library.title:${titleId}`
  await audit.append(tx, { ...by, action: 'library.publication.undone', subject, details: { files: count } })
  const title = await readPublishable(tx, titleId)
  await events.append(tx, {
    kind: 'library.publication.undone',
    actor: by.actor,
    subject,
    data: {
      libraryId: title?.libraryId ?? null,
      titleId,
      title: title?.title ?? '',
      year: title?.year ?? null,
      kind: title?.kind ?? null,
    },
  })
}
