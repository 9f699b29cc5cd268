import type { Item } from '../model.ts'

export interface Copy {
  item: Item
  original: Item
  /** The same inode under another name. */
  isHardLink: boolean
}

const inodeOf = (item: Item): string => item.identity.split(':', 2).join(':')

const isDatedByHand = (item: Item): boolean => item.date?.byHand === true

/**
 * What a person gave a date comes first. Then the one that is older: a copy mostly has the time at which it was made. Of
 * the same time, the one with the shorter name: `IMG_1.jpg`, not `IMG_1 copy.jpg`.
 */
const byRank = (a: Item, b: Item): number =>
  Number(isDatedByHand(b)) - Number(isDatedByHand(a)) ||
  a.mtimeMs - b.mtimeMs ||
  a.relPath.length - b.relPath.length ||
  byText(a.relPath, b.relPath) ||
  a.itemId - b.itemId

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/**
 * Who is a copy of whom, by hash. What the archive already has stays the original; among the fresh the first in rank is.
 * All files of an asset have the rank of its primary, so that a picture and its sidecar are not torn apart.
 * @param originals what is already known, by hash
 * @param primaryOf the item that stands for an item's asset
 */
export function findCopies(
  fresh: readonly Item[],
  originals: ReadonlyMap<string, Item>,
  primaryOf: (item: Item) => Item,
): Copy[] {
  const firstByHash = new Map(originals)
  const copies: Copy[] = []
  for (const item of fresh.toSorted((a, b) => byRank(primaryOf(a), primaryOf(b)) || byRank(a, b))) {
    if (item.sha256 === null) continue
    const original = firstByHash.get(item.sha256)
    if (original === undefined || original.itemId === item.itemId) firstByHash.set(item.sha256, item)
    else copies.push({ item, original, isHardLink: inodeOf(item) === inodeOf(original) })
  }
  return copies
}
