import assert from 'node:assert/strict'
import { UnavailableError } from '../../kernel/errors.ts'
import type { Jobs } from '../jobs.ts'
import { bySystem, type Case, kind, signal } from './world.ts'

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => ({ n: from + i }))
const breakerOf = (world: Parameters<Case['run']>[0], target: string) =>
  world.db.read.selectFrom('job_targets').select('breaker').where('target', '=', target).executeTakeFirst()

/** What jobs talk to: breakers, rate limits. */
export const targetCases: Case[] = [
  {
    name: 'opens the breaker of a target after five failures in a row, kept over a restart, and lets one probe through',
    async run(world) {
      const Call = kind('call', { targetBy: ({ n }) => (n < 1_000 ? 'sick' : 'well'), maxAttempts: 50 })
      let isSick = true
      let calls = { sick: 0, well: 0 }
      const prepare = (room: Jobs) =>
        room.handle(Call, async ({ n }) => {
          calls[n < 1_000 ? 'sick' : 'well'] += 1
          if (n < 1_000 && isSick) throw new UnavailableError('media/unreadable', { retryAfterMs: 1 })
        })
      const first = await world.start(prepare, { concurrency: { work: 1 } })
      await world.db.tx((tx) => first.jobs.enqueueMany(tx, Call, [...range(0, 20), ...range(1_000, 1_020)], bySystem))
      await first.jobs.idle()
      assert.deepEqual(calls, { sick: 5, well: 20 })
      assert.equal((await breakerOf(world, 'sick'))?.breaker, 'open')
      await first.jobs.stop()
      const second = await world.start(prepare, { concurrency: { work: 4 } })
      world.clock.advance(59_000)
      await second.jobs.idle()
      assert.equal(calls.sick, 5)
      world.clock.advance(1_000)
      await second.jobs.idle()
      assert.equal(calls.sick, 6, 'one probe, which failed')
      isSick = false
      calls = { sick: 0, well: 0 }
      world.clock.advance(60_000)
      await second.jobs.idle()
      world.clock.advance(10)
      await second.jobs.idle()
      assert.equal(calls.sick, 20)
      assert.equal((await breakerOf(world, 'sick'))?.breaker, 'closed')
      const said = (await world.events.readAfter(0, 500))
        .map((event) => event.kind)
        .filter((name) => name.startsWith('job.target'))
      assert.deepEqual(said, ['job.target.opened', 'job.target.opened', 'job.target.closed'])
    },
  },
  {
    name: 'a failure, a success, a failure is not two in a row',
    async run(world) {
      const Call = kind('call', { targetBy: () => 'shaky', maxAttempts: 1 })
      const { jobs } = await world.start(
        (room) =>
          room.handle(Call, async ({ n }) => {
            if (n % 5 !== 4) throw new UnavailableError('media/unreadable')
          }),
        { concurrency: { work: 1 } },
      )
      await world.db.tx((tx) => jobs.enqueueMany(tx, Call, range(0, 40), bySystem))
      await jobs.idle()
      assert.equal((await breakerOf(world, 'shaky'))?.breaker, 'closed')
      const left = await world.db.read.selectFrom('job_queue').select('id').execute()
      assert.equal(left.length, 0)
    },
  },
  {
    name: 'a probe that is cancelled or dies leaves the way for another',
    async run(world) {
      const Call = kind('call', { targetBy: () => 'sick', maxAttempts: 1 })
      const probing = signal()
      let calls = 0
      const { jobs } = await world.start(
        (room) =>
          room.handle(Call, async (_payload, job) => {
            calls += 1
            if (calls <= 5) throw new UnavailableError('media/unreadable')
            if (calls > 6) return
            probing.give()
            await new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason)))
          }),
        { concurrency: { work: 1 } },
      )
      const all = await world.db.tx((tx) => jobs.enqueueMany(tx, Call, range(0, 8), bySystem))
      await jobs.idle()
      world.clock.advance(60_000)
      await probing.reached
      await world.db.tx((tx) => jobs.cancel(tx, all[5]?.jobId as never, { actor: 'person:1' }))
      await jobs.idle()
      assert.deepEqual(await world.states(all.slice(5).map(({ jobId }) => jobId)), [
        'cancelled',
        'completed',
        'completed',
      ])
    },
  },
  {
    name: 'keeps to the calls a second of a target, over a restart, and delays no other',
    async run(world) {
      const Call = kind('call', { targetBy: ({ n }) => (n < 100 ? 'slow' : 'free') })
      const at: number[] = []
      let free = 0
      const startsAt = world.clock.now()
      const prepare = (room: Jobs) =>
        room.handle(Call, async ({ n }) => {
          if (n < 100) at.push(world.clock.now() - startsAt)
          else free += 1
        })
      const first = await world.start(prepare)
      await world.db.tx((tx) => first.jobs.limitTarget(tx, 'slow', { perSecond: 2, burst: 3 }))
      await world.db.tx((tx) => first.jobs.enqueueMany(tx, Call, [...range(0, 9), ...range(100, 120)], bySystem))
      await first.jobs.idle()
      assert.deepEqual([at.length, free], [3, 20])
      await first.jobs.stop()
      const second = await world.start(prepare)
      await second.jobs.idle()
      assert.equal(at.length, 3, 'a restart gives no new burst')
      for (let i = 0; i < 6; i++) {
        world.clock.advance(500)
        await second.jobs.idle()
      }
      assert.deepEqual(at, [0, 0, 0, 500, 1_000, 1_500, 2_000, 2_500, 3_000])
    },
  },
  {
    name: 'a breaker does not stay open for longer because the clock was set back',
    async run(world) {
      const Call = kind('call', { targetBy: () => 'sick', maxAttempts: 50 })
      let isSick = true
      const { jobs } = await world.start(
        (room) =>
          room.handle(Call, async () => {
            if (isSick) throw new UnavailableError('media/unreadable', { retryAfterMs: 1 })
          }),
        { concurrency: { work: 1 } },
      )
      await world.db.tx((tx) => jobs.enqueueMany(tx, Call, range(0, 7), bySystem))
      await jobs.idle()
      isSick = false
      world.clock.jump(-24 * 3_600_000)
      // The clock that was set back is noticed at one of the regular rounds, which nobody can wait for.
      for (let round = 0; round < 60 && (await breakerOf(world, 'sick'))?.breaker !== 'closed'; round++) {
        world.clock.advance(10_000)
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
        await jobs.idle()
      }
      assert.equal((await breakerOf(world, 'sick'))?.breaker, 'closed')
    },
  },
]
