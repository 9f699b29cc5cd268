import { breathe } from '../../kernel/breathe.ts'
import { cleanName, type NameFault, pathKey } from '../../media/path-key.ts'
import type { NameFinder } from '../../transfer/index.ts'
import { baseName, type Item, joinRel } from '../model.ts'

export interface GroupToPlace {
  /** The primary first. */
  items: readonly Item[]
  /** Where it goes, below the target root. */
  folder: string
}

export interface PlacedItem {
  item: Item
  relPath: string
  /** `''`, or what the name had to be given because another file has it: `_1` and so on. */
  suffix: string
  /** Why the name had to be cleaned; empty when it is as it was. */
  faults: readonly NameFault[]
}

const cleanPath = (relPath: string): string =>
  relPath
    .split('/')
    .filter((name) => name !== '')
    .map((name) => cleanName(name).name)
    .join('/')

const targetOf = (item: Item, folder: string): string =>
  joinRel(cleanPath(folder), cleanName(baseName(item.relPath)).name)

/** Files of one asset whose names collide with each other can't share a suffix: the later ones go on their own. */
function withoutInnerCollisions(group: GroupToPlace): GroupToPlace[] {
  const keys = new Set<string>()
  const alone: GroupToPlace[] = []
  const together = group.items.filter((item) => {
    const key = pathKey(targetOf(item, group.folder))
    if (!keys.has(key)) return keys.add(key)
    alone.push({ items: [item], folder: group.folder })
    return false
  })
  return [{ items: together, folder: group.folder }, ...alone]
}

/**
 * A free name for every file. Names are cleaned and NFC; where one collides (also by case or Unicode form), the whole
 * group gets the same suffix, so that a still, its video and its sidecars stay together.
 */
export async function placeGroups(groups: readonly GroupToPlace[], names: NameFinder): Promise<PlacedItem[]> {
  const placed: PlacedItem[] = []
  for (const group of groups) {
    await breathe()
    for (const one of withoutInnerCollisions(group)) placed.push(...(await placeGroup(one, names)))
  }
  return placed
}

async function placeGroup({ items, folder }: GroupToPlace, names: NameFinder): Promise<PlacedItem[]> {
  const { suffix, relPaths } = await names.take({ relPaths: items.map((item) => targetOf(item, folder)) })
  return items.map((item, index) => ({
    item,
    relPath: relPaths[index] ?? targetOf(item, folder),
    suffix,
    faults: cleanName(baseName(item.relPath)).faults,
  }))
}
