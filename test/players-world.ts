import { createAudit } from '../src/access/audit.ts'
import { setUpAttention } from '../src/attention/setup.ts'
import type { Db } from '../src/db/db.ts'
import { setUpDeliveries } from '../src/deliveries/setup.ts'
import type { JobContext } from '../src/jobs/index.ts'
import { setUpJobs } from '../src/jobs/setup.ts'
import { manualClock } from '../src/kernel/clock.ts'
import { ConflictError, UnavailableError } from '../src/kernel/errors.ts'
import { mayBeDone, mayHaveArrived } from '../src/kernel/egress/trouble.ts'
import type { PlayersDeps } from '../src/library/players/deps.ts'
import type { KnownItem, WatchState } from '../src/library/players/model.ts'
import { Player, type PlayerRoot, type Telling, type TellingCall } from '../src/library/players/ports.ts'
import { setUpPlayers } from '../src/library/players/setup.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** A player in memory. */
export interface TestPlayer {
  /** A real one in its place. */
  port?: Player
  roots: PlayerRoot[] | undefined
  /** By the folder that it is told of. */
  knows: Map<string, KnownItem[]>
  playing: string[]
  isDown: boolean
  isPrompt: boolean
  tellings: { telling: Telling; kept: readonly WatchState[] }[]
  /** What it does when it is told; it takes what is wanted unless said. */
  onTell: (telling: Telling, call: TellingCall) => Promise<void>
}

export function testPlayer(roots: readonly string[]): TestPlayer {
  const player: TestPlayer = {
    roots: roots.map((path) => ({ path, name: path, holds: 'films' as const })),
    knows: new Map(),
    playing: [],
    isDown: false,
    isPrompt: true,
    tellings: [],
    onTell: async (telling) => takes(player, telling),
  }
  return player
}

/** It has the folder now, as it would after a look. */
export function takes(player: TestPlayer, { folder, change, wanted }: Telling, mark = '1'): void {
  const items = wanted.map((file): KnownItem => ({ ref: file, title: file, file: `${folder}/${file}`, mark }))
  player.knows.set(folder, change === 'removed' ? [] : items)
}

function toPort(player: TestPlayer): Player {
  if (player.port !== undefined) return player.port
  const answer = async <T>(value: () => T | Promise<T>): Promise<T> => {
    if (player.isDown) throw new UnavailableError('remote/refused', { params: { host: 'den:8080' } })
    return value()
  }
  return {
    isPrompt: player.isPrompt,
    about: () => answer(() => ({ product: 'Test', version: '1', name: '' })),
    listPlaying: () => answer(() => player.playing),
    listRoots: () => answer(() => player.roots),
    listNames: (root) =>
      answer(() =>
        [...player.knows.keys()]
          .filter((folder) => folder.startsWith(`${root}/`))
          .map((folder) => folder.slice(root.length + 1).split('/')[0] ?? ''),
      ),
    find: ({ folder }) => answer(() => player.knows.get(folder) ?? []),
    tell: (telling, call) =>
      answer(() => {
        player.tellings.push({ telling, kept: call.kept })
        return player.onTell(telling, call)
      }),
  }
}

export class Snoozed extends Error {
  readonly ms: number
  readonly code: string
  constructor(ms: number, code: string) {
    super(code)
    this.ms = ms
    this.code = code
  }
}

export interface PlayersWorld extends AsyncDisposable {
  deps: PlayersDeps
  clock: ReturnType<typeof manualClock>
  /** Connections by their ids from 1 on, all of Kodi. */
  players: TestPlayer[]
  libraryId: number
  /** One attempt, as the engine makes it. */
  job(): JobContext & { end(): Promise<void> }
}

export const LIBRARY_PATH = '/media/films'

export async function openPlayersWorld(
  db: Db,
  players: TestPlayer[],
  kind: 'films' | 'series' | 'music' = 'films',
): Promise<PlayersWorld> {
  const clock = manualClock()
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention } = setUpAttention({ db, clock, events })
  const engine = setUpJobs({ db, clock, log, events, bus })
  const audit = createAudit({ clock, events, log, rightsChanged: () => {} })
  const keeping = { keptDays: () => 90, timeZone: 'UTC' }
  const { jobs } = engine
  const ledger = { db, jobs, events, attention, audit, clock }
  const { deliveries, registry } = setUpDeliveries({ ...ledger, mayHaveArrived, mayBeDone, keeping })
  const deps: PlayersDeps = {
    ...ledger,
    deliveries,
    effects: registry,
    roots: { get: async (id) => ({ id, name: 'films', path: LIBRARY_PATH, marker: '' }) as never },
    openPort: async (connectionId, port) => {
      const player = players[connectionId - 1]
      if (player === undefined || port.name !== Player.name) throw new ConflictError('connections/cannot', {})
      return toPort(player) as never
    },
    describeConnection: async (connectionId) => ({ name: `Player ${connectionId}` }),
    kindOfConnection: async (_reader, connectionId) => (players[connectionId - 1] === undefined ? undefined : 'kodi'),
  }
  setUpPlayers(deps)
  const libraryId = await insertLibrary(db, kind)
  return {
    deps,
    clock,
    players,
    libraryId,
    job: () => attemptOver(db, clock),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

async function insertLibrary(db: Db, kind: 'films' | 'series' | 'music'): Promise<number> {
  const facts = { name: 'Films', name_key: 'films', settings: '{}', is_enabled: 1, version: 1 }
  return db.tx(async (tx) => {
    const row = await tx
      .insertInto('library_libraries')
      .values({ ...facts, kind, root_id: 1, created_at: 1, changed_at: 1 })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  })
}

function attemptOver(db: Db, clock: PlayersWorld['clock']): ReturnType<PlayersWorld['job']> {
  const endings: ((tx: never) => Promise<void>)[] = []
  const job = {
    jobId: 1,
    runId: 1,
    attempt: 1,
    actor: 'person:1',
    signal: new AbortController().signal,
    log,
    clock,
    progress: () => undefined,
    phase: () => undefined,
    commit: (work: (tx: never) => Promise<unknown>) => db.tx((tx) => work(tx as never)),
    finishWith: (work: (tx: never) => Promise<void>) => void endings.push(work),
    snooze(ms: number, why: { code: string }): never {
      throw new Snoozed(ms, why.code)
    },
    end: () =>
      db.tx(async (tx) => {
        for (const work of endings) await work(tx as never)
      }),
  }
  return job as unknown as ReturnType<PlayersWorld['job']>
}

/** A library of films at a folder that is a root of its own. */
export const insertLibraryAt = (db: Db, path: string): Promise<number> =>
  db.tx(async (tx) => {
    const facts = { name: 'films', marker: 'marker', was_mount: 0, expected_files: 0, added_at: 1, checked_at: 0 }
    const root = await tx
      .insertInto('transfer_roots')
      .values({ ...facts, path, state: 'online' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const library = await tx
      .insertInto('library_libraries')
      .values({
        kind: 'films',
        name: 'Films',
        name_key: 'films',
        root_id: root.id,
        settings: '{}',
        is_enabled: 1,
        version: 1,
        created_at: 1,
        changed_at: 1,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return library.id
  })

export interface TestFilm {
  folder: string
  titleId: number
}

/** A film with its folder and its file, as a scan writes them. */
export async function insertFilm(db: Db, libraryId: number, name: string): Promise<TestFilm> {
  return db.tx(async (tx) => {
    const folder = await tx
      .insertInto('library_folders')
      .values({ library_id: libraryId, rel_path: name, path_key: name, state: 'read' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const title = await tx
      .insertInto('library_titles')
      .values({
        library_id: libraryId,
        kind: 'movie',
        folder_id: folder.id,
        title: name.replace(/ \(\d{4}\)$/, ''),
        sort_key: name,
        year: Number(/\((\d{4})\)$/.exec(name)?.[1] ?? 2000),
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
    await insertFile(tx, { libraryId, folderId: folder.id, titleId: title.id, relPath: `${name}/${name}.mkv` })
    return { folder: name, titleId: title.id }
  })
}

export async function insertFile(
  tx: Parameters<Parameters<Db['tx']>[0]>[0],
  { libraryId, folderId, titleId, relPath }: { libraryId: number; folderId: number; titleId: number; relPath: string },
): Promise<void> {
  const facts = { kind: 'video', use: 'main', size: 1, mtime_ms: 1, inode: '1', first_seen_at: 1 } as const
  await tx
    .insertInto('library_files')
    .values({
      library_id: libraryId,
      folder_id: folderId,
      title_id: titleId,
      rel_path: relPath,
      path_key: relPath,
      ...facts,
    })
    .execute()
}
