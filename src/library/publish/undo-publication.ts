import type { Tx } from '../../db/db.ts'
import { ConflictError, NotFoundError } from '../../kernel/errors.ts'
import { getLibrary } from '../libraries/index.ts'
import type { PublishDeps } from './deps.ts'
import { UNDO_MS } from './model.ts'
import { readPublishable } from './read-publishable.ts'
import {
  findLastPublication,
  forgetOwnFile,
  type IntendedFile,
  type LastPublication,
  listFilesOf,
  listIntended,
  putOwnFile,
  setFileState,
  setUndone,
} from './store.ts'
import { type Back, takeBack, type UndoPlace } from './take-back.ts'
import { turnKey } from './turn-key.ts'

export interface TakenBack {
  relPath: string
  /** `stayed`: it is not what was written any more, what was there before is lost, or something stood in the way. */
  outcome: 'undone' | 'stayed'
}

interface By {
  actor: string
  address: string
}

/**
 * Takes the last publication of a title back: what was new goes to the trash, what was replaced is written again, what a person
 * gave over comes back from the trash. A file that somebody changed since stays. Where something stood in the way, or a crash
 * ended it, undoing again does the rest.
 * @throws NotFoundError `publish/nothing-to-undo`; ConflictError `publish/too-old`, `publish/under-way`; UnavailableError when
 *   the root is away
 */
export async function undoPublication(deps: PublishDeps, titleId: number, by: By): Promise<TakenBack[]> {
  const { db, roots, clock, turns } = deps
  const last = await findLastPublication(db.read, titleId)
  if (last === undefined) throw new NotFoundError('publish/nothing-to-undo', { params: { titleId } })
  if (last.at < clock.now() - UNDO_MS) throw new ConflictError('publish/too-old')
  const { rootId } = await getLibrary(db.read, last.libraryId)
  await roots.requireOnline(rootId)
  const place = { libraryId: last.libraryId, titleId, rootId, rootPath: (await roots.get(rootId)).path }
  const key = turnKey(last.libraryId, await readPublishable(db.read, titleId))
  if (turns.isBusy(key)) throw new ConflictError('publish/under-way')
  return turns.inTurn(key, () => undoInPlace(deps, { last, place, by }))
}

async function undoInPlace(
  deps: PublishDeps,
  { last, place, by }: { last: LastPublication; place: UndoPlace; by: By },
): Promise<TakenBack[]> {
  const { db, clock } = deps
  const { titleId } = place
  const newest = await findLastPublication(db.read, titleId)
  const isSettled = (await listIntended(db.read, titleId)).length === 0
  if (!isSettled || newest?.publicationId !== last.publicationId) throw new ConflictError('publish/under-way')
  const files = (await listFilesOf(db.read, last.publicationId)).toReversed()
  const taken: { relPath: string; back: Back }[] = []
  for (const file of files) {
    if (file.state !== 'done') continue
    const back = await takeBack(deps, file, place)
    // One by one, so that a crash leaves no file that was taken back and is not on record as that.
    if (back === 'undone') await db.tx((tx) => noteUndone(deps, tx, { file, place }))
    taken.push({ relPath: file.relPath, back })
  }
  await db.tx(async (tx) => {
    if (taken.every(({ back }) => back !== 'later')) await setUndone(tx, last.publicationId, clock.now())
    const count = (await listFilesOf(tx, last.publicationId)).filter(({ state }) => state === 'undone').length
    await tell(deps, tx, { titleId, by, count })
  })
  return taken.map(({ relPath, back }) => ({ relPath, outcome: back === 'undone' ? 'undone' : 'stayed' }))
}

/** What stands there again is on record as it was: ours, or nobody's. */
async function noteUndone(
  { clock }: PublishDeps,
  tx: Tx,
  { file: { fileId, relPath, kind, act, before }, place }: { file: IntendedFile; place: UndoPlace },
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
  { titleId, by, count }: { titleId: number; by: By; count: number },
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
