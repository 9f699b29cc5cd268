import type { Item } from '../model.ts'

/** Items whose size another one shares and whose hash is not known: the only ones worth reading. */
export function needsHash(fresh: readonly Item[], waiting: readonly Item[], knownSizes: ReadonlySet<number>): Item[] {
  const counts = new Map<number, number>()
  const all = [...fresh, ...waiting]
  for (const item of all) counts.set(item.size, (counts.get(item.size) ?? 0) + 1)
  const freshSizes = new Set(fresh.map((item) => item.size))
  const isShared = (item: Item): boolean =>
    freshSizes.has(item.size) && (knownSizes.has(item.size) || (counts.get(item.size) ?? 0) > 1)
  return all.filter((item) => item.sha256 === null && isShared(item))
}

export interface Copy {
  item: Item
  original: Item
  /** The same inode under another name. */
  isHardLink: boolean
}

const inodeOf = (item: Item): string => item.identity.split(':', 2).join(':')

/**
 * Who is a copy of whom, by hash. What the archive already has stays the original; among the fresh the first by path is.
 * @param originals what is already known, by hash
 */
export function findCopies(fresh: readonly Item[], originals: ReadonlyMap<string, Item>): Copy[] {
  const firstByHash = new Map(originals)
  const copies: Copy[] = []
  for (const item of fresh.toSorted((a, b) => (a.relPath < b.relPath ? -1 : 1))) {
    if (item.sha256 === null) continue
    const original = firstByHash.get(item.sha256)
    if (original === undefined || original.itemId === item.itemId) firstByHash.set(item.sha256, item)
    else copies.push({ item, original, isHardLink: inodeOf(item) === inodeOf(original) })
  }
  return copies
}
