import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'
import type { OpenDatabase } from './databases.ts'
import { openPlayersWorld, type PlayersWorld, testPlayer } from './players-world.ts'
import type { Tx } from '../src/db/db.ts'
import { createEgress } from '../src/kernel/egress/client.ts'
import type { Change } from '../src/library/players/model.ts'
import { addGroup } from '../src/library/players/groups.ts'
import { addMapping } from '../src/library/players/mapping/mappings.ts'
import { askOfTitles } from '../src/library/players/telling/ask-players.ts'
import { tellPlayers } from '../src/library/players/telling/tell-players.ts'
import { createClient } from '../src/connectors/kodi/client.ts'
import { type FakeKodi, startFakeKodi } from '../src/connectors/kodi/fake-server.ts'
import { player } from '../src/connectors/kodi/player.ts'
import { baseOf } from '../src/connectors/kodi/settings.ts'

const BY = { actor: 'person:1' }
const NFOS = { films: 'movie', series: 'episodedetails', music: 'song' } as const
const KINDS = { films: 'movie', series: 'tv-episode', music: 'song' } as const
const HOLDS = { films: 'movies', series: 'tvshows', music: 'music' } as const

/** A library's tables and the double of Kodi over the same files. */
export interface KodiTold extends AsyncDisposable {
  kodi: FakeKodi
  /** A file with its facts beside it, in Kodi's folder and in the tables; a title of its own. */
  put(relPath: string, parentId?: number): Promise<number>
  /** Without files of its own. */
  group(relPath: string, kind: 'series' | 'season' | 'album', parentId?: number): Promise<number>
  /** The file is gone, and a scan has seen it. */
  lose(relPath: string): Promise<void>
  tell(titleIds: readonly number[], change: Change): Promise<void>
  /** One attempt; its state, or why it failed. */
  run(relPath: string): Promise<string>
  /** Names of files in Kodi's list. */
  known(): string[]
}

export async function openKodiTold(
  open: OpenDatabase,
  kind: 'films' | 'series' | 'music' = 'films',
): Promise<KodiTold> {
  const place = mkdtempSync(join(tmpdir(), 'patchbay-kodi-told-'))
  const kodi = await startFakeKodi({ roots: [{ path: place, holds: HOLDS[kind] }] })
  const egress = createEgress()
  const client = createClient({ base: baseOf({ address: kodi.url }), egress, username: '', password: '', lookMs: 5 })
  const db = await open()
  const world = await openPlayersWorld(db, [{ ...testPlayer([]), port: player(client) }], kind)
  const { libraryId, deps } = world
  const lists = { libraryIds: [libraryId], connectionIds: [1] }
  const { groupId } = await addGroup(deps)({ name: 'Den', kind: 'kodi', ...lists }, BY)
  await addMapping(deps)({ groupId, libraryId, relPath: '', playerPath: place }, BY)
  return {
    kodi,
    async put(relPath, parentId) {
      mkdirSync(dirname(join(place, relPath)), { recursive: true })
      writeFileSync(join(place, relPath), 'x')
      const name = basename(relPath, extname(relPath))
      writeFileSync(
        join(place, relPath.replace(/\w+$/, 'nfo')),
        `<${NFOS[kind]}><title>${name}</title></${NFOS[kind]}>`,
      )
      return db.tx(async (tx) => {
        const folder = dirname(relPath) === '.' ? '' : dirname(relPath)
        const titleId = await insertTitle(tx, { libraryId, folder, kind: KINDS[kind], title: name, parentId })
        const folderId = await folderAt(tx, libraryId, folder)
        const file = await tx
          .insertInto('library_files')
          .values({
            library_id: libraryId,
            folder_id: folderId,
            title_id: titleId,
            rel_path: relPath,
            path_key: relPath,

            kind: kind === 'music' ? 'audio' : 'video',
            use: 'main',
            size: 1,
            mtime_ms: 1,
            inode: '1',
            first_seen_at: 1,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        await tx.updateTable('library_titles').set({ main_file_id: file.id }).where('id', '=', titleId).execute()
        return titleId
      })
    },
    async group(relPath, of, parentId) {
      mkdirSync(join(place, relPath), { recursive: true })
      if (of === 'series')
        writeFileSync(join(place, relPath, 'tvshow.nfo'), `<tvshow><title>${relPath}</title></tvshow>`)
      return db.tx((tx) =>
        insertTitle(tx, { libraryId, folder: relPath, kind: of, title: basename(relPath), parentId }),
      )
    },
    async lose(relPath) {
      rmSync(join(place, relPath))
      await db.tx((tx) =>
        tx.updateTable('library_files').set({ missing_since: 1 }).where('rel_path', '=', relPath).execute(),
      )
    },
    tell: (titleIds, change) => tellOf(world, titleIds, change),
    run: (relPath) => attempt(world, { groupId, libraryId, relPath }),
    known: () =>
      kodi.rows
        .filter((row) => row.kind !== 'tvshow')
        .map(({ file }) => file.slice(place.length + 1))
        .toSorted(),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
      await egress[Symbol.asyncDispose]()
      await kodi[Symbol.asyncDispose]()
      rmSync(place, { recursive: true, force: true })
    },
  }
}

interface NewTitle {
  libraryId: number
  folder: string
  kind: 'movie' | 'series' | 'season' | 'tv-episode' | 'album' | 'song'
  title: string
  parentId: number | undefined
}

async function insertTitle(tx: Tx, { libraryId, folder, kind, title, parentId }: NewTitle) {
  const folderId = await folderAt(tx, libraryId, folder)
  const row = await tx
    .insertInto('library_titles')
    .values({
      library_id: libraryId,
      kind,
      folder_id: folderId,
      parent_id: parentId ?? null,
      title,
      sort_key: title,
      facts: '{}',
      sources: '{}',
      locks: '[]',
      state: 'identified',
      added_at: 1,
      changed_at: 1,
      version: 1,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

async function folderAt(tx: Tx, libraryId: number, relPath: string): Promise<number> {
  const known = await tx.selectFrom('library_folders').select('id').where('rel_path', '=', relPath).executeTakeFirst()
  if (known !== undefined) return known.id
  const row = await tx
    .insertInto('library_folders')
    .values({ library_id: libraryId, rel_path: relPath, path_key: relPath, state: 'read' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

async function tellOf({ deps, job: start }: PlayersWorld, titleIds: readonly number[], change: Change): Promise<void> {
  const job = start()
  await askOfTitles(deps)({ titleIds: [...titleIds], change }, job)
  await job.end()
}

async function attempt(world: PlayersWorld, folder: Parameters<ReturnType<typeof tellPlayers>>[0]): Promise<string> {
  const job = world.job()
  try {
    const { state } = await tellPlayers(world.deps)(folder, job)
    await job.end()
    return state
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}
