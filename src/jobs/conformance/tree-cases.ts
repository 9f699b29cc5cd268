import assert from 'node:assert/strict'
import { RejectedError, UnavailableError } from '../../kernel/errors.ts'
import type { JobId } from '../../kernel/ids.ts'
import type { JobView } from '../contract.ts'
import { call } from './order-cases.ts'
import { bySystem, type Case, kind, signal, type World } from './world.ts'

const history = async (world: World) =>
  (
    await world.db.read
      .selectFrom('job_history')
      .select(['kind', 'state', 'error_code', 'error_params'])
      .orderBy('id')
      .execute()
  ).map((row) => [row.kind.replace('test.', ''), row.state, row.error_code] as const)

const failWith = () => {
  throw new RejectedError('media/unreadable')
}

/** Runs: parents, children, predecessors. */
export const treeCases: Case[] = [
  {
    name: 'commits children with the completion of their parent: all of them or none',
    async run(world) {
      const Parent = kind('parent')
      const Child = kind('child')
      const ran: number[] = []
      const { jobs } = await world.start((room) => {
        room.handle(Parent, async ({ n }, job) => {
          job.enqueue(Child, { n }, { label: 'first' })
          job.enqueue(Child, { n: n + 1 })
          if (n === 10 && job.attempt === 1) throw new UnavailableError('media/unreadable', { retryAfterMs: 1_000 })
          if (n === 20) job.finishWith(async () => failWith())
        })
        room.handle(Child, async ({ n }) => void ran.push(n))
      })
      const [a, b] = await world.db.tx((tx) => jobs.enqueueMany(tx, Parent, [{ n: 10 }, { n: 20 }], bySystem))
      await jobs.idle()
      assert.deepEqual(ran, [])
      world.clock.advance(1_000)
      await jobs.idle()
      assert.deepEqual(
        ran.toSorted((x, y) => x - y),
        [10, 11],
      )
      assert.deepEqual(await world.states([Number(a?.jobId), Number(b?.jobId)]), ['completed', 'failed'])
      const children = await world.db.read
        .selectFrom('job_history')
        .select(['run_id', 'actor'])
        .where('parent_id', 'is not', null)
        .execute()
      assert.ok(children.every((child) => child.run_id === a?.jobId && child.actor === 'system'))
    },
  },
  {
    name: 'a parent waits for its children and theirs, and completes with the last of them',
    async run(world) {
      const Top = kind('top')
      const Middle = kind('middle')
      const Leaf = kind('leaf')
      const [begun, goOn] = [signal(), signal()]
      const { jobs } = await world.start((room) => {
        room.handle(Top, async (_payload, job) => {
          job.enqueue(Middle, { n: 1 })
          return 'kept'
        })
        room.handle(Middle, async (_payload, job) => void job.enqueue(Leaf, { n: 1 }))
        room.handle(Leaf, async () => {
          begun.give()
          await goOn.reached
        })
      })
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Top, { n: 1 }, bySystem))
      await begun.reached
      assert.deepEqual([(await world.job(jobId)).state, (await world.job(jobId)).open_children], ['waiting', 1])
      goOn.give()
      await jobs.idle()
      assert.deepEqual(await history(world), [
        ['top', 'completed', null],
        ['middle', 'completed', null],
        ['leaf', 'completed', null],
      ])
      const top = await world.db.read
        .selectFrom('job_history')
        .select(['result', 'child_count'])
        .where('id', '=', jobId)
        .executeTakeFirst()
      assert.deepEqual([top?.result, top?.child_count], ['"kept"', 1])
      const kinds = (await world.events.readAfter(0, 10)).map((event) => event.kind)
      assert.deepEqual(kinds, ['job.completed'])
    },
  },
  {
    name: 'a parent whose children fail fails with their names, unless it was told to go on; no run hangs',
    async run(world) {
      const Parent = kind('parent')
      const Child = kind('child', { maxAttempts: 1 })
      const { jobs } = await world.start((room) => {
        room.handle(Parent, async (_payload, job) => {
          for (let n = 0; n < 20; n++) job.enqueue(Child, { n }, { label: `file-${n}.jpg` })
        })
        room.handle(Child, async ({ n }) => {
          if (n % 10 === 3) failWith()
        })
      })
      const strict = await world.db.tx((tx) => jobs.enqueue(tx, Parent, { n: 1 }, bySystem))
      const lenient = await world.db.tx((tx) =>
        jobs.enqueue(tx, Parent, { n: 1 }, { ...bySystem, onChildFailure: 'ignore' }),
      )
      await jobs.idle()
      const row = await world.job(strict.jobId)
      assert.deepEqual([row.state, row.error_code, row.failed_children], ['failed', 'jobs/children-failed', 2])
      assert.deepEqual(JSON.parse(String(row.error_params)), { count: 2, total: 20, names: 'file-3.jpg, file-13.jpg' })
      assert.equal((await world.job(lenient.jobId)).state, 'completed')
    },
  },
  {
    name: 'a job after others runs when they have completed, and is cancelled when one of them fails',
    async run(world) {
      const Work = kind('work', { maxAttempts: 1 })
      const ran: number[] = []
      const { jobs } = await world.start((room) =>
        room.handle(Work, async ({ n }) => {
          ran.push(n)
          if (n === 13) failWith()
        }),
      )
      const add = (n: number, after: readonly JobId[] = []) =>
        world.db.tx((tx) => jobs.enqueue(tx, Work, { n }, { ...bySystem, after, priority: after.length > 0 ? 1 : 9 }))
      const [last, doomed, chain] = await world.db.tx(async (tx) => {
        const one = await jobs.enqueue(tx, Work, { n: 1 }, bySystem)
        const two = await jobs.enqueue(tx, Work, { n: 2 }, bySystem)
        const bad = await jobs.enqueue(tx, Work, { n: 13 }, bySystem)
        const after = await jobs.enqueue(tx, Work, { n: 3 }, { ...bySystem, after: [one.jobId, two.jobId] })
        const never = await jobs.enqueue(tx, Work, { n: 99 }, { ...bySystem, after: [one.jobId, bad.jobId] })
        return [after, never, await jobs.enqueue(tx, Work, { n: 100 }, { ...bySystem, after: [never.jobId] })] as const
      })
      await jobs.idle()
      assert.equal(ran.at(-1) === 3 || ran.at(-1) === 13, true)
      assert.ok(ran.indexOf(3) > ran.indexOf(1) && ran.indexOf(3) > ran.indexOf(2))
      assert.deepEqual(await world.states([last.jobId, doomed.jobId, chain.jobId]), [
        'completed',
        'cancelled',
        'cancelled',
      ])
      assert.equal((await world.job(chain.jobId)).error_code, 'jobs/predecessor-failed')
      const afterDone = await add(5, [last.jobId])
      const afterFailed = await add(6, [doomed.jobId])
      await jobs.idle()
      assert.deepEqual(await world.states([afterDone.jobId, afterFailed.jobId]), ['completed', 'cancelled'])
      await assert.rejects(add(7, [999_999]), { code: 'jobs/no-such-job' })
    },
  },
  {
    name: 'children may come after one another',
    async run(world) {
      const Parent = kind('parent')
      const Child = kind('child')
      const ran: number[] = []
      const { jobs } = await world.start((room) => {
        room.handle(Parent, async (_payload, job) => {
          const first = [job.enqueue(Child, { n: 1 }, { priority: 9 }), job.enqueue(Child, { n: 2 }, { priority: 9 })]
          job.enqueue(Child, { n: 3 }, { after: first, priority: 1 })
        })
        room.handle(Child, async ({ n }) => void ran.push(n))
      })
      await world.db.tx((tx) => jobs.enqueue(tx, Parent, { n: 1 }, bySystem))
      await jobs.idle()
      assert.deepEqual(ran, [1, 2, 3])
    },
  },
  {
    name: 'a child that is enqueued beside its running parent is waited for; one for a parent that ended is refused',
    async run(world) {
      const Parent = kind('parent')
      const Child = kind('child')
      const { jobs } = await world.start(
        (room) => {
          room.handle(Parent, async ({ n }, job) => {
            await job.commit((tx) => jobs.enqueue(tx, Child, { n: 1 }, { ...bySystem, parentId: job.jobId }))
            if (n === 2) failWith()
          })
          room.handle(Child, async () => {})
        },
        { concurrency: { work: 1 } },
      )
      const [good, bad] = await world.db.tx((tx) => jobs.enqueueMany(tx, Parent, [{ n: 1 }, { n: 2 }], bySystem))
      await jobs.idle()
      assert.deepEqual(await world.states([Number(good?.jobId), Number(bad?.jobId)]), ['completed', 'failed'])
      const orphan = (await history(world)).find(([name, state]) => name === 'child' && state === 'cancelled')
      assert.equal(orphan?.[2], 'jobs/parent-ended')
      const late = { ...bySystem, parentId: good?.jobId as JobId }
      await assert.rejects(
        world.db.tx((tx) => jobs.enqueue(tx, Child, { n: 2 }, late)),
        { code: 'jobs/parent-finished' },
      )
    },
  },
  {
    name: 'cancels what waits at once and asks what runs to stop; the tree goes with its root',
    async run(world) {
      const Parent = kind('parent')
      const Child = kind('child')
      const begun = signal()
      const { jobs } = await world.start(
        (room) => {
          room.handle(Parent, async (_payload, job) => {
            for (let n = 0; n < 5; n++) job.enqueue(Child, { n })
          })
          room.handle(Child, async (_payload, job) => {
            begun.give()
            await new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason)))
          })
        },
        { concurrency: { work: 2 } },
      )
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Parent, { n: 1 }, bySystem))
      await begun.reached
      await world.db.tx((tx) => jobs.cancel(tx, jobId, { actor: 'person:7' }))
      await jobs.idle()
      const ended = await history(world)
      assert.equal(ended.length, 6)
      assert.ok(
        ended.every(([, state, code]) => state === 'cancelled' && code === 'jobs/cancelled-by'),
        JSON.stringify(ended),
      )
      await assert.rejects(
        world.db.tx((tx) => jobs.cancel(tx, jobId, { actor: 'person:7' })),
        { code: 'jobs/ended' },
      )
    },
  },
  {
    name: 'retries just what failed in a tree, and what was cancelled because of it',
    async run(world) {
      const Top = kind('top')
      const Child = kind('child', { maxAttempts: 1 })
      let isBroken = true
      const ran: number[] = []
      const { jobs } = await world.start((room) => {
        room.handle(Top, async (_payload, job) => {
          ran.push(0)
          const one = job.enqueue(Child, { n: 1 })
          const two = job.enqueue(Child, { n: 2 }, { after: [one] })
          job.enqueue(Child, { n: 3 }, { after: [two] })
          job.enqueue(Child, { n: 4 })
        })
        room.handle(Child, async ({ n }) => {
          ran.push(n)
          if (n === 2 && isBroken) failWith()
        })
      })
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await jobs.idle()
      assert.equal((await world.job(jobId)).state, 'failed')
      assert.deepEqual(
        ran.splice(0).toSorted((x, y) => x - y),
        [0, 1, 2, 4],
      )
      isBroken = false
      await world.db.tx((tx) => jobs.retry(tx, jobId, { actor: 'person:7' }))
      await jobs.idle()
      assert.deepEqual(ran, [2, 3])
      assert.ok(
        (await history(world)).every(([, state]) => state === 'completed'),
        JSON.stringify(await history(world)),
      )
      await assert.rejects(
        world.db.tx((tx) => jobs.retry(tx, jobId, { actor: 'person:7' })),
        { code: 'jobs/completed' },
      )
    },
  },
  {
    name: 'a retried child is waited for by its parent again',
    async run(world) {
      const Top = kind('top')
      const Child = kind('child', { maxAttempts: 1 })
      let isBroken = true
      const { jobs } = await world.start((room) => {
        room.handle(Top, async (_payload, job) => void job.enqueue(Child, { n: 1 }))
        room.handle(Child, async () => {
          if (isBroken) failWith()
        })
      })
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await jobs.idle()
      isBroken = false
      const child = await world.db.read
        .selectFrom('job_history')
        .select('id')
        .where('parent_id', '=', jobId)
        .executeTakeFirstOrThrow()
      await world.db.tx((tx) => jobs.retry(tx, child.id, { actor: 'person:7' }))
      await jobs.idle()
      assert.deepEqual(await world.states([jobId, child.id]), ['completed', 'completed'])
    },
  },
  {
    name: 'a retried grandchild brings back what was cancelled behind its parent',
    async run(world) {
      const Top = kind('top')
      const Step = kind('step')
      const Part = kind('part', { maxAttempts: 1 })
      let isBroken = true
      const ran: string[] = []
      const { jobs } = await world.start((room) => {
        room.handle(Top, async (_payload, job) => {
          const first = job.enqueue(Step, { n: 1 })
          const second = job.enqueue(Step, { n: 2 }, { after: [first] })
          job.enqueue(Step, { n: 3 }, { after: [second] })
        })
        room.handle(Step, async ({ n }, job) => {
          ran.push(`step ${n}`)
          if (n === 1) job.enqueue(Part, { n })
        })
        room.handle(Part, async () => {
          if (isBroken) failWith()
          ran.push('part')
        })
      })
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await jobs.idle()
      isBroken = false
      const part = await world.db.read
        .selectFrom('job_history')
        .select('id')
        .where('kind', '=', Part.kind)
        .executeTakeFirstOrThrow()
      await world.db.tx((tx) => jobs.retry(tx, part.id, { actor: 'person:7' }))
      await jobs.idle()
      assert.deepEqual(ran, ['step 1', 'part', 'step 2', 'step 3'])
      assert.deepEqual(await world.states([jobId]), ['completed'])
    },
  },
  {
    name: 'a run that waits has the progress of those at work for it: what has ended and what has not begun count, too',
    async run(world) {
      const Top = kind('top')
      const Step = kind('step')
      const Part = kind('part')
      const [begun, goOn] = [signal(), signal()]
      const engine = await world.start((room) => {
        room.handle(Top, async (_payload, job) => void job.enqueue(Step, { n: 0 }))
        room.handle(Step, async (_payload, job) => {
          job.progress({ current: 7, total: 7, unit: 'bytes' })
          for (const n of [1, 2, 3]) job.enqueue(Part, { n }, { work: { total: n * 10, unit: 'files' } })
        })
        room.handle(Part, async ({ n }, job) => {
          job.progress({ current: n === 1 ? 10 : n === 2 ? 5 : 0, total: n * 10, unit: 'files', message: `of ${n}` })
          if (n === 1) return
          if (n === 2) begun.give()
          await goOn.reached
        })
      })
      const { jobId } = await world.db.tx((tx) => engine.jobs.enqueue(tx, Top, { n: 0 }, bySystem))
      await begun.reached
      const view = async () =>
        (await call(engine, 'jobs.getRun', { params: { jobId } })) as { run: JobView; jobs: readonly JobView[] }
      await until(async () => {
        world.clock.advance(500)
        return (await view()).run.progress?.current === 15
      })
      const { run, jobs } = await view()
      assert.deepEqual([run.state, run.progress?.total, run.progress?.unit], ['waiting', 60, 'files'])
      const between = jobs.find((job) => job.kind === Step.kind)?.progress
      assert.deepEqual([between?.current, between?.total], [15, 60], 'and so has what is between')
      goOn.give()
      await engine.jobs.idle()
      assert.equal((await view()).run.progress, null)
    },
  },
]

/** Looks again and again, for as long as a test may take. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5))
}
