import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Audit } from '../../access/index.ts'
import type { Attention } from '../../attention/index.ts'
import type { Db, Reader, Tx } from '../../db/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import { pathKey } from '../../media/path-key.ts'
import { findMapping } from '../map-path.ts'
import type { TriedFolder } from './contract.ts'
import { findPlace, type LibraryPlace } from './find-place.ts'
import { deleteSenderFolder, listSenderFolders, saveSenderFolder, type SenderFolder } from './store.ts'
import { unmappedCause } from './take-arrival.ts'

export interface SenderFolderDeps {
  db: Db
  clock: Clock
  audit: Audit
  attention: Attention
  listLibraries(reader: Reader): Promise<readonly LibraryPlace[]>
  /** @throws NotFoundError */
  needSender(reader: Reader, sourceId: number): Promise<void>
  /** Has a library looked through. */
  scanLibrary(tx: Tx, libraryId: number, actor: string): Promise<void>
}

interface By {
  actor: string
  address?: string
}

/** What was missed until now is found by looking through the library. */
export function saySenderFolder(deps: SenderFolderDeps) {
  return (
    said: Pick<SenderFolder, 'sourceId' | 'toldFolder' | 'libraryId'>,
    { actor, address }: By,
  ): Promise<SenderFolder> =>
    deps.db.tx(async (tx) => {
      await deps.needSender(tx, said.sourceId)
      await needLibrary(deps, tx, said.libraryId)
      const folder = await saveSenderFolder(tx, { ...said, createdAt: deps.clock.now() })
      const { sourceId, toldFolder, libraryId } = folder
      await deps.audit.append(tx, {
        actor,
        action: 'library.sender-folder.said',
        subject: `library:${libraryId}`,
        details: { sourceId, toldFolder },
        ...(address === undefined ? {} : { address }),
      })
      await deps.attention.resolve(tx, unmappedCause(sourceId))
      await deps.scanLibrary(tx, libraryId, actor)
      return folder
    })
}

export function forgetSenderFolder(deps: SenderFolderDeps) {
  return (folderId: number, { actor, address }: By): Promise<void> =>
    deps.db.tx(async (tx) => {
      const gone = await deleteSenderFolder(tx, folderId)
      if (gone === undefined) throw new NotFoundError('library/no-such-sender-folder', { params: { folderId } })
      await deps.audit.append(tx, {
        actor,
        action: 'library.sender-folder.forgotten',
        subject: `library:${gone.libraryId}`,
        details: { sourceId: gone.sourceId, toldFolder: gone.toldFolder },
        ...(address === undefined ? {} : { address }),
      })
    })
}

async function needLibrary(deps: SenderFolderDeps, reader: Reader, libraryId: number): Promise<LibraryPlace> {
  const found = (await deps.listLibraries(reader)).find((library) => library.libraryId === libraryId)
  if (found === undefined) throw new NotFoundError('library/no-such-library', { params: { libraryId } })
  return found
}

export function trySenderFolder({ db, listLibraries }: SenderFolderDeps) {
  return async (sourceId: number, folder: string): Promise<TriedFolder> => {
    const mappings = await listSenderFolders(db.read, sourceId)
    const libraries = await listLibraries(db.read)
    const place = await findPlace({ mappings, libraries }, folder)
    const library = libraries.find(({ libraryId }) => libraryId === place?.libraryId)
    if (place === undefined || library === undefined)
      return { folder, found: null, proposals: await proposalsFor(libraries, folder) }
    const path = join(library.rootPath, place.relPath)
    const said = findMapping(
      mappings.map(({ toldFolder }) => ({ from: toldFolder })),
      folder,
    )
    return {
      folder,
      found: {
        libraryId: library.libraryId,
        libraryName: library.name,
        path,
        isThere: await isFolder(path),
        by: said === undefined ? 'same-path' : 'said',
      },
      proposals: [],
    }
  }
}

const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

const LAST_NAME = /^(.+?)[\\/]+([^\\/]+)[\\/]*$/

/** A library that has a folder of the same name may be meant: then the folder around the told one is its root. */
async function proposalsFor(libraries: readonly LibraryPlace[], folder: string): Promise<TriedFolder['proposals']> {
  const [, around, name] = LAST_NAME.exec(folder) ?? []
  if (around === undefined || name === undefined) return []
  const proposals: TriedFolder['proposals'] = []
  for (const { libraryId, name: libraryName, rootPath } of libraries) {
    const isTheRoot = pathKey(name) === pathKey(rootPath.split('/').at(-1) ?? '')
    if (isTheRoot) proposals.push({ toldFolder: folder, libraryId, libraryName })
    else if (await isFolder(join(rootPath, name))) proposals.push({ toldFolder: around, libraryId, libraryName })
  }
  return proposals
}
