import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { JobId } from '../../kernel/ids.ts'
import { listTree } from '../ledger/read.ts'
import { call } from './order-cases.ts'
import { bySystem, type Case, kind, signal, until, type World } from './world.ts'

/** What a person does first, and what goes with it. */
export const priorityCases: Case[] = [
  {
    name: 'changes the priority of what waits, and clears finished jobs by state and kind',
    async run(world) {
      const Work = kind('work', { maxAttempts: 1 })
      const Other = kind('other', { maxAttempts: 1 })
      const ran: number[] = []
      const engine = world.build(
        (room) => {
          room.handle(Work, async ({ n }) => {
            ran.push(n)
            if (n === 3) throw new Error('broken')
          })
          room.handle(Other, async () => {
            throw new Error('broken')
          })
        },
        { concurrency: { work: 1 } },
      )
      const all = await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Work, [{ n: 1 }, { n: 2 }, { n: 3 }], bySystem))
      await world.db.tx((tx) => engine.jobs.enqueue(tx, Other, { n: 1 }, bySystem))
      await call(engine, 'jobs.setPriority', { params: { jobId: all[2]?.jobId }, body: { priority: 1 } })
      await engine.jobs.start()
      await engine.jobs.idle()
      assert.deepEqual(ran, [3, 1, 2])
      const clear = (body: object) => call(engine, 'jobs.clearJobs', { body: { olderThanHours: 0, ...body } })
      assert.deepEqual(await clear({ state: 'failed', kind: 'test.work' }), { removed: 1 })
      assert.deepEqual(await clear({ state: 'completed', olderThanHours: 1 }), { removed: 0 })
      assert.deepEqual(await clear({ state: 'completed' }), { removed: 2 })
      const { items } = (await call(engine, 'jobs.countJobs', {})) as { items: object[] }
      assert.deepEqual(items, [{ queue: 'work', kind: 'test.other', state: 'failed', count: 1 }])
    },
  },
  {
    name: 'does a run first whose own work is done: what waits below it has the priority that the run was given',
    async run(world) {
      const Top = kind('top', { queue: 'top' })
      const Part = kind('part')
      const Other = kind('other')
      const ran: string[] = []
      const prioritise = (jobId: number) =>
        call(engine, 'jobs.setPriority', { params: { jobId }, body: { priority: 1 } }) as Promise<{
          priority: number
          can: { prioritise: boolean }
        }>
      const engine = world.build(
        (room) => {
          room.handle(Top, async (_payload, job) => {
            const first = job.enqueue(Part, { n: 1 })
            job.enqueue(Part, { n: 2 }, { after: [first] })
          })
          room.handle(Part, async ({ n }, { jobId }) => {
            await prioritise(jobId).catch(({ code }: { code: string }) => ran.push(`part ${n} ${code}`))
          })
          room.handle(Other, async () => void ran.push('other'))
        },
        { concurrency: { work: 1 } },
      )
      await engine.jobs.start()
      const pause = (isPaused: boolean) =>
        call(engine, 'jobs.changeQueue', { params: { queue: 'work' }, body: { isPaused } })
      await pause(true)
      await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Other, [{ n: 1 }, { n: 2 }], bySystem))
      const { jobId } = await world.db.tx((tx) => engine.jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await until(async () => (await world.job(jobId)).state === 'waiting')
      const { priority, can } = await prioritise(jobId)
      assert.deepEqual([priority, can.prioritise], [1, true])
      await pause(false)
      await engine.jobs.idle()
      assert.deepEqual(ran, ['part 1 jobs/runs-already', 'part 2 jobs/runs-already', 'other', 'other'])
    },
  },
  {
    name: 'gives what a run makes later the priority that a person gave to the run, down to what its parts make, over a retry',
    async run(world) {
      const Top = kind('top', { queue: 'top' })
      const Part = kind('part', { maxAttempts: 1 })
      const Leaf = kind('leaf', { maxAttempts: 1 })
      const running = signal()
      const goOn = signal()
      const engine = world.build(
        (room) => {
          room.handle(Top, async (_payload, job) => void job.enqueue(Part, { n: 1 }, { priority: 9 }))
          room.handle(Part, async (_payload, job) => {
            running.give()
            await goOn.reached
            job.enqueue(Leaf, { n: 1 })
          })
          room.handle(Leaf, async () => {
            throw new Error('broken')
          })
        },
        { concurrency: { work: 1 } },
      )
      const prioritise = (jobId: number, priority: number) =>
        call(engine, 'jobs.setPriority', { params: { jobId }, body: { priority } })
      const tree = async (runId: number) =>
        (await listTree(world.db.read, runId, 10)).map(({ kind: name, priority }) => `${name} ${priority}`)
      const { jobId } = await world.db.tx((tx) => engine.jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await prioritise(jobId, 2)
      await engine.jobs.start()
      await running.reached
      assert.deepEqual(await tree(jobId), ['test.part 2'])
      await prioritise(jobId, 1)
      goOn.give()
      await engine.jobs.idle()
      assert.deepEqual(await tree(jobId), ['test.part 1', 'test.leaf 1'])
      await call(engine, 'jobs.changeQueue', { params: { queue: 'work' }, body: { isPaused: true } })
      await call(engine, 'jobs.retryJob', { params: { jobId } })
      await world.db.tx((tx) => engine.jobs.enqueue(tx, Leaf, { n: 2 }, { ...bySystem, parentId: jobId }))
      assert.deepEqual(await tree(jobId), ['test.part 1', 'test.leaf 1', 'test.leaf 1'])
    },
  },
  {
    name: 'gives it to what joins the run in the same moment, too',
    async run(world) {
      const Top = kind('top', { queue: 'top' })
      const Part = kind('part')
      const Leaf = kind('leaf', { queue: 'leaf' })
      const running = signal<JobId>()
      const goOn = signal()
      const engine = await world.start((room) => {
        room.handle(Top, async (_payload, job) => void job.enqueue(Part, { n: 1 }))
        room.handle(Part, async (_payload, { jobId }) => {
          running.give(jobId)
          await goOn.reached
        })
        room.handle(Leaf, async () => {})
      })
      await call(engine, 'jobs.changeQueue', { params: { queue: 'leaf' }, body: { isPaused: true } })
      const { jobId } = await world.db.tx((tx) => engine.jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      const parentId = await running.reached
      const given = Promise.withResolvers<unknown>()
      const leaf = await world.db.tx(async (tx) => {
        const added = await engine.jobs.enqueue(tx, Leaf, { n: 1 }, { ...bySystem, parentId })
        given.resolve(call(engine, 'jobs.setPriority', { params: { jobId }, body: { priority: 1 } }))
        if (world.db.dialect === 'postgres') await until(() => hasWaiting(world))
        return added
      })
      await given.promise
      assert.equal((await world.job(leaf.jobId)).priority, 1)
      goOn.give()
      await until(async () => (await world.job(parentId)).state === 'waiting')
    },
  },
]

async function hasWaiting({ db }: World): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_locks where not granted limit 1`.execute(db.read)
  return rows.length > 0
}
