import { AppError, NotFoundError } from '../../../kernel/errors.ts'
import type { PlayersDeps } from '../deps.ts'
import { getGroup } from '../groups.ts'
import type { KnownItem, Reason } from '../model.ts'
import { Player, type Telling } from '../ports.ts'
import { findLibrary, type LibraryOfGroup, listMappings, listMembers } from '../store.ts'
import { listMediaFiles } from '../telling/store.ts'
import { pathHere, placeAtPlayer } from './place-at-player.ts'

export interface PlayerTest {
  connectionId: number
  name: string
  outcome: 'known' | 'not-known' | 'not-mapped' | 'accepted-only' | 'failed'
  because: Reason | null
  playerPath: string | null
  root: string | null
  roots: string[] | null
  items: Pick<KnownItem, 'title' | 'file'>[]
}

export interface TestedPath {
  ourPath: string
  players: PlayerTest[]
}

interface Folder {
  groupId: number
  libraryId: number
  relPath: string
}

const ITEMS_MOST = 5

/** Asks each player of the group what it knows of a folder; it changes nothing anywhere. @throws NotFoundError */
export async function testPath(deps: PlayersDeps, folder: Folder, signal: AbortSignal): Promise<TestedPath> {
  const { groupId, libraryId, relPath } = folder
  await getGroup(deps.db.read, groupId)
  const library = await findLibrary(deps.db.read, libraryId)
  if (library === undefined) throw new NotFoundError('players/no-such-library', { params: { libraryId } })
  const { path } = await deps.roots.get(library.rootId)
  const members = await listMembers(deps.db.read, groupId)
  const players = await Promise.all(
    members.map(async ({ connectionId }) => {
      const { name } = await deps.describeConnection(connectionId)
      return {
        connectionId,
        name,
        ...(await testAt(deps, { folder, library, libraryPath: path, connectionId }, signal)),
      }
    }),
  )
  return { ourPath: pathHere(path, relPath), players }
}

interface AtPlayer {
  folder: Folder
  library: LibraryOfGroup
  libraryPath: string
  connectionId: number
}

type Tested = Omit<PlayerTest, 'connectionId' | 'name'>

const NOTHING: Omit<Tested, 'outcome'> = { because: null, playerPath: null, root: null, roots: null, items: [] }

async function testAt(deps: PlayersDeps, at: AtPlayer, signal: AbortSignal): Promise<Tested> {
  try {
    return await ask(deps, at, signal)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { ...NOTHING, outcome: 'failed', because: { code: error.code, params: error.params } }
  }
}

async function ask(
  deps: PlayersDeps,
  { folder, library, libraryPath, connectionId }: AtPlayer,
  signal: AbortSignal,
): Promise<Tested> {
  const { groupId, libraryId, relPath } = folder
  const player = await deps.openPort(connectionId, Player)
  const known = await player.listRoots(signal)
  const place = placeAtPlayer({ libraryId, libraryPath, relPath }, await listMappings(deps.db.read, groupId), known)
  const seen = { ...NOTHING, playerPath: place.folder, roots: known?.map(({ path }) => path) ?? null }
  if (place.is === 'outside') return { ...seen, outcome: 'not-mapped' }
  if (place.is === 'unknown') {
    // That it answers is all that can be told.
    await player.about(signal)
    return { ...seen, outcome: 'accepted-only' }
  }
  const files = await listMediaFiles(deps.db.read, { libraryId, relPath })
  const telling: Telling = {
    root: place.root.path,
    folder: place.folder,
    kind: library.kind,
    change: 'added',
    title: '',
    wanted: files.wanted,
    present: null,
    changed: null,
    isOneOfMany: false,
  }
  const items = await player.find(telling, signal)
  const found = { ...seen, root: place.root.path }
  if (items === undefined) return { ...found, outcome: 'accepted-only' }
  const shown = items.slice(0, ITEMS_MOST).map(({ title, file }) => ({ title, file }))
  return { ...found, outcome: items.length > 0 ? 'known' : 'not-known', items: shown }
}
