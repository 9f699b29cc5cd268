import type { Item } from '../model.ts'

export interface Copy {
  item: Item
  original: Item
  /** The same inode under another name. */
  isHardLink: boolean
}

const inodeOf = (item: Item): string => item.identity.split(':', 2).join(':')

/**
 * The one that is older was there first: a copy mostly has the time at which it was made. Of the same time, the one with
 * the shorter name: `IMG_1.jpg`, not `IMG_1 copy.jpg`.
 */
const byAge = (a: Item, b: Item): number =>
  a.mtimeMs - b.mtimeMs || a.relPath.length - b.relPath.length || (a.relPath < b.relPath ? -1 : 1)

/**
 * Who is a copy of whom, by hash. What the archive already has stays the original; among the fresh the oldest is, then
 * the one with the shorter path.
 * @param originals what is already known, by hash
 */
export function findCopies(fresh: readonly Item[], originals: ReadonlyMap<string, Item>): Copy[] {
  const firstByHash = new Map(originals)
  const copies: Copy[] = []
  for (const item of fresh.toSorted(byAge)) {
    if (item.sha256 === null) continue
    const original = firstByHash.get(item.sha256)
    if (original === undefined || original.itemId === item.itemId) firstByHash.set(item.sha256, item)
    else copies.push({ item, original, isHardLink: inodeOf(item) === inodeOf(original) })
  }
  return copies
}
