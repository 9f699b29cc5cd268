import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { z } from 'zod'
import { onEachDatabase } from '../../../test/databases.ts'
import { setUpAttention } from '../../attention/setup.ts'
import type { Db } from '../../db/db.ts'
import { defineJob } from '../../jobs/index.ts'
import { setUpJobs } from '../../jobs/setup.ts'
import { type Clock, systemClock } from '../../kernel/clock.ts'
import { openLog } from '../../kernel/log.ts'
import { createBus } from '../../live/bus.ts'
import { openEventLog } from '../../live/event-log.ts'
import { TakeArrival } from './jobs.ts'
import type { ArrivalKind } from './model.ts'
import { listArrivalsOf, saveSenderFolder } from './store.ts'
import { takeArrival, tellUnmapped, type ToldFolder } from './take-arrival.ts'

const Look = defineJob('test.look', {
  payload: z.object({ folders: z.array(z.unknown()) }),
  queue: 'control',
  maxAttempts: 1,
  timeoutMs: 60_000,
})

async function open(db: Db) {
  const rootPath = await mkdtemp(join(tmpdir(), 'patchbay-arrivals-'))
  const state = { aheadMs: 0, looks: [] as ToldFolder[][] }
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + state.aheadMs }
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention } = setUpAttention({ db, clock, events })
  const log = openLog({ level: 'error' }).area('jobs')
  const engine = setUpJobs({ db, clock, log, events, bus })
  const now = clock.now()
  const { libraryId, sourceId } = await db.tx(async (tx) => {
    const library = await tx
      .insertInto('library_libraries')
      .values({
        kind: 'films',
        name: 'Films',
        name_key: 'films',
        root_id: 1,
        settings: '{}',
        is_enabled: 1,
        version: 1,
        created_at: now,
        changed_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const source = await tx
      .insertInto('webhooks_sources')
      .values({
        key: 'radarr',
        kind: 'radarr',
        name: 'Radarr',
        name_key: 'radarr',
        connection_id: null,
        is_enabled: 1,
        version: 1,
        created_at: now,
        changed_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { libraryId: library.id, sourceId: source.id }
  })
  engine.jobs.handle(Look, async ({ folders }) => void state.looks.push(folders as ToldFolder[]))
  engine.jobs.handle(
    TakeArrival,
    takeArrival({
      db,
      listLibraries: async () => [{ libraryId, name: 'Films', rootPath }],
      lookAt: (job, folders) => void job.enqueue(Look, { folders: [...folders] }),
    }),
    { onSettled: tellUnmapped(attention) },
  )
  const started = engine.jobs.start()
  return {
    db,
    rootPath,
    libraryId,
    sourceId,
    looks: () => state.looks.flat(),
    say: (folder: string, what: ArrivalKind = 'added', ids = {}) =>
      db.tx((tx) =>
        engine.jobs.enqueue(
          tx,
          TakeArrival,
          { sourceId, sender: 'radarr', what, folders: [folder], title: 'Heat', ids },
          { actor: 'webhook:1' },
        ),
      ),
    cards: () => db.read.selectFrom('attention_cards').selectAll().where('resolved_at', 'is', null).execute(),
    settle: async () => {
      await started
      await engine.jobs.idle()
      state.aheadMs += 60_000
      await engine.jobs.idle()
    },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]()
      await rm(rootPath, { recursive: true })
    },
  }
}

onEachDatabase('what was said of folders', (openDb) => {
  it('is one look for all that is said within a moment', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const folder = join(world.rootPath, 'Heat (1995)')
    await mkdir(folder)
    for (let file = 0; file < 10; file++) await world.say(folder, 'added', file === 3 ? { tmdb: '949' } : {})
    await world.settle()
    assert.deepEqual(world.looks(), [
      { libraryId: world.libraryId, relPath: 'Heat (1995)', ids: { tmdb: '949' }, isToldGone: false },
    ])
    const told = await listArrivalsOf(db.read, { libraryId: world.libraryId, relPath: 'Heat (1995)' }, 20)
    assert.equal(told.length, 10)
    assert.equal(new Set(told.map(({ takenBy }) => takenBy)).size, 1)
  })

  it('is another look for what is said later', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const folder = join(world.rootPath, 'Heat (1995)')
    await world.say(folder)
    await world.settle()
    await world.say(folder, 'removed')
    await world.settle()
    assert.deepEqual(
      world.looks().map(({ isToldGone }) => isToldGone),
      [false, true],
    )
  })

  it('is looked for under the name that the disk has', async () => {
    await using db = await openDb()
    await using world = await open(db)
    await db.tx((tx) => saveSenderFolder(tx, { ...world, toldFolder: 'D:\\Movies', createdAt: 1 }))
    await mkdir(join(world.rootPath, 'Ame\u0301lie (2001)'))
    await world.say('d:\\movies\\AM\u00c9LIE (2001)')
    await world.settle()
    assert.equal(world.looks()[0]?.relPath, 'Ame\u0301lie (2001)')
  })

  it('fails and tells a person while a folder is in no library, and works once somebody said which', async () => {
    await using db = await openDb()
    await using world = await open(db)
    await world.say('/movies2/Heat (1995)')
    await world.settle()
    assert.deepEqual(world.looks(), [])
    assert.deepEqual(
      (await world.cards()).map(({ code, params }) => ({
        code,
        folder: (JSON.parse(params) as { folder: string }).folder,
      })),
      [{ code: 'library.sender-folder', folder: '/movies2/Heat (1995)' }],
    )
    await db.tx((tx) => saveSenderFolder(tx, { ...world, toldFolder: '/movies2', createdAt: 1 }))
    await world.say('/movies2/Heat (1995)')
    await world.settle()
    assert.equal(world.looks()[0]?.relPath, 'Heat (1995)')
    assert.deepEqual(await world.cards(), [])
  })
})
