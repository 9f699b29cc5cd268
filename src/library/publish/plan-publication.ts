import { dirname, join } from 'node:path'
import type { Reader } from '../../db/db.ts'
import { pathKey } from '../../media/path-key.ts'
import { requireNoLinks } from '../../media/require-no-links.ts'
import { hashBytes, type PictureFiles } from '../assets/index.ts'
import { type FolderView, readBeside, viewFolder } from './disk/folder-view.ts'
import type { PreparedStep, PublishableTitle } from './model.ts'
import { findFormerPlace } from './find-former-place.ts'
import { isOnRecord, listOurs } from './own-store.ts'
import { discardStep, type Scene, type Seen } from './scene.ts'
import { stepForNfo } from './steps/nfo-step.ts'
import { stepsForPicture } from './steps/picture-steps.ts'
import { listOwnFiles } from './store.ts'
import { targetsOf } from './targets/targets-of.ts'

export interface PlanDeps {
  db: { read: Reader }
  pictures: Pick<PictureFiles, 'read'>
}

export interface PlanWish {
  title: PublishableTitle
  rootPath: string
  takeOver: readonly string[]
  onMoved?: (move: { from: string; to: string }) => void
}

/**
 * What would be done with each file of a title; writes nothing.
 * @param onMoved is told of a file of ours that stands elsewhere than its record says
 * @throws NotFoundError `media/file-missing` when the folder of the title is not there, InvalidInputError `media/leads-elsewhere`,
 * UnavailableError when it can't be read
 */
export async function planPublication(
  { db, pictures }: PlanDeps,
  { title, rootPath, takeOver, onMoved }: PlanWish,
): Promise<PreparedStep[]> {
  const views = new Map<string, Promise<FolderView>>()
  const view = (folder: string): Promise<FolderView> => {
    const known = views.get(folder) ?? viewBelow(rootPath, folder)
    views.set(folder, known)
    return known
  }
  const look = async (relPath: string): Promise<Seen | undefined> => {
    await requireNoLinks(rootPath, dirname(relPath))
    const bytes = await readBeside(join(rootPath, relPath))
    if (bytes === undefined) return undefined
    const sha256 = await hashBytes(bytes)
    const places = (await listOurs(db.read, title.libraryId, [{ relPath, sha256 }])).get(sha256) ?? []
    const from = await findFormerPlace(rootPath, { relPath, sha256 }, places)
    if (from !== undefined && from !== relPath) onMoved?.({ from, to: relPath })
    const wasOurs = from === relPath || (await isOnRecord(db.read, title.libraryId, relPath))
    return { relPath, bytes, sha256, isOurs: from !== undefined, wasOurs }
  }
  const scene: Scene = { title, rootPath, takeOver: new Set(takeOver), pictures, view, look }
  const steps: PreparedStep[] = []
  for (const target of targetsOf(title))
    steps.push(...(await (target.kind === 'nfo' ? stepForNfo(scene, target) : stepsForPicture(scene, target))))
  return [...steps, ...(await stepsForStale(scene, steps, { db }))]
}

async function viewBelow(rootPath: string, folder: string): Promise<FolderView> {
  await requireNoLinks(rootPath, folder)
  return viewFolder(join(rootPath, folder))
}

/** What Patchbay wrote once and does not want there any more goes to the trash, when it is still what it wrote. */
async function stepsForStale(
  { title, look }: Scene,
  steps: readonly PreparedStep[],
  { db }: Pick<PlanDeps, 'db'>,
): Promise<PreparedStep[]> {
  const wanted = new Set(steps.map(({ relPath }) => pathKey(relPath)))
  // What is still on its way leaves what stands there until it comes.
  const waiting = new Set(steps.filter(({ act }) => act === 'wait').map(({ kind }) => kind))
  const stale: PreparedStep[] = []
  for (const { relPath, kind } of await listOwnFiles(db.read, title.titleId)) {
    if (wanted.has(pathKey(relPath)) || waiting.has(kind)) continue
    const seen = await look(relPath)
    if (seen?.isOurs === true) stale.push(discardStep(seen, kind))
  }
  return stale
}
