import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import {
  insertFile,
  insertFilm,
  LIBRARY_PATH,
  openPlayersWorld,
  type PlayersWorld,
  Snoozed,
  takes,
  testPlayer,
} from '../../../test/players-world.ts'
import { listOpenCards } from '../../attention/store.ts'
import { RejectedError, UnavailableError } from '../../kernel/errors.ts'
import { addGroup, changeGroup, removeGroup } from './groups.ts'
import { addMapping } from './mapping/mappings.ts'
import { proposeMappings } from './mapping/propose-mappings.ts'
import { testPath } from './mapping/test-path.ts'
import type { Change, WatchState } from './model.ts'
import { listGroups, listMappings } from './store.ts'
import { askFailed } from './telling/ask-failed.ts'
import { askOfTitles, askPlayers } from './telling/ask-players.ts'
import { findTelling, listStates, listTitleFolders } from './telling/store.ts'
import { noteFailure, tellPlayers } from './telling/tell-players.ts'

const BY = { actor: 'person:1' }
const UP = 'Up (2009)'
const WATCHED: WatchState = {
  file: `/srv/films/${UP}/${UP}.mkv`,
  plays: 3,
  lastPlayed: '2024-01-02',
  rating: 7,
  resumeAtSeconds: 0,
  lengthSeconds: 0,
}

async function withGroup(world: PlayersWorld, facts: object = {}): Promise<number> {
  const connectionIds = world.players.map((_one, at) => at + 1)
  const lists = { libraryIds: [world.libraryId], connectionIds }
  const group = await addGroup(world.deps)({ name: 'Den', kind: 'kodi', ...lists, ...facts }, BY)
  return group.groupId
}

async function mapped(world: PlayersWorld, groupId: number, playerPath = '/srv/films'): Promise<void> {
  await addMapping(world.deps)({ groupId, libraryId: world.libraryId, relPath: '', playerPath }, BY)
}

const ask = (world: PlayersWorld, change: Change = 'added', relPath = UP) =>
  world.deps.db.tx((tx) =>
    askPlayers(tx, world.deps, { libraryId: world.libraryId, folders: [{ relPath, change, label: relPath }], ...BY }),
  )

/** One attempt of the job. @returns its state, or the code of why it sleeps or failed */
async function run(world: PlayersWorld, groupId: number, relPath = UP): Promise<string> {
  const job = world.job()
  try {
    const { state } = await tellPlayers(world.deps)({ groupId, libraryId: world.libraryId, relPath }, job)
    await job.end()
    return state
  } catch (error) {
    if (error instanceof Snoozed) return `sleeps: ${error.code}`
    return (error as { code?: string }).code ?? String(error)
  }
}

/** The engine gives up. */
const giveUp = (world: PlayersWorld, groupId: number, reason: { code: string; params: object }) =>
  world.deps.db.tx((tx) =>
    noteFailure(world.deps)(tx, {
      payload: { groupId, libraryId: world.libraryId, relPath: UP },
      state: 'failed',
      reason,
    } as never),
  )

const stateOf = async (world: PlayersWorld, groupId: number, relPath = UP) =>
  findTelling(world.deps.db.read, { groupId, libraryId: world.libraryId, relPath })

const cards = async ({ deps }: PlayersWorld) =>
  (await listOpenCards(deps.db.read, 0, { snoozed: true })).map(({ code }) => code)

onEachDatabase('players', (open) => {
  it('tell a folder as the player writes it, and read back that it has every file', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer(['/srv/films/'])])
    await insertFilm(db, world.libraryId, UP)
    const groupId = await withGroup(world)
    await mapped(world, groupId)
    await ask(world)
    assert.equal(await run(world, groupId), 'verified')
    const { telling } = world.players[0]?.tellings[0] ?? assert.fail()
    assert.deepEqual(
      [telling.root, telling.folder, telling.wanted, telling.title],
      ['/srv/films/', `/srv/films/${UP}`, [`${UP}.mkv`], 'Up'],
    )
    const told = await stateOf(world, groupId)
    assert.equal(told?.state, 'verified')
    const delivery = await world.deps.deliveries.find(told?.deliveryId ?? 0)
    assert.deepEqual(delivery?.proof?.map(({ field, found }) => [field, found]).toSorted(), [
      ['player-files', '1'],
      ['player-folder', `/srv/films/${UP}`],
      ['player-state', 'known'],
    ])
    assert.equal(await run(world, groupId), 'nothing-new', 'told twice')
    assert.equal(world.players[0]?.tellings.length, 1)
  })

  it('ask for a folder once however often it is asked for, and once more for what comes while it is told', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer([LIBRARY_PATH])])
    await insertFilm(db, world.libraryId, UP)
    const groupId = await withGroup(world)
    const made = []
    for (let at = 0; at < 22; at++) made.push(...(await ask(world)))
    assert.equal(made.length, 1)
    const [player = assert.fail()] = world.players
    player.onTell = async (telling) => {
      takes(player, telling)
      made.push(...(await ask(world, 'changed')), ...(await ask(world, 'changed')))
    }
    assert.equal(await run(world, groupId), 'verified')
    assert.equal(made.length, 2)
    assert.equal((await stateOf(world, groupId))?.state, 'waiting')
    player.onTell = async (telling) => takes(player, telling)
    assert.equal(await run(world, groupId), 'verified')
    assert.deepEqual(
      player.tellings.map(({ telling }) => telling.change),
      ['added', 'changed'],
    )
    assert.equal((await stateOf(world, groupId))?.state, 'verified')
  })

  it('tell the second when the first is down; all down is tried again, fails in sight, and is told again by hand', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer([LIBRARY_PATH]), testPlayer([LIBRARY_PATH])])
    await insertFilm(db, world.libraryId, UP)
    const groupId = await withGroup(world)
    const [first = assert.fail(), second = assert.fail()] = world.players
    first.isDown = true
    await ask(world)
    assert.equal(await run(world, groupId), 'verified')
    assert.deepEqual([first.tellings.length, second.tellings.length], [0, 1])
    assert.equal((await stateOf(world, groupId))?.connectionId, 2)
    second.isDown = true
    await ask(world, 'changed')
    assert.equal(await run(world, groupId), 'players/none-answers')
    assert.deepEqual(await cards(world), [], 'it is tried again by itself first')
    await giveUp(world, groupId, { code: 'players/none-answers', params: { group: 'Den' } })
    assert.equal((await stateOf(world, groupId))?.state, 'failed')
    assert.deepEqual(await cards(world), ['library.players-down'])
    first.isDown = false
    assert.equal(await db.tx((tx) => askFailed(world.deps, tx, { groupId, ...BY })), 1)
    assert.equal(await run(world, groupId), 'verified')
    assert.deepEqual(await cards(world), [])
  })

  it('go on with the second when the first dies while it is told', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer([LIBRARY_PATH]), testPlayer([LIBRARY_PATH])])
    await insertFilm(db, world.libraryId, UP)
    const groupId = await withGroup(world)
    const [first = assert.fail(), second = assert.fail()] = world.players
    first.onTell = async () => {
      first.isDown = true
      throw new UnavailableError('remote/broken-off', { params: { host: 'den' } })
    }
    await ask(world)
    assert.equal(await run(world, groupId), 'verified')
    assert.equal(second.tellings.length, 1)
  })

  it('wait while somebody watches, skip such a player, or tell it nevertheless, as the group has it', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer([LIBRARY_PATH]), testPlayer([LIBRARY_PATH])])
    await insertFilm(db, world.libraryId, UP)
    const groupId = await withGroup(world)
    const [first = assert.fail(), second = assert.fail()] = world.players
    first.playing = ['Heat']
    await ask(world)
    assert.equal(await run(world, groupId), 'sleeps: players/playing')
    assert.deepEqual([first.tellings.length, second.tellings.length], [0, 0])
    assert.deepEqual(await ask(world, 'changed'), [], 'the job that sleeps takes it with it')
    const change = (whilePlaying: 'skip' | 'tell') =>
      changeGroup(world.deps)(groupId, { whilePlaying }, { ...BY, ifMatch: '*' })
    await change('skip')
    assert.equal(await run(world, groupId), 'verified')
    assert.deepEqual([first.tellings.length, second.tellings.length], [0, 1])
    second.playing = ['Up']
    await ask(world)
    await ask(world, 'changed')
    assert.equal(await run(world, groupId), 'sleeps: players/playing')
    await change('tell')
    assert.equal(await run(world, groupId), 'verified')
    assert.equal(first.tellings.length, 1)
  })

  it('say which path is in none of its libraries, and tell it as soon as it is mapped', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer(['/srv/films', '/srv/films2'])])
    await insertFilm(db, world.libraryId, UP)
    const groupId = await withGroup(world)
    await ask(world)
    assert.equal(await run(world, groupId), 'players/path-not-mapped')
    const params = { group: 'Den', player: 'Player 1', path: `${LIBRARY_PATH}/${UP}`, known: '/srv/films', count: 1 }
    await giveUp(world, groupId, { code: 'players/path-not-mapped', params })
    const [card = assert.fail()] = await listOpenCards(db.read, 0, { snoozed: true })
    assert.equal(card.code, 'library.players-not-mapped')
    assert.equal(card.params['path'], `${LIBRARY_PATH}/${UP}`)
    assert.equal(card.actions[0]?.code, 'map-path')
    const tested = await testPath(
      world.deps,
      { groupId, libraryId: world.libraryId, relPath: UP },
      AbortSignal.timeout(5000),
    )
    assert.deepEqual(
      tested.players.map(({ outcome, roots }) => [outcome, roots]),
      [['not-mapped', ['/srv/films', '/srv/films2']]],
    )
    await assert.rejects(mapped(world, groupId, 'films'), { code: 'players/path-not-whole' })
    await mapped(world, groupId)
    assert.deepEqual(await cards(world), [])
    assert.equal((await stateOf(world, groupId))?.state, 'waiting')
    assert.equal(await run(world, groupId), 'verified')
  })

  it('propose the folder that has the same folders in it', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer(['/a/films', '/b/movies', '/c/other'])])
    for (const name of [UP, 'Heat (1995)']) await insertFilm(db, world.libraryId, name)
    const [player = assert.fail()] = world.players
    player.knows.set(`/b/movies/${UP}`, [])
    player.knows.set('/c/other/Song', [])
    const groupId = await withGroup(world)
    const found = await proposeMappings(world.deps, groupId, AbortSignal.timeout(5000))
    assert.deepEqual(
      found.map(({ playerPath, shared, of, example }) => [playerPath, shared, of, example]),
      [
        ['/b/movies', 1, 2, UP],
        ['/a/films', 0, 2, null],
      ],
    )
    await mapped(world, groupId, '/b/movies')
    assert.deepEqual(await proposeMappings(world.deps, groupId, AbortSignal.timeout(5000)), [])
  })

  it('keep what was watched until it was given back, over an end in between', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer(['/srv/films'])])
    await insertFilm(db, world.libraryId, UP)
    const groupId = await withGroup(world)
    await mapped(world, groupId)
    const [player = assert.fail()] = world.players
    const given: WatchState[] = []
    player.onTell = async (_telling, { keep }) => {
      await keep([WATCHED])
      throw new UnavailableError('remote/broken-off', { params: { host: 'den' } })
    }
    await ask(world, 'changed')
    assert.notEqual(await run(world, groupId), 'verified')
    assert.deepEqual(await listStates(db.read, groupId, `/srv/films/${UP}`), [WATCHED])
    player.onTell = async (telling, { kept }) => {
      given.push(...kept)
      takes(player, telling)
    }
    assert.equal(await run(world, groupId), 'verified')
    assert.deepEqual(given, [WATCHED])
    assert.deepEqual(await listStates(db.read, groupId, `/srv/films/${UP}`), [])
    player.onTell = async (_telling, { keep }) => {
      await keep([WATCHED])
      await keep([])
      throw new RejectedError('players/not-taken', {})
    }
    await ask(world, 'changed')
    assert.equal(await run(world, groupId), 'players/not-taken')
    assert.deepEqual(await listStates(db.read, groupId, `/srv/films/${UP}`), [], 'nothing was lost')
  })

  it('wait for a player that takes its time, and say when nothing proves it', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer([LIBRARY_PATH])])
    await insertFilm(db, world.libraryId, UP)
    const groupId = await withGroup(world)
    const [player = assert.fail()] = world.players
    player.isPrompt = false
    player.onTell = async () => undefined
    await ask(world)
    assert.equal(await run(world, groupId), 'sleeps: deliveries/not-shown-yet')
    takes(player, player.tellings[0]?.telling ?? assert.fail())
    assert.equal(await run(world, groupId), 'verified')
    await ask(world, 'changed')
    assert.equal(await run(world, groupId), 'sleeps: deliveries/not-shown-yet')
    assert.equal(await run(world, groupId), 'sleeps: deliveries/not-shown-yet', 'known, and not read anew')
    takes(player, player.tellings[1]?.telling ?? assert.fail(), '2')
    assert.equal(await run(world, groupId), 'verified')
    await ask(world, 'changed')
    assert.match(await run(world, groupId), /^sleeps/)
    world.clock.advance(31 * 60_000)
    assert.equal(await run(world, groupId), 'accepted', 'it may have found nothing new')
    assert.equal(player.tellings.length, 3)
    player.roots = undefined
    await ask(world)
    assert.equal(await run(world, groupId), 'accepted', 'its folders can’t be asked for')
  })

  it('say that a player accepted a folder and never showed it', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer([LIBRARY_PATH])])
    await insertFilm(db, world.libraryId, UP)
    const groupId = await withGroup(world)
    const [player = assert.fail()] = world.players
    player.isPrompt = false
    player.onTell = async () => undefined
    await ask(world)
    assert.match(await run(world, groupId), /^sleeps/)
    world.clock.advance(31 * 60_000)
    assert.equal(await run(world, groupId), 'players/not-shown')
  })

  it('tell of the series for an episode, and of nothing that no group is told of', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer([LIBRARY_PATH])])
    const { titleId: seriesId } = await insertFilm(db, world.libraryId, 'Show')
    const { titleId } = await insertFilm(db, world.libraryId, 'S01E01')
    await db.tx(async (tx) => {
      const folder = await tx
        .insertInto('library_folders')
        .values({ library_id: world.libraryId, rel_path: 'Show/Season 1', path_key: 's', state: 'read' })
        .returning('id')
        .executeTakeFirstOrThrow()
      const relPath = 'Show/Season 1/S01E01.mkv'
      await insertFile(tx, { libraryId: world.libraryId, folderId: folder.id, titleId, relPath })
      const file = await tx
        .selectFrom('library_files')
        .select('id')
        .where('rel_path', '=', relPath)
        .executeTakeFirstOrThrow()
      await tx
        .updateTable('library_titles')
        .set({ kind: 'tv-episode', parent_id: seriesId, folder_id: folder.id, main_file_id: file.id })
        .where('id', '=', titleId)
        .execute()
    })
    const found = await listTitleFolders(db.read, [titleId, seriesId + 999, seriesId])
    assert.deepEqual(
      found.map((one) => [one.titleId, one.relPath, one.file, one.title]),
      [
        [titleId, 'Show', 'Season 1/S01E01.mkv', 'Show'],
        [seriesId, 'Show', null, 'Show'],
      ],
    )
    assert.deepEqual(await ask(world), [], 'no group')
    const groupId = await withGroup(world)
    const job = world.job()
    await askOfTitles(world.deps)({ titleIds: [titleId], change: 'changed' }, job)
    await job.end()
    const telling = await stateOf(world, groupId, 'Show')
    assert.deepEqual([telling?.files, telling?.label], [['Season 1/S01E01.mkv'], 'Show (2000)'])
    await changeGroup(world.deps)(groupId, { libraryIds: [] }, { ...BY, ifMatch: '1' })
    assert.deepEqual(await ask(world), [])
    await removeGroup(world.deps)(groupId, BY)
    assert.equal(await run(world, groupId, 'Show'), 'nothing-new')
  })

  it('of one group are of one kind, in no other group, and no more than it takes', async () => {
    await using db = await open()
    await using world = await openPlayersWorld(db, [testPlayer([]), testPlayer([])])
    const add = addGroup(world.deps)
    const refused = (facts: object, code: string) =>
      assert.rejects(add({ name: 'Den', kind: 'kodi', ...facts } as never, BY), { code })
    await refused({ connectionIds: [9] }, 'connections/no-such-connection')
    await refused({ connectionIds: [1], kind: 'plex' }, 'players/other-kind')
    await refused({ connectionIds: [1, 1] }, 'players/twice')
    await refused({ connectionIds: [1, 2], maxMembers: 1 }, 'players/too-many-members')
    await refused({ libraryIds: [99] }, 'players/no-such-library')
    await add({ name: 'Den', kind: 'kodi', connectionIds: [2, 1] }, BY)
    await refused({}, 'players/name-taken')
    await refused({ name: 'Attic', connectionIds: [1] }, 'players/in-another-group')
    assert.equal((await listGroups(db.read)).length, 1)
    await assert.rejects(changeGroup(world.deps)(1, {}, { ...BY, ifMatch: '7' }), { code: 'request/version-changed' })
    await mapped(world, 1)
    await mapped(world, 1, 'D:\\Films')
    assert.deepEqual(
      (await listMappings(db.read)).map(({ playerPath }) => playerPath),
      ['D:\\Films'],
      'replaced',
    )
  })
})
