import assert from 'node:assert/strict'
import { RejectedError } from '../../kernel/errors.ts'
import type { JobView } from '../contract.ts'
import { countIn, range } from './many-cases.ts'
import { call } from './order-cases.ts'
import { bySystem, type Case, kind, signal, type World } from './world.ts'

/** Two runs of twenty parts each, all of them cancelled while the runs were in this state. */
async function cancelledTrees(world: World, state: 'waiting' | 'running') {
  const Top = kind('top')
  const Part = kind('part', { queue: 'other' })
  const parts = new Map<number, number>()
  /** Parts that fail. */
  const failing = new Set<number>()
  let isBlocked = true
  const stopped = (job: { signal: AbortSignal }) =>
    new Promise<never>((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason)))
  const engine = await world.start(
    (room) => {
      room.handle(Top, async ({ n }, job) => {
        const mine = Array.from({ length: 20 }, (_, part) => ({ n: n * 20 + part }))
        const { jobId: parentId, actor } = job
        await job.commit((tx) => engine.jobs.enqueueMany(tx, Part, mine, { parentId, actor }))
        if (state === 'running' && isBlocked) await stopped(job)
      })
      room.handle(Part, async ({ n }, job) => {
        if (isBlocked && (state === 'running' || n % 20 > 4)) await stopped(job)
        if (failing.has(n)) throw new RejectedError('media/unreadable')
        parts.set(n, (parts.get(n) ?? 0) + 1)
      })
    },
    { concurrency: { work: 4, other: 4 } },
  )
  await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Top, range(2), bySystem))
  const isThere = async () => {
    const live = await world.db.read.selectFrom('job_queue').select(['kind', 'state']).execute()
    const tops = live.filter((job) => job.kind === Top.kind && job.state === state).length
    return tops === 2 && live.filter((job) => job.kind === Part.kind && job.state === 'running').length === 4
  }
  while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 5))
  await call(engine, 'jobs.cancelJobs', { body: {} })
  await engine.jobs.idle()
  world.clock.advance(1_000)
  isBlocked = false
  return { jobs: engine, Part, parts, failing, cancelled: await countIn(world, 'cancelled') }
}

/** Retried runs: what goes on where it was, and what starts anew and leaves its former parts behind. */
export const anewCases: Case[] = [
  {
    name: 'all that was cancelled goes on where it was: what is done is not done again, and nothing is doubled',
    async run(world) {
      const { jobs, cancelled, parts } = await cancelledTrees(world, 'waiting')
      assert.deepEqual(await call(jobs, 'jobs.retryJobs', { body: { state: 'cancelled' } }), { retried: cancelled })
      await jobs.jobs.idle()
      assert.deepEqual([parts.size, ...new Set(parts.values())], [40, 1])
      assert.deepEqual([await countIn(world, 'completed'), await countIn(world, 'cancelled')], [42, 0])
    },
  },
  {
    name: 'what a run that starts anew had left behind stays ended',
    async run(world) {
      const { jobs, parts } = await cancelledTrees(world, 'running')
      assert.deepEqual(await call(jobs, 'jobs.retryJobs', { body: { state: 'cancelled' } }), { retried: 2 })
      await jobs.jobs.idle()
      assert.deepEqual([parts.size, ...new Set(parts.values())], [40, 1])
      assert.deepEqual([await countIn(world, 'completed'), await countIn(world, 'cancelled')], [42, 40])
      assert.deepEqual(await call(jobs, 'jobs.retryJobs', { body: {} }), { retried: 0 })
    },
  },
  {
    name: 'tells parts of a run that started anew from those that it left behind, whatever the clock does',
    async run(world) {
      const { jobs, Part, failing } = await cancelledTrees(world, 'running')
      for (const n of [0, 1]) failing.add(n)
      world.clock.jump(-3_600_000)
      await call(jobs, 'jobs.retryJobs', { body: { state: 'cancelled' } })
      await jobs.jobs.idle()
      assert.equal(await countIn(world, 'failed'), 3)
      failing.clear()
      const { id } = await world.db.read
        .selectFrom('job_history')
        .select('id')
        .where('kind', '=', Part.kind)
        .where('state', '=', 'failed')
        .executeTakeFirstOrThrow()
      await call(jobs, 'jobs.retryJob', { params: { jobId: id } })
      await jobs.jobs.idle()
      assert.equal(await countIn(world, 'failed'), 2, 'the other part still makes its run fail')
      await call(jobs, 'jobs.retryJobs', { body: { state: 'failed' } })
      await jobs.jobs.idle()
      assert.deepEqual([await countIn(world, 'failed'), await countIn(world, 'completed')], [0, 42])
    },
  },
  {
    name: 'what a run had left behind stays ended, too, when the run fails anew and all is retried',
    async run(world) {
      const { jobs, parts, failing } = await cancelledTrees(world, 'running')
      for (const n of [0, 1]) failing.add(n)
      await call(jobs, 'jobs.retryJobs', { body: { state: 'cancelled' } })
      await jobs.jobs.idle()
      failing.clear()
      assert.deepEqual(await call(jobs, 'jobs.retryJobs', { body: {} }), { retried: 3 })
      await jobs.jobs.idle()
      assert.deepEqual([parts.size, ...new Set(parts.values())], [40, 1])
      assert.deepEqual([await countIn(world, 'completed'), await countIn(world, 'cancelled')], [42, 40])
    },
  },
  {
    name: 'the progress of a run that started anew is that of its new parts',
    async run(world) {
      const Top = kind('top', { maxAttempts: 1 })
      const Part = kind('part')
      let isBroken = true
      const [begun, goOn] = [signal(), signal()]
      const engine = await world.start((room) => {
        room.handle(Top, async (_payload, job) => {
          const { jobId: parentId, actor } = job
          await job.commit((tx) => engine.jobs.enqueueMany(tx, Part, range(2), { parentId, actor }))
          if (!isBroken) return
          while ((await countIn(world, 'completed')) < 2) await new Promise(setImmediate)
          throw new RejectedError('media/unreadable')
        })
        room.handle(Part, async ({ n }, job) => {
          job.progress({ current: 10, total: 10, unit: 'files' })
          if (isBroken || n === 0) return
          begun.give()
          await goOn.reached
        })
      })
      const { jobId } = await world.db.tx((tx) => engine.jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await engine.jobs.idle()
      isBroken = false
      await call(engine, 'jobs.retryJob', { params: { jobId } })
      await begun.reached
      const view = async () => ((await call(engine, 'jobs.getRun', { params: { jobId } })) as { run: JobView }).run
      for (;;) {
        const { progress } = await view()
        if (progress !== null) {
          assert.deepEqual([progress.current <= 20, progress.total], [true, 20])
          if (progress.current === 20) break
        }
        world.clock.advance(500)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      goOn.give()
      await engine.jobs.idle()
    },
  },
]
