import assert from 'node:assert/strict'
import { z } from 'zod'
import { DeadlineError, InvariantError, LimitedError, RejectedError, UnavailableError } from '../../kernel/errors.ts'
import { defineJob } from '../define-job.ts'
import { bySystem, type Case, kind, NUMBERED, signal } from './world.ts'

/** One job at a time: what an attempt may end with. */
export const basicCases: Case[] = [
  {
    name: 'a job exists only when the transaction that enqueued it commits',
    async run(world) {
      const Work = kind('work')
      const ran: number[] = []
      const { jobs } = await world.start((room) => room.handle(Work, async ({ n }) => void ran.push(n)))
      await assert.rejects(
        world.db.tx(async (tx) => {
          await jobs.enqueue(tx, Work, { n: 1 }, bySystem)
          throw new Error('roll back')
        }),
        /roll back/,
      )
      await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 2 }, bySystem))
      await jobs.idle()
      assert.deepEqual(ran, [2])
    },
  },
  {
    name: 'keeps the result, writes one event for a run and none for a quiet kind',
    async run(world) {
      const Loud = kind('loud')
      const Quiet = kind('quiet', { isQuiet: true })
      const { jobs } = await world.start((room) => {
        room.handle(Loud, async ({ n }) => ({ doubled: n * 2 }))
        room.handle(Quiet, async () => {})
      })
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Loud, { n: 21 }, bySystem))
      await world.db.tx((tx) => jobs.enqueue(tx, Quiet, { n: 1 }, bySystem))
      await jobs.idle()
      const row = await world.db.read
        .selectFrom('job_history')
        .select('result')
        .where('id', '=', jobId)
        .executeTakeFirst()
      assert.equal(row?.result, '{"doubled":42}')
      const events = await world.events.readAfter(0, 10)
      assert.deepEqual(
        events.map((event) => [event.kind, event.jobId]),
        [['job.completed', jobId]],
      )
    },
  },
  {
    name: 'tries again what is retryable, with growing pauses, and no more often than maxAttempts',
    async run(world) {
      const Work = kind('work', { maxAttempts: 3 })
      let attempts = 0
      const { jobs } = await world.start((room) =>
        room.handle(Work, async () => {
          attempts += 1
          throw new UnavailableError('media/unreadable', { params: { errno: 'EIO' } })
        }),
      )
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 1 }, bySystem))
      const pauses: number[] = []
      for (let i = 0; i < 3; i++) {
        await jobs.idle()
        const row = await world.job(jobId)
        if (row.state !== 'scheduled') break
        pauses.push(Number(row.run_at) - world.clock.now())
        world.clock.advance(pauses.at(-1) ?? 0)
      }
      await jobs.idle()
      const row = await world.job(jobId)
      assert.deepEqual([attempts, row.state, row.failures, row.error_code], [3, 'failed', 3, 'media/unreadable'])
      const complaints = world.complaints.map((said) => said.includes('it is tried again'))
      assert.deepEqual(complaints, [true, true, false])
      assert.equal(pauses.length, 2)
      assert.ok((pauses[1] ?? 0) > (pauses[0] ?? 0), `pauses grow: ${pauses.join()}`)
      const tries = await world.db.read
        .selectFrom('job_attempts')
        .select('outcome')
        .where('job_id', '=', jobId)
        .execute()
      assert.deepEqual(
        tries.map(({ outcome }) => outcome),
        ['retried', 'retried', 'failed'],
      )
    },
  },
  {
    name: 'fails at once on any other error, and keeps no secret of it',
    async run(world) {
      const Work = kind('work')
      const { jobs } = await world.start((room) =>
        room.handle(Work, async ({ n }) => {
          if (n === 1) throw new RejectedError('media/unreadable')
          throw new TypeError('GET http://ann:hunter2@host/x?token=abcdef123456 went wrong')
        }),
      )
      const [a, b] = await world.db.tx((tx) => jobs.enqueueMany(tx, Work, [{ n: 1 }, { n: 2 }], bySystem))
      await jobs.idle()
      const [first, second] = [await world.job(Number(a?.jobId)), await world.job(Number(b?.jobId))]
      assert.deepEqual([first.state, first.attempt, first.error_code], ['failed', 1, 'media/unreadable'])
      assert.equal(second.error_code, 'jobs/unexpected')
      assert.doesNotMatch(String(second.error_params), /hunter2|abcdef123456/)
      assert.match(String(second.error_params), /went wrong/)
    },
  },
  {
    name: 'honours Retry-After, and a limited call costs no attempt',
    async run(world) {
      const Work = kind('work', { maxAttempts: 2 })
      const errors = [
        new UnavailableError('media/unreadable', { retryAfterMs: 90_000 }),
        new LimitedError('media/unreadable', { retryAfterMs: 5_000 }),
        new LimitedError('media/unreadable', { retryAfterMs: 5_000 }),
      ]
      const { jobs } = await world.start((room) =>
        room.handle(Work, async () => {
          const error = errors.shift()
          if (error !== undefined) throw error
        }),
      )
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 1 }, bySystem))
      const pauses: number[] = []
      for (let i = 0; i < 3; i++) {
        await jobs.idle()
        pauses.push(Number((await world.job(jobId)).run_at) - world.clock.now())
        world.clock.advance(pauses.at(-1) ?? 0)
      }
      await jobs.idle()
      const row = await world.job(jobId)
      assert.deepEqual(pauses, [90_000, 5_000, 5_000])
      assert.deepEqual([row.state, row.attempt, row.failures], ['completed', 4, 1])
    },
  },
  {
    name: 'snoozes without using up an attempt, and cancels itself with a reason',
    async run(world) {
      const Work = kind('work', { maxAttempts: 1 })
      const { jobs } = await world.start((room) =>
        room.handle(Work, async ({ n }, job) => {
          if (n === 2) job.cancel({ code: 'jobs/cancelled' })
          if (job.attempt < 3) job.snooze(10_000, { code: 'jobs/stopping' })
        }),
      )
      const [a, b] = await world.db.tx((tx) => jobs.enqueueMany(tx, Work, [{ n: 1 }, { n: 2 }], bySystem))
      for (let i = 0; i < 2; i++) {
        await jobs.idle()
        assert.equal((await world.job(Number(a?.jobId))).state, 'scheduled')
        world.clock.advance(10_000)
      }
      await jobs.idle()
      const [first, second] = [await world.job(Number(a?.jobId)), await world.job(Number(b?.jobId))]
      assert.deepEqual([first.state, first.attempt, first.failures], ['completed', 3, 0])
      assert.deepEqual([second.state, second.error_code], ['cancelled', 'jobs/cancelled'])
    },
  },
  {
    name: 'ends an attempt that takes too long, whether its handler listens or not',
    async run(world) {
      const Work = kind('work', { timeoutMs: 1_000, maxAttempts: 1 })
      const started = [signal(), signal()]
      const reasons: unknown[] = []
      const { jobs } = await world.start((room) =>
        room.handle(Work, async ({ n }, job) => {
          const aborted = new Promise<never>((_, reject) => {
            job.signal.addEventListener('abort', () => reject(job.signal.reason))
          })
          aborted.catch((error: unknown) => reasons.push(error))
          started[n]?.give()
          await (n === 0 ? aborted : new Promise(() => {}))
        }),
      )
      const [a, b] = await world.db.tx((tx) => jobs.enqueueMany(tx, Work, [{ n: 0 }, { n: 1 }], bySystem))
      await Promise.all(started.map(({ reached }) => reached))
      world.clock.advance(1_000)
      world.clock.advance(60_000)
      await jobs.idle()
      assert.deepEqual(await world.states([Number(a?.jobId), Number(b?.jobId)]), ['failed', 'failed'])
      assert.equal((await world.job(Number(b?.jobId))).error_code, 'jobs/timed-out')
      assert.equal(reasons.filter((reason) => reason instanceof DeadlineError).length, 2)
    },
  },
  {
    name: 'runs a delayed job when its time has come, not before',
    async run(world) {
      const Work = kind('work')
      const ran: number[] = []
      const { jobs } = await world.start((room) => room.handle(Work, async ({ n }) => void ran.push(n)))
      const runAt = world.clock.now() + 3_600_000
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 1 }, { ...bySystem, runAt }))
      await jobs.idle()
      world.clock.advance(3_599_999)
      await jobs.idle()
      assert.deepEqual([ran, (await world.job(jobId)).state], [[], 'scheduled'])
      world.clock.advance(1)
      await jobs.idle()
      assert.deepEqual(ran, [1])
    },
  },
  {
    name: 'refuses a payload that does not fit, and upgrades one of an older version',
    async run(world) {
      const old = defineJob('test.versioned', { payload: NUMBERED, queue: 'work', maxAttempts: 1, timeoutMs: 1_000 })
      const current = defineJob('test.versioned', {
        v: 2,
        payload: z.object({ count: z.number() }),
        queue: 'work',
        maxAttempts: 1,
        timeoutMs: 1_000,
        upgrade: (payload, fromV) => ({ count: (payload as { n: number }).n * 10 + fromV }),
      })
      const before = world.build((room) => room.handle(old, async () => {}))
      await world.db.tx((tx) => before.jobs.enqueue(tx, old, { n: 4 }, bySystem))
      const seen: number[] = []
      const { jobs } = await world.start((room) => room.handle(current, async ({ count }) => void seen.push(count)))
      await jobs.idle()
      assert.deepEqual(seen, [41])
      const wrong = { n: 'four' } as unknown as { count: number }
      await assert.rejects(
        world.db.tx((tx) => jobs.enqueue(tx, current, wrong, bySystem)),
        { code: 'jobs/bad-payload' },
      )
    },
  },
  {
    name: 'does not start when a kind has no handler or two',
    async run(world) {
      const Work = kind('work')
      const Other = kind('other')
      const before = world.build((room) => room.handle(Work, async () => {}))
      assert.throws(() => before.jobs.handle(Work, async () => {}), InvariantError)
      await world.db.tx((tx) => before.jobs.enqueue(tx, Work, { n: 1 }, bySystem))
      const without = world.build((room) => room.handle(Other, async () => {}))
      await assert.rejects(without.jobs.start(), { code: 'jobs/no-handler' })
      const declared = world.build((room) => room.handle(Work, async () => {}), { kinds: [Work, Other] })
      await assert.rejects(declared.jobs.start(), { code: 'jobs/no-handler' })
      await assert.rejects(
        world.db.tx((tx) => before.jobs.enqueue(tx, Other, { n: 1 }, bySystem)),
        { code: 'jobs/unknown-kind' },
      )
    },
  },
  {
    name: 'streams progress at most ten times a second, the last value always, and keeps it',
    async run(world) {
      const Work = kind('work')
      const [halfway, goOn] = [signal(), signal()]
      const { jobs } = await world.start((room) =>
        room.handle(Work, async (_payload, job) => {
          job.phase('copying')
          for (let current = 1; current <= 50; current++)
            job.progress({ current, total: 50, unit: 'files', message: `f${current}` })
          halfway.give()
          await goOn.reached
          job.progress({ current: 51, total: 51, unit: 'files' })
        }),
      )
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 1 }, bySystem))
      await halfway.reached
      const sent = () =>
        world.heard.flatMap((message) => (message.type === 'progress' ? [message.progress.current] : []))
      assert.deepEqual(sent(), [0])
      world.clock.advance(100)
      assert.deepEqual(sent(), [0, 50])
      goOn.give()
      await jobs.idle()
      assert.deepEqual(sent(), [0, 50, 51])
      assert.match(String((await world.job(jobId)).progress), /"current":51,"total":51,"unit":"files"/)
    },
  },
  {
    name: 'tells the owner of a kind how its job ended, in the same transaction, even when it never ran',
    async run(world) {
      const Work = kind('work')
      const told = new Map<number, unknown>()
      const { jobs } = await world.start((room) =>
        room.handle(
          Work,
          async ({ n }) => {
            if (n === 2) throw new RejectedError('media/unreadable')
          },
          {
            async onSettled(tx, { jobId, payload, state, reason }) {
              const row = await tx.selectFrom('job_history').select('state').where('id', '=', jobId).executeTakeFirst()
              told.set(payload.n, [state, row?.state, reason?.code ?? null])
            },
          },
        ),
      )
      await world.db.tx((tx) => jobs.enqueueMany(tx, Work, [{ n: 1 }, { n: 2 }], bySystem))
      const later = { ...bySystem, runAt: world.clock.now() + 1_000 }
      const { jobId } = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 3 }, later))
      await world.db.tx((tx) => jobs.cancel(tx, jobId, { actor: 'person:1' }))
      await jobs.idle()
      assert.deepEqual(Object.fromEntries(told), {
        1: ['completed', 'completed', null],
        2: ['failed', 'failed', 'media/unreadable'],
        3: ['cancelled', 'cancelled', 'jobs/cancelled-by'],
      })
    },
  },
]
