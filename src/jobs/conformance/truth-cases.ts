import assert from 'node:assert/strict'
import { RejectedError } from '../../kernel/errors.ts'
import type { JobId } from '../../kernel/ids.ts'
import { call } from './order-cases.ts'
import { bySystem, type Case, kind, signal, type World } from './world.ts'

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate)
}

async function endedOf(world: World, name: string): Promise<{ id: number; state: string }[]> {
  const rows = world.db.read.selectFrom('job_history').select(['id', 'state']).where('kind', '=', `test.${name}`)
  return rows.orderBy('id').execute()
}

/** What random acts on random forests have found: each of these once told an untruth or went on unasked. */
export const truthCases: Case[] = [
  {
    name: 'a run fails by a part that failed before the handler of the run returned',
    async run(world) {
      const Top = kind('top')
      const Part = kind('part', { maxAttempts: 1 })
      const { jobs } = await world.start((room) => {
        room.handle(Top, async (_payload, job) => {
          const { jobId: parentId, actor } = job
          await job.commit((tx) => jobs.enqueue(tx, Part, { n: 1 }, { actor, parentId, label: 'one.jpg' }))
          await until(async () => (await endedOf(world, 'part')).length === 1)
          return 'kept'
        })
        room.handle(Part, async () => {
          throw new RejectedError('media/unreadable')
        })
      })
      const strict = await world.db.tx((tx) => jobs.enqueue(tx, Top, { n: 1 }, bySystem))
      await jobs.idle()
      const row = await world.job(strict.jobId)
      assert.deepEqual([row.state, row.error_code], ['failed', 'jobs/children-failed'])
      assert.deepEqual(JSON.parse(String(row.error_params)), { count: 1, total: 1, names: 'one.jpg' })
    },
  },
  {
    name: 'a run that was cancelled while it ran and did not listen lets none of the parts go on that it makes',
    async run(world) {
      const Top = kind('top')
      const Part = kind('part')
      const [begun, goOn] = [signal(), signal()]
      let ran = 0
      const { jobs } = await world.start((room) => {
        room.handle(Top, async (_payload, job) => {
          begun.give()
          await goOn.reached
          for (let n = 0; n < 3; n++) job.enqueue(Part, { n })
        })
        room.handle(Part, async () => void (ran += 1))
      })
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Top, { n: 1 }, bySystem))
      await begun.reached
      await world.db.tx((tx) => jobs.cancel(tx, jobId, { actor: 'person:7' }))
      goOn.give()
      await jobs.idle()
      assert.deepEqual(
        [ran, ...(await endedOf(world, 'part')).map(({ state }) => state)],
        [0, 'cancelled', 'cancelled', 'cancelled'],
      )
      assert.equal((await world.job(jobId)).state, 'cancelled')
      await world.db.tx((tx) => jobs.retry(tx, jobId, { actor: 'person:7' }))
      await jobs.idle()
      assert.deepEqual([ran, (await world.job(jobId)).state], [3, 'completed'], 'retried, it goes on with those')
    },
  },
  {
    name: 'a job that was enqueued after one that had failed never runs before that is retried, and then it does',
    async run(world) {
      const Work = kind('work', { maxAttempts: 1 })
      let isBroken = true
      const ran: number[] = []
      const { jobs } = await world.start((room) =>
        room.handle(Work, async ({ n }) => {
          if (isBroken) throw new RejectedError('media/unreadable')
          ran.push(n)
        }),
      )
      const first = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 1 }, bySystem))
      await jobs.idle()
      const after = { ...bySystem, after: [first.jobId], priority: 1 }
      const second = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 2 }, after))
      isBroken = false
      const retry = (jobId: typeof first.jobId) => world.db.tx((tx) => jobs.retry(tx, jobId, { actor: 'person:7' }))
      await assert.rejects(retry(second.jobId), {
        code: 'jobs/predecessor-not-completed',
        params: { jobId: first.jobId, state: 'failed' },
      })
      await retry(first.jobId)
      await jobs.idle()
      assert.deepEqual(ran, [1, 2])
    },
  },
  {
    name: 'a part of a former life that is retried is waited for, and fails for itself only',
    async run(world) {
      const Top = kind('top', { maxAttempts: 1 })
      const Part = kind('part', { maxAttempts: 1 })
      const [begun, goOn] = [signal(), signal()]
      let life = 0
      const { jobs } = await world.start((room) => {
        room.handle(Top, async (_payload, job) => {
          life += 1
          const { jobId: parentId, actor } = job
          if (life === 2) {
            begun.give()
            await goOn.reached
            return
          }
          await job.commit((tx) => jobs.enqueue(tx, Part, { n: 1 }, { actor, parentId }))
          await until(async () => (await endedOf(world, 'part')).length === 1)
          throw new RejectedError('media/unreadable')
        })
        room.handle(Part, async () => {
          throw new RejectedError('media/unreadable')
        })
      })
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Top, { n: 1 }, bySystem))
      await jobs.idle()
      const [part] = await endedOf(world, 'part')
      await world.db.tx((tx) => jobs.retry(tx, jobId, { actor: 'person:7' }))
      await begun.reached
      await world.db.tx((tx) => jobs.retry(tx, part?.id as typeof jobId, { actor: 'person:7' }))
      assert.equal((await world.job(jobId)).open_children, 1)
      await until(async () => (await endedOf(world, 'part')).length === 1)
      goOn.give()
      await jobs.idle()
      assert.deepEqual([await world.states([jobId]), (await world.job(jobId)).failed_children], [['completed'], 0])
    },
  },
  {
    name: 'a job that another transaction got in the way of does not fail by that',
    async run(world) {
      const Work = kind('work')
      const locksOut = () => Promise.reject(Object.assign(new Error('deadlock detected'), { code: '40P01' }))
      let tries = 0
      const { jobs } = await world.start((room) =>
        room.handle(Work, async ({ n }, job) => {
          if (n === 1 && job.attempt === 1) await job.commit(locksOut)
          if (n === 2) job.finishWith(async () => ((tries += 1) === 1 ? locksOut() : undefined))
        }),
      )
      const both = await world.db.tx((tx) => jobs.enqueueMany(tx, Work, [{ n: 1 }, { n: 2 }], bySystem))
      await jobs.idle()
      world.clock.advance(2_000)
      await jobs.idle()
      const rows = await Promise.all(both.map(({ jobId }) => world.job(jobId)))
      assert.deepEqual(
        rows.map(({ state, attempt }) => [state, attempt]),
        [
          ['completed', 2],
          ['completed', 1],
        ],
      )
    },
  },
  {
    name: 'a job comes back with all of its kind also when its predecessor, of another kind, only comes along',
    async run(world) {
      const Work = kind('work', { maxAttempts: 1 })
      const Other = kind('other')
      let isBroken = true
      const engine = world.build((room) => {
        room.handle(Work, async () => {
          if (isBroken) throw new RejectedError('media/unreadable')
        })
        room.handle(Other, async () => {})
      })
      const add = (contract: typeof Work, after: readonly JobId[]) =>
        world.db.tx((tx) => engine.jobs.enqueue(tx, contract, { n: 1 }, { ...bySystem, after }))
      const first = await add(Work, [])
      const second = await add(Other, [first.jobId])
      const third = await add(Work, [second.jobId])
      await world.db.tx((tx) => engine.jobs.cancel(tx, third.jobId, { actor: 'person:7' }))
      await engine.jobs.start()
      await engine.jobs.idle()
      isBroken = false
      const body = { kind: Work.kind }
      assert.deepEqual(await call(engine, 'jobs.retryJobs', { body }), { retried: 2 })
      await engine.jobs.idle()
      const ids = [first.jobId, second.jobId, third.jobId]
      assert.deepEqual(await world.states(ids), ['completed', 'completed', 'completed'])
    },
  },
  {
    name: 'a job whose ending can never be written holds up no other',
    async run(world) {
      const Stuck = kind('stuck')
      const Work = kind('work')
      const { jobs } = await world.start((room) => {
        room.handle(Stuck, async () => {}, { onSettled: () => Promise.reject(new Error('the owner is broken')) })
        room.handle(Work, async () => {})
      })
      const stuck = await world.db.tx((tx) => jobs.enqueue(tx, Stuck, { n: 1 }, bySystem))
      await until(async () => world.complaints.some((said) => said.startsWith('the ledger could not be written')))
      const work = await world.db.tx((tx) => jobs.enqueueMany(tx, Work, [{ n: 1 }, { n: 2 }], bySystem))
      const ids = work.map(({ jobId }) => jobId)
      await until(async () => {
        world.clock.advance(1_000)
        return (await world.states(ids)).every((state) => state === 'completed')
      })
      assert.deepEqual(await world.states([stuck.jobId, ...ids]), ['running', 'completed', 'completed'])
    },
  },
]
