import { errnoOf } from '../../media/file-identity.ts'
import { type ExactPath, joinPath } from '../../media/folder-listing.ts'
import { pathKey, showPath } from '../../media/path-key.ts'
import { isSameFile } from '../is-same-file.ts'
import type { Verify } from '../model.ts'
import { locate, nameIn, type OpenFolder } from './folders.ts'
import { goesByBytes } from './goes-by-bytes.ts'
import { findFile, findIn, type Seen } from './look.ts'
import type { ChunkReply, Item, ItemResult, MarkedRoot } from './messages.ts'
import { hashFile, haveSameBytes } from './read.ts'
import { Refused, syncRefusal } from './refusal.ts'
import { type DiskTools, takeTurns } from './tools.ts'
import { withdrawOne } from './withdraw.ts'
import { syncManyYoung, syncYoung } from './young.ts'

// Another file system, or one without hard links, or a file that we may read but not link.
const CANT_LINK = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * Gives each file its second name, at its target; what can't be linked answers `copy-needed`. Nothing leaves its source.
 * Safe to repeat: a file that has its second name already is `placed`.
 */
export function placeChunk(
  tools: DiskTools,
  request: { roots: MarkedRoot[]; items: Item[]; verify: Verify },
): ChunkReply {
  syncManyYoung(tools, request.items)
  return takeTurns(tools, {
    ...request,
    blame: (item) => item.to.root,
    turn: (item) => placeOne(tools, item, request.verify),
    unsynced(item, result, error) {
      if (result.kind !== 'placed' && result.kind !== 'copy-needed') return result
      const seen = result.kind === 'placed' ? withdrawOne(tools, item) : undefined
      return { id: item.id, kind: 'refused', refusal: syncRefusal(error), ...(seen === undefined ? {} : { seen }) }
    },
  })
}

function placeOne(tools: DiskTools, item: Item, verify: Verify): ItemResult {
  const source = findFile(tools.folders, item.from)
  if (source === undefined) return answerForMissing(tools, item)
  const { folder: above, name } = locate(item.to)
  const folder = tools.folders.enterMaking(item.to.root, above)
  const taken = findTaken(tools, item, { folder, name })
  if (taken !== undefined && !isSourceItself(source, taken, { folder, name }))
    return answerForTaken(tools, item, { source, taken, name })
  requireUnchanged(tools, item, { source, verify })
  requireKeeper(tools, item, source)
  // What is written under another name of the same file must not reach what was put away.
  const hasOtherNames = item.kind === 'move' && source.identity.nlink > 1
  if (item.kind === 'copy' || hasOtherNames) return { id: item.id, kind: 'copy-needed' }
  syncYoung(tools, source)
  return linkTo(tools, item, { source, folder, name })
}

interface Target {
  folder: OpenFolder
  name: ExactPath
}

function linkTo(tools: DiskTools, item: Item, { source, folder, name }: Target & { source: Seen }): ItemResult {
  try {
    tools.port.link(source.path, nameIn(folder, name))
  } catch (error) {
    const errno = errnoOf(error)
    if (CANT_LINK.has(errno)) return { id: item.id, kind: 'copy-needed' }
    if (errno !== 'EEXIST') throw error
    const taken = findIn(folder, name)
    if (taken === undefined || isSourceItself(source, taken, { folder, name }))
      throw new Refused('conflict', { existing: shownIn(folder, name) })
    return answerForTaken(tools, item, { source, taken, name })
  }
  folder.isDirty = true
  if (typeof name === 'string') tools.folders.addName(folder, name)
  return { id: item.id, kind: 'placed', placed: undefined, sha256: item.sha256 }
}

/** Only the case or Unicode form of the name is to change: what is found there is the file itself. */
function isSourceItself(source: Seen, taken: Seen, target: Target): boolean {
  return (
    isSameInode(source, taken) &&
    source.folder === target.folder &&
    pathKey(String(source.name)) === pathKey(String(target.name)) &&
    taken.name !== target.name
  )
}

/** What stands at the target, under the name itself or, for names that we choose, under one that collides with it. */
function findTaken(tools: DiskTools, item: Item, { folder, name }: Target): Seen | undefined {
  const givesBack = item.kind === 'undo' || item.kind === 'restore' || item.kind === 'trash'
  if (typeof name !== 'string' || givesBack) return findOrConflict(folder, name)
  for (const like of tools.folders.namesLike(folder, name)) {
    const found = findOrConflict(folder, like)
    if (found !== undefined) return found
    tools.folders.forget(folder)
  }
  return undefined
}

function findOrConflict(folder: OpenFolder, name: ExactPath): Seen | undefined {
  try {
    return findIn(folder, name)
  } catch (error) {
    if (error instanceof Refused) throw new Refused('conflict', { existing: shownIn(folder, name) })
    throw error
  }
}

function answerForTaken(
  tools: DiskTools,
  item: Item,
  { source, taken, name }: { source: Seen; taken: Seen; name: ExactPath },
): ItemResult {
  const existing = joinPath(taken.folder.relPath, taken.name)
  const isSamePath = source.folder === taken.folder && String(source.name) === String(taken.name)
  if (isSameInode(source, taken)) {
    if (isSamePath || String(taken.name) !== String(name))
      throw new Refused('conflict', { existing: showPath(existing) })
    return { id: item.id, kind: 'placed', placed: undefined, sha256: item.sha256 }
  }
  if (source.identity.size !== taken.identity.size || !haveSameBytes(source.path, taken.path, tools.brake)) {
    throw new Refused('conflict', { existing: showPath(existing) })
  }
  return { id: item.id, kind: 'there', relPath: String(existing) }
}

function answerForMissing(tools: DiskTools, item: Item): ItemResult {
  const target = findFile(tools.folders, item.to)
  if (target !== undefined && isSameFile(item.placed ?? item.seen, target.identity))
    return { id: item.id, kind: 'settled' }
  throw new Refused('missing')
}

/** A changed ctime alone may be a new name elsewhere: then the bytes decide, when their hash is known. */
function requireUnchanged(tools: DiskTools, item: Item, { source, verify }: { source: Seen; verify: Verify }): void {
  const givesBack = item.kind === 'undo' || item.kind === 'restore'
  const code = givesBack ? 'changed-since' : 'source-changed'
  const isSame = isSameFile(item.seen, source.identity)
  const isUntouched = isSame && (item.seen.ctimeNs === undefined || item.seen.ctimeNs === source.identity.ctimeNs)
  if (item.sha256 === undefined) {
    if (!isUntouched) throw new Refused(code)
    return
  }
  if (!isSame && !goesByBytes(item, source)) throw new Refused(code)
  const mustRead = !isUntouched || givesBack || verify === 'full'
  if (mustRead && hashFile(source.path, tools.brake) !== item.sha256) throw new Refused(code)
}

/** A file may go to the trash as redundant only while another one, with other bytes on disk, holds the same. */
function requireKeeper(tools: DiskTools, item: Item, source: Seen): void {
  if (item.keeper === undefined) return
  const keeper = findFile(tools.folders, item.keeper)
  if (keeper === undefined || isSameInode(keeper, source) || !haveSameBytes(keeper.path, source.path, tools.brake)) {
    throw new Refused('keeper-differs', { keeper: showPath(item.keeper.relPath) })
  }
}

export function isSameInode(a: Seen, b: Seen): boolean {
  return a.identity.ino === b.identity.ino && a.identity.dev === b.identity.dev
}

function shownIn(folder: OpenFolder, name: ExactPath): string {
  return showPath(joinPath(folder.relPath, name))
}
