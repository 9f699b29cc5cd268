import { baseName, type Item } from '../model.ts'

export interface Copy {
  item: Item
  original: Item
  /** The same inode under another name. */
  isHardLink: boolean
}

const inodeOf = (item: Item): string => item.identity.split(':', 2).join(':')

const isDatedByHand = ({ date }: Item): boolean => date?.byHand === true

/** By more than the time at which it was written: its own name or its sidecar may know what the bytes don't. */
const isDated = ({ date }: Item): boolean => date != null && date.source !== 'mtime'

/** As systems name them: `Copy of a.jpg`, `a copy 2.jpg`, `a - Kopie.jpg`, `a (1).jpg`. */
const COPY_NAME =
  /^(copy of|kopie von|copie de|copia d[ei]|kopia|kopie van) |(^|[ _-])(copy|kopie|copie|copia|kopia|kopi)( ?\(?\d+\)?)?$|\(\d{1,3}\)$/i
const isCopysName = ({ relPath }: Item): boolean => COPY_NAME.test(baseName(relPath).replace(/\.[^.]*$/, ''))

/**
 * What a person gave a date comes first, then what has a date that is no guess. Then the one that is older: a copy mostly
 * has the time at which it was made. Of the same time, the one that is not named as a copy, then the one with the shorter
 * name.
 */
const byRank = (a: Item, b: Item): number =>
  Number(isDatedByHand(b)) - Number(isDatedByHand(a)) ||
  Number(isDated(b)) - Number(isDated(a)) ||
  a.mtimeMs - b.mtimeMs ||
  Number(isCopysName(a)) - Number(isCopysName(b)) ||
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
  const ranked = fresh.map((item) => ({ item, primary: primaryOf(item) }))
  for (const { item } of ranked.toSorted((a, b) => byRank(a.primary, b.primary) || byRank(a.item, b.item))) {
    if (item.sha256 === null) continue
    const original = firstByHash.get(item.sha256)
    if (original === undefined || original.itemId === item.itemId) firstByHash.set(item.sha256, item)
    else copies.push({ item, original, isHardLink: inodeOf(item) === inodeOf(original) })
  }
  return copies
}
