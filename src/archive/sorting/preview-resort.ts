import type { Reader } from '../../db/db.ts'
import { breathe } from '../../kernel/breathe.ts'
import { folderOf } from '../model.ts'
import { parseFolderPattern } from './folder-pattern.ts'
import { folderByPattern } from './place-by-pattern.ts'
import { type FiledDate, listFiledDates } from './resort-store.ts'

export interface ResortWish {
  pattern: string
  includeFound: boolean
  /** Whether the file's time counts as a date. */
  isMtimeGood: boolean
}

export interface FolderCount {
  folder: string
  count: number
}

export interface ResortPreview {
  /** Folders as they are, and as they would be, by name. */
  before: FolderCount[]
  after: FolderCount[]
  moves: number
  stays: number
  /** Files that Patchbay did not file, and that stay where they are unless they are chosen, too. */
  found: number
  /** Found ones of which no date is known yet: it is read when the plan is made. */
  undated: number
}

const BREATHE_EVERY = 5000

/**
 * What another pattern would make of the archive, from the rows alone: no file is looked at and nothing moves.
 * @throws InvalidInputError naming what is wrong with the pattern
 */
export async function previewResort(reader: Reader, rootId: number, wish: ResortWish): Promise<ResortPreview> {
  const pattern = parseFolderPattern(wish.pattern)
  const files = await listFiledDates(reader, rootId)
  const before = new Map<string, number>()
  const after = new Map<string, number>()
  const preview = { moves: 0, stays: 0, found: 0, undated: 0 }
  let seen = 0
  for (const asset of Map.groupBy(files, ({ assetKey }) => assetKey).values()) {
    const primary = asset.find(({ isPrimary }) => isPrimary) ?? asset[0]
    const folder = primary === undefined ? '' : folderByPattern(dateOf(primary), pattern, wish.isMtimeGood)
    for (const file of asset) {
      if (++seen % BREATHE_EVERY === 0) await breathe()
      const here = folderOf(file.relPath)
      const isUndated = file.isFound && file.local === null
      if (file.isFound) preview.found++
      if (isUndated) preview.undated++
      const there = (file.isFound && !wish.includeFound) || isUndated ? here : folder
      count(before, here)
      count(after, there)
      if (here === there) preview.stays++
      else preview.moves++
    }
  }
  return { ...preview, before: inOrder(before), after: inOrder(after) }
}

const dateOf = ({ local, source, isByHand }: FiledDate) =>
  local === null ? null : { local, source: source ?? '', byHand: isByHand }

const count = (of: Map<string, number>, folder: string): void => void of.set(folder, (of.get(folder) ?? 0) + 1)

const inOrder = (of: Map<string, number>): FolderCount[] =>
  [...of]
    .map(([folder, files]) => ({ folder, count: files }))
    .toSorted((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0))
