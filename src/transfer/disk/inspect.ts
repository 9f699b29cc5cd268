import { joinPath } from '../../media/folder-listing.ts'
import { isSameFile } from '../is-same-file.ts'
import { temporaryName } from '../marker.ts'
import { locate } from './folders.ts'
import { findFile, findIn, requireMarkers, type Seen } from './look.ts'
import type { Finding, Item, MarkedRoot, Stop } from './messages.ts'
import { isSameInode } from './place.ts'
import { comparePrefix, hashFile } from './read.ts'
import { toRefusal } from './refusal.ts'
import { type DiskTools, untilStopped } from './tools.ts'

/**
 * What a crash left of each row, from the disk alone. Takes away temporary files and half copies of ours; everything
 * else is only looked at.
 */
export function inspectChunk(
  tools: DiskTools,
  request: { roots: MarkedRoot[]; items: Item[] },
): { findings: Finding[]; stop: Stop | undefined } {
  const findings: Finding[] = []
  const stop = untilStopped(() => {
    requireMarkers(request.roots)
    for (const item of request.items) findings.push(inspectSafely(tools, item))
  })
  tools.folders.syncAll()
  tools.folders.closeAll()
  return { findings, stop }
}

function inspectSafely(tools: DiskTools, item: Item): Finding {
  try {
    return inspectOne(tools, item)
  } catch (error) {
    return { id: item.id, kind: 'undecided', refusal: toRefusal(item.to.root, error) }
  }
}

function inspectOne(tools: DiskTools, item: Item): Finding {
  const { id } = item
  const source = findFile(tools.folders, item.from)
  const target = findFile(tools.folders, item.to)
  const temporary = item.state === 'copying' ? findTemporary(tools, item) : undefined
  const whole = target !== undefined && isOurs(tools, item, { source, target, temporary })
  let removed = 0
  if (temporary !== undefined && (source !== undefined || whole)) {
    remove(tools, temporary)
    removed++
  }
  if (whole)
    return source === undefined ? { id, kind: 'settled' } : { id, kind: 'placed', placed: placedOf(source, target) }
  if (source === undefined) return item.state === 'planned' ? { id, kind: 'planned', removed } : { id, kind: 'lost' }
  if (
    target !== undefined &&
    item.state === 'copying' &&
    item.inPlace &&
    comparePrefix(target.path, source.path, tools.brake) === 'prefix'
  ) {
    remove(tools, target)
    removed++
  }
  return { id, kind: 'planned', removed }
}

function placedOf(source: Seen, target: Seen) {
  return isSameInode(source, target) ? undefined : { ...target.identity, ctimeNs: undefined }
}

function isOurs(
  tools: DiskTools,
  item: Item,
  { source, target, temporary }: { source: Seen | undefined; target: Seen; temporary: Seen | undefined },
): boolean {
  if (temporary !== undefined && isSameInode(temporary, target)) return true
  if (source !== undefined && isSameInode(source, target)) return target.identity.nlink > 1
  if (item.state === 'planned') return false
  if (item.state === 'placed')
    return isSameFile(item.placed ?? item.seen, target.identity) || hasHash(tools, item, target)
  if (source !== undefined) return comparePrefix(target.path, source.path, tools.brake) === 'same'
  return hasHash(tools, item, target)
}

function hasHash(tools: DiskTools, item: Item, target: Seen): boolean {
  return (
    item.sha256 !== undefined &&
    target.identity.size === item.seen.size &&
    hashFile(target.path, tools.brake) === item.sha256
  )
}

function findTemporary(tools: DiskTools, item: Item): Seen | undefined {
  const { folder: above } = locate(item.to)
  const beside = findFile(tools.folders, item.to)
  if (beside !== undefined) return findIn(beside.folder, temporaryName(item.op))
  return findFile(tools.folders, { root: item.to.root, relPath: joinPath(above, temporaryName(item.op)) })
}

function remove(tools: DiskTools, seen: Seen): void {
  tools.port.unlink(seen.path)
  seen.folder.isDirty = true
  tools.folders.forget(seen.folder)
}
