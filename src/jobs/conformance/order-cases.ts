import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { bySystem, type Case, kind, signal } from './world.ts'

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => ({ n: from + i }))

/** Many jobs: who comes first, who runs beside whom. */
export const orderCases: Case[] = [
  {
    name: 'takes the most urgent first, and in order of id among equals',
    async run(world) {
      const Work = kind('work')
      const ran: number[] = []
      const engine = world.build((room) => room.handle(Work, async ({ n }) => void ran.push(n)), {
        concurrency: { work: 1 },
      })
      const add = (n: number, priority: number) =>
        world.db.tx((tx) => engine.jobs.enqueue(tx, Work, { n }, { ...bySystem, priority }))
      for (const [n, priority] of [
        [1, 5],
        [2, 10],
        [3, 1],
        [4, 5],
        [5, 1],
      ] as const)
        await add(n, priority)
      await assert.rejects(add(6, 0), { code: 'jobs/bad-priority' })
      await assert.rejects(add(6, 11), { code: 'jobs/bad-priority' })
      await engine.jobs.start()
      await engine.jobs.idle()
      assert.deepEqual(ran, [3, 5, 1, 4, 2])
    },
  },
  {
    name: 'starves nobody: of ten jobs one is the oldest that waits',
    async run(world) {
      const Work = kind('work')
      const ran: number[] = []
      const engine = world.build((room) => room.handle(Work, async ({ n }) => void ran.push(n)), {
        concurrency: { work: 1 },
      })
      const { jobs } = engine
      await world.db.tx((tx) => jobs.enqueueMany(tx, Work, [{ n: -1 }, { n: -2 }], { ...bySystem, priority: 10 }))
      await world.db.tx((tx) => jobs.enqueueMany(tx, Work, range(0, 100), { ...bySystem, priority: 1 }))
      await jobs.start()
      await jobs.idle()
      assert.equal(ran.length, 102)
      assert.ok(ran.indexOf(-1) <= 12, `the first at ${ran.indexOf(-1)}`)
      assert.ok(ran.indexOf(-2) <= 24, `the second at ${ran.indexOf(-2)}`)
    },
  },
  {
    name: 'runs no more of a queue at a time than it may, and a changed number holds over a restart',
    async run(world) {
      const Work = kind('work')
      let [running, most] = [0, 0]
      const prepare: Parameters<typeof world.build>[0] = (room) =>
        room.handle(Work, async () => {
          running += 1
          most = Math.max(most, running)
          await new Promise(setImmediate)
          running -= 1
        })
      const first = await world.start(prepare, { concurrency: { work: 3 } })
      await world.db.tx((tx) => first.jobs.enqueueMany(tx, Work, range(0, 30), bySystem))
      await first.jobs.idle()
      assert.equal(most, 3)
      await first.jobs.stop()
      await world.db.tx((tx) =>
        tx.insertInto('queues').values({ name: 'work', concurrency: 2, changed_at: 0 }).execute(),
      )
      most = 0
      const second = await world.start(prepare, { concurrency: { work: 3 } })
      await world.db.tx((tx) => second.jobs.enqueueMany(tx, Work, range(0, 30), bySystem))
      await second.jobs.idle()
      assert.equal(most, 2)
    },
  },
  {
    name: 'runs jobs with the same serial key one after the other, beside all others',
    async run(world) {
      const Work = kind('work', { serialBy: ({ n }) => (n < 100 ? 'disk-a' : `free-${n}`) })
      let [inside, most, others] = [0, 0, 0]
      const order: number[] = []
      const { jobs } = await world.start(
        (room) =>
          room.handle(Work, async ({ n }) => {
            if (n >= 100) return void (others += 1)
            inside += 1
            most = Math.max(most, inside)
            order.push(n)
            await new Promise(setImmediate)
            inside -= 1
          }),
        { concurrency: { work: 8 } },
      )
      await world.db.tx((tx) => jobs.enqueueMany(tx, Work, [...range(0, 20), ...range(100, 120)], bySystem))
      await jobs.idle()
      assert.deepEqual([most, others], [1, 20])
      assert.deepEqual(
        order,
        range(0, 20).map(({ n }) => n),
      )
    },
  },
  {
    name: 'lets the next of a serial key go on when the one before it is cancelled, fails or is put off',
    async run(world) {
      const Work = kind('work', { serialBy: () => 'one' })
      const [begun, goOn] = [signal(), signal()]
      const ran: number[] = []
      const { jobs } = await world.start((room) =>
        room.handle(Work, async ({ n }, job) => {
          ran.push(n)
          if (n === 0) {
            begun.give()
            await goOn.reached
            throw new Error('broken')
          }
          if (n === 1 && job.attempt === 1) job.snooze(60_000, { code: 'jobs/stopping' })
        }),
      )
      const all = await world.db.tx((tx) => jobs.enqueueMany(tx, Work, range(0, 4), bySystem))
      await begun.reached
      await world.db.tx((tx) => jobs.cancel(tx, all[2]?.jobId as never, { actor: 'person:1' }))
      goOn.give()
      await jobs.idle()
      assert.deepEqual(ran, [0, 1, 3])
      world.clock.advance(60_000)
      await jobs.idle()
      assert.deepEqual(ran, [0, 1, 3, 1])
    },
  },
  {
    name: 'returns the active job for the same key, and makes a new one when that has ended',
    async run(world) {
      const Work = kind('work', { dedupeBy: ({ n }) => String(n % 2) })
      const [begun, goOn] = [signal(), signal()]
      const { jobs } = await world.start((room) =>
        room.handle(Work, async () => {
          begun.give()
          await goOn.reached
        }),
      )
      const add = (n: number) => world.db.tx((tx) => jobs.enqueue(tx, Work, { n }, bySystem))
      const first = await add(0)
      await begun.reached
      assert.deepEqual(await add(2), { jobId: first.jobId, runId: first.runId, isNew: false })
      const many = await world.db.tx((tx) => jobs.enqueueMany(tx, Work, range(0, 6), bySystem))
      assert.deepEqual(
        many.map(({ isNew }) => isNew),
        [false, true, false, false, false, false],
      )
      assert.equal(new Set(many.map(({ jobId }) => jobId)).size, 2)
      goOn.give()
      await jobs.idle()
      assert.equal((await add(0)).isNew, true)
      await jobs.idle()
    },
  },
  {
    name: 'pauses a queue and no other, over a restart, and goes on when it is resumed',
    async run(world) {
      const Work = kind('work')
      const Other = kind('other', { queue: 'other' })
      const ran: string[] = []
      const prepare: Parameters<typeof world.build>[0] = (room) => {
        room.handle(Work, async () => void ran.push('work'))
        room.handle(Other, async () => void ran.push('other'))
      }
      const first = await world.start(prepare)
      await changeQueue(first, 'work', { isPaused: true })
      for (const contract of [Work, Other])
        await world.db.tx((tx) => first.jobs.enqueue(tx, contract, { n: 1 }, bySystem))
      await first.jobs.idle()
      assert.deepEqual(ran, ['other'])
      await first.jobs.stop()
      const second = await world.start(prepare)
      await second.jobs.idle()
      assert.deepEqual(ran, ['other'])
      await changeQueue(second, 'work', { isPaused: false })
      await second.jobs.idle()
      assert.deepEqual(ran, ['other', 'work'])
    },
  },
  {
    name: 'cancels everything that waits in a drained queue; what runs goes on',
    async run(world) {
      const Work = kind('work')
      const [begun, goOn] = [signal(), signal()]
      const engine = await world.start(
        (room) =>
          room.handle(Work, async () => {
            begun.give()
            await goOn.reached
          }),
        { concurrency: { work: 1 } },
      )
      const [first, ...rest] = await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Work, range(0, 1_200), bySystem))
      await begun.reached
      const reply = await call(engine, 'jobs.drainQueue', { params: { queue: 'work' } })
      assert.deepEqual(reply, { cancelled: 1_199 })
      goOn.give()
      await engine.jobs.idle()
      assert.equal((await world.job(Number(first?.jobId))).state, 'completed')
      assert.equal((await world.job(Number(rest.at(-1)?.jobId))).state, 'cancelled')
    },
  },
  {
    name: 'drains ten thousand jobs, each once',
    async run(world) {
      const Work = kind('work', { isQuiet: true })
      const times = new Map<number, number>()
      const { jobs } = await world.start(
        (room) => room.handle(Work, async ({ n }) => void times.set(n, (times.get(n) ?? 0) + 1)),
        {
          concurrency: { work: 64 },
        },
      )
      await world.db.tx((tx) => jobs.enqueueMany(tx, Work, range(0, 10_000), bySystem))
      await jobs.idle()
      assert.equal(times.size, 10_000)
      assert.ok([...times.values()].every((count) => count === 1))
      const left = await sql<{ n: number }>`select count(*) as n from job_queue`.execute(world.db.read)
      assert.equal(Number(left.rows[0]?.n), 0)
    },
  },
  {
    name: 'two engines on one ledger run no job twice',
    async run(world) {
      const Work = kind('work', { isQuiet: true, serialBy: ({ n }) => String(n % 7) })
      const times = new Map<number, number>()
      let inside = 0
      const busy = new Set<number>()
      const prepare: Parameters<typeof world.build>[0] = (room) =>
        room.handle(Work, async ({ n }) => {
          assert.ok(!busy.has(n % 7), 'two of one serial key at a time')
          busy.add(n % 7)
          inside += 1
          await new Promise(setImmediate)
          inside -= 1
          busy.delete(n % 7)
          times.set(n, (times.get(n) ?? 0) + 1)
        })
      const engines = [
        await world.start(prepare, { concurrency: { work: 8 } }),
        await world.start(prepare, { concurrency: { work: 8 } }),
      ]
      const [a, b] = engines as [(typeof engines)[0], (typeof engines)[0]]
      await Promise.all([
        world.db.tx((tx) => a.jobs.enqueueMany(tx, Work, range(0, 400), bySystem)),
        world.db.tx((tx) => b.jobs.enqueueMany(tx, Work, range(400, 800), bySystem)),
      ])
      while (times.size < 800) {
        const idle = Promise.all(engines.map((engine) => engine.jobs.idle()))
        // An engine that was not told of a job finds it when it reconciles; one that had to give way tries again.
        const moved = setInterval(() => world.clock.advance(1_000), 100)
        await idle
        clearInterval(moved)
        world.clock.advance(30_000)
        await new Promise(setImmediate)
      }
      assert.ok([...times.values()].every((count) => count === 1))
      assert.equal(inside, 0)
      const states = await world.db.read.selectFrom('job_history').select('state').distinct().execute()
      assert.deepEqual(
        states.map(({ state }) => state),
        ['completed'],
      )
    },
  },
]

type Engine = Awaited<ReturnType<Parameters<Case['run']>[0]['start']>>

/** Calls a bound route as the server would, past parsing. */
export async function call(engine: Engine, operationId: string, input: object): Promise<unknown> {
  const route = engine.routes.find((bound) => bound.operationId === operationId)
  assert.ok(route, operationId)
  return route.handle({
    actor: { id: 'person:1', name: 'Ann', scopes: new Set() },
    query: {},
    request: { address: '127.0.0.1' },
    ...input,
  } as never)
}

export const changeQueue = (engine: Engine, queue: string, body: object) =>
  call(engine, 'jobs.changeQueue', { params: { queue }, body })
