import type { Tx } from '../../../db/db.ts'
import { foldText } from '../../../kernel/fold-text.ts'
import type { PlaceReading, ReadTitle } from '../reading/model.ts'
import type { ReadBatch } from './batch.ts'
import {
  type FileRow,
  type FolderRow,
  insertTitles,
  listFilesOfFolders,
  listFolders,
  listTitlesBelow,
  listTitlesOfFolders,
  type NewTitle,
  type TitleRow,
} from './store.ts'

/** One title of a reading that gets a row. */
export interface Wish {
  reading: PlaceReading
  title: ReadTitle
  folderId: number
  parentId: number | null
}

/** The rows that a batch of readings meets, and those that come of it. */
export interface Shelf {
  tx: Tx
  batch: ReadBatch
  folders: ReadonlyMap<string, FolderRow>
  /** Of the folders that were read, by path. */
  files: ReadonlyMap<string, FileRow>
  /** All that are known around the batch, by id; changed in place. */
  titles: Map<number, TitleRow>
  /** Titles that the readings have found again, or made. */
  seated: Map<string, TitleRow>
  added: Set<number>
  /** As they were. */
  before: Map<number, TitleRow>
}

export const seatKey = ({ relPath }: Pick<PlaceReading, 'relPath'>, key: string): string => `${relPath}\n${key}`

export async function openShelf(tx: Tx, batch: ReadBatch): Promise<Shelf> {
  const { libraryId } = batch.library
  const paths = new Set(batch.readings.flatMap(({ relPath, unit }) => [relPath, unit]))
  for (const { relPath } of batch.failures) paths.add(relPath)
  const folders = new Map((await listFolders(tx, libraryId, [...paths])).map((row) => [row.rel_path, row]))
  const ids = [...folders.values()].map(({ id }) => id)
  const readIds = batch.readings.flatMap(({ relPath }) => folders.get(relPath)?.id ?? [])
  const files = new Map((await listFilesOfFolders(tx, readIds)).map((row) => [row.rel_path, row]))
  const own = await listTitlesOfFolders(tx, ids)
  const children = batch.library.kind === 'films' ? [] : await listTitlesBelow(tx, idsOf(own, ['series', 'artist']))
  const grandchildren = children.length === 0 ? [] : await listTitlesBelow(tx, idsOf(children, ['season', 'album']))
  const titles = new Map([...own, ...children, ...grandchildren].map((row) => [row.id, row]))
  return {
    tx,
    batch,
    folders,
    files,
    titles,
    seated: new Map(),
    added: new Set(),
    before: new Map([...titles].map(([id, row]) => [id, { ...row }])),
  }
}

const idsOf = (rows: readonly TitleRow[], kinds: readonly TitleRow['kind'][]): number[] =>
  rows.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id)

export const folderIdOf = (shelf: Shelf, relPath: string): number => shelf.folders.get(relPath)?.id ?? 0

export function take(shelf: Shelf, rows: readonly TitleRow[]): void {
  for (const row of rows) {
    if (shelf.titles.has(row.id)) continue
    shelf.titles.set(row.id, row)
    shelf.before.set(row.id, { ...row })
  }
}

export const isSameName = (one: string, other: string): boolean => foldText(one) === foldText(other)

/** Titles of a kind that no reading has taken yet. */
export function freeTitles(shelf: Shelf, kind: TitleRow['kind']): TitleRow[] {
  const taken = new Set([...shelf.seated.values()].map(({ id }) => id))
  return [...shelf.titles.values()].filter((row) => row.kind === kind && !taken.has(row.id))
}

/** Gives each wish the row that was found for it, and new rows to the rest; all in one go. */
export async function seatAll(
  shelf: Shelf,
  wishes: readonly Wish[],
  find: (wish: Wish) => TitleRow | undefined,
): Promise<void> {
  const open: Wish[] = []
  for (const wish of wishes) {
    const known = find(wish)
    if (known === undefined) open.push(wish)
    else seat(shelf, wish, known)
  }
  const rows = await insertTitles(
    shelf.tx,
    open.map((wish) => newTitle(shelf, wish)),
    shelf.batch.now,
  )
  rows.forEach((row, at) => {
    shelf.titles.set(row.id, row)
    shelf.added.add(row.id)
    seat(shelf, open[at] as Wish, row)
  })
}

function seat(shelf: Shelf, { reading, title, folderId, parentId }: Wish, row: TitleRow): void {
  if (row.folder_id === null || liesHere(reading, title)) row.folder_id = folderId
  row.parent_id = parentId
  row.number = title.number ?? row.number
  row.missing_since = null
  row.deleted_at = null
  shelf.seated.set(seatKey(reading, title.key), row)
}

/** A picture in the folder of a series tells of a season, too; where that lies is told by its episodes. */
function liesHere({ titles }: PlaceReading, title: ReadTitle): boolean {
  if (title.kind === 'season')
    return titles.some(({ above }) => above?.kind === 'season' && above.season === title.number)
  return title.kind !== 'artist' || title.key === 'artist'
}

function newTitle(shelf: Shelf, { title, folderId, parentId }: Wish): NewTitle {
  const name = title.named.title ?? ''
  return {
    library_id: shelf.batch.library.libraryId,
    kind: title.kind,
    title: name,
    sort_key: foldText(name),
    parent_id: parentId,
    folder_id: folderId,
    number: title.number,
  }
}
