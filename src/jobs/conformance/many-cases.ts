import assert from 'node:assert/strict'
import { RejectedError } from '../../kernel/errors.ts'
import { call } from './order-cases.ts'
import { bySystem, type Case, kind, signal, type World } from './world.ts'

export const range = (to: number) => Array.from({ length: to }, (_, n) => ({ n }))

export async function countIn(world: World, state: string): Promise<number> {
  const live = await world.db.read
    .selectFrom('job_queue')
    .select('id')
    .where('state', '=', state as never)
    .execute()
  const ended = await world.db.read
    .selectFrom('job_history')
    .select('id')
    .where('state', '=', state as never)
    .execute()
  return live.length + ended.length
}

/** Runs that were ended by their own failure, or by that of their parts, until `mend` is called. */
function brokenKinds(children: number) {
  const Top = kind('top')
  const Part = kind('part', { maxAttempts: 1 })
  const ran = new Map<string, number>()
  let isBroken = true
  const prepare: Parameters<World['start']>[0] = (room) => {
    room.handle(Top, async ({ n }, job) => {
      for (let part = 0; part < children; part++) job.enqueue(Part, { n: n * children + part })
    })
    room.handle(Part, async ({ n }) => {
      ran.set(String(n), (ran.get(String(n)) ?? 0) + 1)
      if (isBroken) throw new RejectedError('media/unreadable')
    })
  }
  return { Top, Part, ran, prepare, mend: () => void (isBroken = false) }
}

/** Runs of three steps, the first of which fails until `mend` is called; `ran` counts those that did not. */
function brokenChains() {
  const Top = kind('top')
  const Part = kind('part', { maxAttempts: 1 })
  const ran = new Map<string, number>()
  let isBroken = true
  const chains: Parameters<World['start']>[0] = (room) => {
    room.handle(Top, async ({ n }, job) => {
      const first = job.enqueue(Part, { n: n * 3 })
      const second = job.enqueue(Part, { n: n * 3 + 1 }, { after: [first] })
      job.enqueue(Part, { n: n * 3 + 2 }, { after: [second] })
    })
    room.handle(Part, async ({ n }) => {
      if (isBroken) throw new RejectedError('media/unreadable')
      ran.set(String(n), (ran.get(String(n)) ?? 0) + 1)
    })
  }
  return { Top, ran, chains, mend: () => void (isBroken = false) }
}

/** What one person does to all that match. */
export const manyCases: Case[] = [
  {
    name: 'retries every failed job, each once, says how many, and has nothing left to do the second time',
    async run(world) {
      const { Part, ran, prepare, mend } = brokenKinds(0)
      const engine = await world.start(prepare)
      await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Part, range(120), bySystem))
      await engine.jobs.idle()
      assert.equal(await countIn(world, 'failed'), 120)
      mend()
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body: { state: 'failed' } }), { retried: 120 })
      await engine.jobs.idle()
      assert.equal(await countIn(world, 'completed'), 120)
      assert.ok([...ran.values()].every((times) => times === 2))
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body: { state: 'failed' } }), { retried: 0 })
      const told = (await world.events.readAfter(0, 1_000)).filter((event) => event.kind === 'job.retried')
      assert.equal(told.length, 120)
      assert.ok(told.every(({ actor }) => actor === 'person:1'))
    },
  },
  {
    name: 'a child that goes along with its parent is not retried twice, however soon it fails anew',
    async run(world) {
      const { Top, ran, prepare } = brokenKinds(3)
      const engine = await world.start(prepare, { concurrency: { work: 16 } })
      await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Top, range(60), bySystem))
      await engine.jobs.idle()
      assert.equal(await countIn(world, 'failed'), 240)
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body: { state: 'failed' } }), { retried: 240 })
      await engine.jobs.idle()
      assert.equal(await countIn(world, 'failed'), 240)
      assert.deepEqual([...new Set(ran.values())], [2])
    },
  },
  {
    name: 'retries the failed jobs of a kind, and their parents wait for them again',
    async run(world) {
      const { Top, Part, prepare, mend } = brokenKinds(2)
      const Other = kind('other', { maxAttempts: 1 })
      const engine = await world.start((room) => {
        prepare(room)
        room.handle(Other, async () => {
          throw new RejectedError('media/unreadable')
        })
      })
      await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Top, range(3), bySystem))
      await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Other, range(2), bySystem))
      await engine.jobs.idle()
      mend()
      const body = { state: 'failed', kind: Part.kind }
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body }), { retried: 6 })
      await engine.jobs.idle()
      assert.deepEqual([await countIn(world, 'completed'), await countIn(world, 'failed')], [9, 2])
    },
  },
  {
    name: 'of failed jobs with the same key one is retried, and those around it as well',
    async run(world) {
      const Same = kind('same', { maxAttempts: 1, dedupeBy: () => 'one' })
      const { Part, prepare, mend } = brokenKinds(0)
      let isBroken = true
      const engine = await world.start((room) => {
        prepare(room)
        room.handle(Same, async () => {
          if (isBroken) throw new RejectedError('media/unreadable')
        })
      })
      for (let n = 0; n < 3; n++) {
        await world.db.tx((tx) => engine.jobs.enqueue(tx, Same, { n }, bySystem))
        await world.db.tx((tx) => engine.jobs.enqueue(tx, Part, { n }, bySystem))
        await engine.jobs.idle()
      }
      await changeQueue(engine, true)
      mend()
      isBroken = false
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body: { state: 'failed' } }), { retried: 4 })
      await changeQueue(engine, false)
      await engine.jobs.idle()
      assert.deepEqual([await countIn(world, 'completed'), await countIn(world, 'failed')], [4, 2])
    },
  },
  {
    name: 'cancels all of a state and leaves the others, each once',
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
      await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Work, range(1_200), bySystem))
      await begun.reached
      assert.partialDeepStrictEqual(await cancelMany(engine, { state: 'ready' }), { cancelled: 1_199 })
      assert.partialDeepStrictEqual(await cancelMany(engine, { state: 'ready' }), { cancelled: 0 })
      goOn.give()
      await engine.jobs.idle()
      assert.deepEqual([await countIn(world, 'completed'), await countIn(world, 'cancelled')], [1, 1_199])
    },
  },
  {
    name: 'cancels whole trees: what runs is asked to stop, and all that matched is counted once',
    async run(world) {
      const Top = kind('top')
      const Part = kind('part')
      const Other = kind('other')
      const begun = signal()
      const goOn = signal()
      const engine = await world.start(
        (room) => {
          room.handle(Top, async (_payload, job) => {
            for (let n = 0; n < 300; n++) job.enqueue(Part, { n })
          })
          room.handle(Part, async (_payload, job) => {
            begun.give()
            await new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason)))
          })
          room.handle(Other, () => goOn.reached)
        },
        { concurrency: { work: 4 } },
      )
      const other = await world.db.tx((tx) => engine.jobs.enqueue(tx, Other, { n: 1 }, bySystem))
      await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Top, range(2), bySystem))
      await begun.reached
      const listOpen = () =>
        world.db.read.selectFrom('job_queue').select('kind').where('kind', '!=', Other.kind).execute()
      let open = await listOpen()
      for (; open.length < 602; open = await listOpen()) await new Promise(setImmediate)
      for (const name of [Top.kind, Part.kind]) {
        const many = open.filter((job) => job.kind === name).length
        const reply = await cancelMany(engine, { kind: name })
        if (name === Top.kind) assert.partialDeepStrictEqual(reply, { cancelled: many })
        else assert.partialDeepStrictEqual(reply, { cancelled: 0 }, 'they went with their parents')
      }
      goOn.give()
      await engine.jobs.idle()
      assert.deepEqual(await world.states([other.jobId]), ['completed'])
      assert.equal(await countIn(world, 'cancelled'), open.length)
      assert.partialDeepStrictEqual(await cancelMany(engine, {}), { cancelled: 0 })
    },
  },
  {
    name: 'retries all that can be retried with one call, also when three people do it at once',
    async run(world) {
      const { Top, ran, chains, mend } = brokenChains()
      const engine = await world.start(chains, { concurrency: { work: 8 } })
      await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Top, range(100), bySystem))
      await engine.jobs.idle()
      assert.deepEqual([await countIn(world, 'failed'), await countIn(world, 'cancelled')], [200, 200])
      mend()
      const replies = await Promise.all([1, 2, 3].map(() => call(engine, 'jobs.retryJobs', { body: {} })))
      await engine.jobs.idle()
      const retried = (replies as { retried: number }[]).reduce((sum, reply) => sum + reply.retried, 0)
      assert.ok(retried >= 400, String(retried))
      assert.equal(await countIn(world, 'completed'), 400)
      assert.equal([...ran.values()].filter((times) => times === 1).length, 300)
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body: {} }), { retried: 0 })
    },
  },
  {
    name: 'runs nothing without its predecessors: it is left out among many, and alone it is refused',
    async run(world) {
      const { Top, ran, chains, mend } = brokenChains()
      const engine = await world.start(chains)
      await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Top, range(20), bySystem))
      await engine.jobs.idle()
      mend()
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body: { state: 'cancelled' } }), { retried: 0 })
      const next = await world.db.read
        .selectFrom('job_edges as e')
        .innerJoin('job_history as before', 'before.id', 'e.after_id')
        .select(['e.job_id', 'before.id', 'before.state'])
        .where('before.state', '=', 'failed')
        .executeTakeFirstOrThrow()
      await assert.rejects(call(engine, 'jobs.retryJob', { params: { jobId: next.job_id } }), {
        code: 'jobs/predecessor-not-completed',
        params: { jobId: next.id, state: 'failed' },
      })
      assert.equal(ran.size, 0)
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body: { state: 'failed' } }), { retried: 40 })
      await engine.jobs.idle()
      assert.equal(await countIn(world, 'completed'), 80)
    },
  },
  {
    name: 'retries one part and no other, and its run fails again by those',
    async run(world) {
      const { Top, Part, ran, prepare, mend } = brokenKinds(3)
      const engine = await world.start(prepare)
      const { jobId } = await world.db.tx((tx) => engine.jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await engine.jobs.idle()
      mend()
      const parts = await world.db.read
        .selectFrom('job_history')
        .select('id')
        .where('kind', '=', Part.kind)
        .orderBy('id')
        .execute()
      const [first = 0, ...others] = parts.map(({ id }) => id)
      await call(engine, 'jobs.retryJob', { params: { jobId: first } })
      await engine.jobs.idle()
      assert.deepEqual(await world.states([jobId, first, ...others]), ['failed', 'completed', 'failed', 'failed'])
      assert.deepEqual([...ran.values()], [2, 1, 1])
      assert.equal((await world.job(jobId)).failed_children, 2)
    },
  },
  {
    name: 'keeps how much a part is when it is retried, and what its run had come to',
    async run(world) {
      const Top = kind('top')
      const Part = kind('part', { queue: 'other', maxAttempts: 1 })
      const [begun, goOn] = [signal(), signal()]
      let isBroken = true
      const engine = await world.start(
        (room) => {
          room.handle(Top, async (_payload, job) => {
            for (let n = 0; n < 4; n++) job.enqueue(Part, { n }, { work: { total: 1_000, unit: 'files' } })
            return 'kept'
          })
          room.handle(Part, async (_payload, job) => {
            if (isBroken) throw new RejectedError('media/unreadable')
            job.progress({ current: 100, total: 1_000, unit: 'files' })
            begun.give()
            await goOn.reached
          })
        },
        { concurrency: { work: 1, other: 1 } },
      )
      const { jobId } = await world.db.tx((tx) => engine.jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await engine.jobs.idle()
      isBroken = false
      await call(engine, 'jobs.retryJobs', { body: {} })
      await begun.reached
      const view = async () =>
        ((await call(engine, 'jobs.getJob', { params: { jobId } })) as { progress: { current: number; total: number } })
          .progress
      for (let seen = await view(); seen?.current !== 100; seen = await view()) {
        world.clock.advance(500)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      assert.equal((await view()).total, 4_000)
      goOn.give()
      await engine.jobs.idle()
      const { result } = (await call(engine, 'jobs.getJob', { params: { jobId } })) as { result: unknown }
      assert.equal(result, 'kept')
    },
  },
  {
    name: 'the many parts of one run come back in small transactions, whether all are retried or only the run',
    async run(world) {
      const { Top, ran, prepare, mend } = brokenKinds(1_200)
      const engine = await world.start(prepare, { concurrency: { work: 64 } })
      const { jobId } = await world.db.tx((tx) => engine.jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await engine.jobs.idle()
      await changeQueue(engine, true)
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body: {} }), { retried: 1_201 })
      await changeQueue(engine, false)
      await engine.jobs.idle()
      mend()
      await call(engine, 'jobs.retryJob', { params: { jobId } })
      await engine.jobs.idle()
      assert.deepEqual([await countIn(world, 'completed'), ...new Set(ran.values())], [1_201, 3])
    },
  },
]

const changeQueue = (engine: Parameters<typeof call>[0], isPaused: boolean) =>
  call(engine, 'jobs.changeQueue', { params: { queue: 'work' }, body: { isPaused } })

const cancelMany = async (engine: Parameters<typeof call>[0], body: object) =>
  (await call(engine, 'jobs.cancelJobs', { body })) as object
