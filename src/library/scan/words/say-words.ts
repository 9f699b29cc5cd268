import type { Db, Tx } from '../../../db/db.ts'
import type { Jobs } from '../../../jobs/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { NotFoundError } from '../../../kernel/errors.ts'
import { type FolderWord, parseWord, type SayableUse, SPOKEN_PARTS } from '../model.ts'
import { startScan } from '../start-scan.ts'
import { findFolder, listFilesWithFolders, saveWord, setUse } from './store.ts'

export interface WordDeps {
  db: Db
  jobs: Jobs
  clock: Clock
}

export interface FilesWord {
  fileIds: readonly number[]
  /** Null takes back what was said. */
  use: SayableUse | null
  language?: string | null | undefined
  actor: string
}

/** Says what files are: kept with their folders, so that every scan follows it; and the folders are read anew. */
export function sayFiles(deps: WordDeps) {
  return ({ fileIds, use, language, actor }: FilesWord): Promise<number> =>
    deps.db.tx(async (tx) => {
      const files = await listFilesWithFolders(tx, fileIds)
      if (files.length === 0) throw new NotFoundError('library/no-such-file', { params: { fileId: fileIds[0] ?? 0 } })
      for (const [folderId, mine] of Map.groupBy(files, (file) => file.folder_id)) {
        const [{ word, folder, library_id: libraryId }] = mine as [(typeof mine)[number]]
        const said = { ...word.files }
        for (const { rel_path: path } of mine) {
          const inFolder = folder === '' ? path : path.slice(folder.length + 1)
          if (use === null) delete said[inFolder]
          else said[inFolder] = language === undefined ? { use } : { use, language }
        }
        const { files: _, ...rest } = word
        await saveWord(tx, folderId, Object.keys(said).length === 0 ? rest : { ...rest, files: said })
        await scanFolder(deps, tx, { libraryId, folder, actor })
      }
      await setUse(
        tx,
        files.map(({ id }) => id),
        use ?? 'unknown',
      )
      return files.length
    })
}

export type WordChange = {
  [Part in Exclude<keyof FolderWord, 'files' | 'spoken'>]?: FolderWord[Part] | null | undefined
}

/** Says what a folder is; null takes a part back. */
export function sayFolder(deps: WordDeps) {
  return (folderId: number, change: WordChange, actor: string): Promise<void> =>
    deps.db.tx(async (tx) => {
      const row = await getFolder(tx, folderId)
      await saveWord(tx, folderId, changeWord(parseWord(row.said), change, { by: actor, at: deps.clock.now() }))
      await scanFolder(deps, tx, { libraryId: row.library_id, folder: row.rel_path, actor })
    })
}

function changeWord(before: FolderWord, change: WordChange, now: { by: string; at: number }): FolderWord {
  const { spoken: earlier, ...word }: Record<string, unknown> & Pick<FolderWord, 'spoken'> = { ...before }
  const spoken = { ...earlier }
  for (const [part, value] of Object.entries(change)) {
    if (value === undefined) continue
    if (value === null) delete word[part]
    else word[part] = value
    const told = SPOKEN_PARTS.find((one) => one === part)
    if (told === undefined) continue
    if (value === null) delete spoken[told]
    else spoken[told] = now
  }
  return Object.keys(spoken).length === 0 ? word : { ...word, spoken }
}

/** @throws NotFoundError */
export async function getFolder(reader: Parameters<typeof findFolder>[0], folderId: number) {
  const row = await findFolder(reader, folderId)
  if (row === undefined) throw new NotFoundError('library/no-such-folder', { params: { folderId } })
  return row
}

const scanFolder = (
  deps: WordDeps,
  tx: Tx,
  { libraryId, folder, actor }: { libraryId: number; folder: string; actor: string },
): Promise<unknown> =>
  startScan(deps, tx, { libraryId, mode: 'folder', folder, ref: `said:${deps.clock.now()}`, actor })
