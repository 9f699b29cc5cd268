import type { Reader } from '../../db/db.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import type { ListedRow } from './list-store.ts'
import {
  type ArtRow,
  type FileRow,
  findFolder,
  findTitle,
  listChildren,
  listChosenArt,
  listFiles,
  listParents,
  readToldOf,
} from './page-store.ts'
import type { TitleRow } from './store.ts'

/** All that a title's own page shows. */
export interface TitlePage {
  row: TitleRow
  told: Awaited<ReturnType<typeof readToldOf>>
  folder: Awaited<ReturnType<typeof findFolder>>
  parents: readonly ListedRow[]
  children: Awaited<ReturnType<typeof listChildren>>
  files: readonly FileRow[]
  artwork: readonly ArtRow[]
}

/** @throws NotFoundError `library/no-such-title` */
export async function getTitle(reader: Reader, titleId: number): Promise<TitleRow> {
  const row = await findTitle(reader, titleId)
  if (row === undefined) throw new NotFoundError('library/no-such-title', { params: { titleId } })
  return row
}

export async function readTitle(reader: Reader, titleId: number): Promise<TitlePage> {
  const row = await getTitle(reader, titleId)
  return {
    row,
    told: await readToldOf(reader, titleId),
    folder: row.folder_id === null ? undefined : await findFolder(reader, row.folder_id),
    parents: await listParents(reader, row),
    children: await listChildren(reader, titleId),
    files: await listFiles(reader, row),
    artwork: await listChosenArt(reader, titleId),
  }
}
