import assert from 'node:assert/strict'
import type { Jobs } from '../jobs.ts'
import { call } from './order-cases.ts'
import { bySystem, type Case, kind, signal, until, type World } from './world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

async function schedules(world: World) {
  return world.db.read.selectFrom('schedules').selectAll().orderBy('name').execute()
}

/** Time and care: schedules, what is forgotten, what a person sees and does. */
export const careCases: Case[] = [
  {
    name: 'fires a schedule once a tick, whatever the number of servers, and missed ticks as one',
    async run(world) {
      const Nightly = kind('nightly')
      const ran: number[] = []
      const prepare = (room: Jobs) => {
        room.handle(Nightly, async ({ n }) => void ran.push(n))
        room.schedule({
          name: 'nightly',
          contract: Nightly,
          payload: { n: 1 },
          cron: '30 2 * * *',
          timeZone: 'Europe/Berlin',
        })
      }
      const engines = [await world.start(prepare), await world.start(prepare)]
      const settle = () => Promise.all(engines.map((engine) => engine.jobs.idle()))
      for (let day = 0; day < 3; day++) {
        world.clock.advance(DAY_MS)
        await settle()
      }
      assert.equal(ran.length, 3)
      for (const engine of engines) await engine.jobs.stop()
      world.clock.advance(5 * DAY_MS)
      const next = await world.start(prepare)
      await next.jobs.idle()
      assert.equal(ran.length, 4)
      const [row] = await schedules(world)
      assert.ok(Number(row?.next_at) > world.clock.now() && Number(row?.next_at) <= world.clock.now() + DAY_MS)
    },
  },
  {
    name: 'keeps what a person switched off, takes a changed time, and forgets a schedule that is no longer declared',
    async run(world) {
      const Work = kind('work')
      const ran: number[] = []
      const declare = (cron: string) => (room: Jobs) => {
        room.handle(Work, async ({ n }) => void ran.push(n))
        if (cron !== '') room.schedule({ name: 'tidy', contract: Work, payload: { n: 1 }, cron, timeZone: 'Etc/UTC' })
      }
      const first = await world.start(declare('0 * * * *'))
      const [row] = await schedules(world)
      await call(first, 'jobs.changeSchedule', { params: { scheduleId: row?.id }, body: { isEnabled: false } })
      world.clock.advance(3 * HOUR_MS)
      await first.jobs.idle()
      assert.deepEqual(ran, [])
      const { runId } = (await call(first, 'jobs.runSchedule', { params: { scheduleId: row?.id } })) as {
        runId: number
      }
      await first.jobs.idle()
      assert.deepEqual(
        [ran, (await world.job(runId)).state, (await world.job(runId)).actor],
        [[1], 'completed', 'person:1'],
      )
      await first.jobs.stop()
      const second = await world.start(declare('15 * * * *'))
      assert.deepEqual(
        (await schedules(world)).map(({ cron, is_enabled }) => [cron, is_enabled]),
        [['15 * * * *', 0]],
      )
      await second.jobs.stop()
      await world.start(declare(''))
      assert.deepEqual(await schedules(world), [])
    },
  },
  {
    name: 'keeps the time that a person chose over a new default, fires at it, and takes the default back',
    async run(world) {
      const Work = kind('work')
      const ran: number[] = []
      const declare = (cron: string) => (room: Jobs) => {
        room.handle(Work, async () => void ran.push(world.clock.now()))
        room.schedule({ name: 'tidy', contract: Work, payload: { n: 1 }, cron, timeZone: 'Etc/UTC' })
      }
      const first = await world.start(declare('0 3 * * *'))
      const [row] = await schedules(world)
      const change = (engine: typeof first, body: object) =>
        call(engine, 'jobs.changeSchedule', { params: { scheduleId: row?.id }, body })
      await change(first, { cron: '30 12 * * *' })
      world.clock.advance(HOUR_MS)
      await first.jobs.idle()
      assert.equal(ran.length, 1)
      assert.equal(new Date(ran[0] ?? 0).toISOString().slice(11, 13), '13')
      await first.jobs.stop()
      const second = await world.start(declare('0 4 * * *'))
      const [kept] = await schedules(world)
      assert.equal(kept?.next_at, Date.parse('2026-03-02T12:30:00Z'))
      await change(second, { cron: null })
      const [back] = await schedules(world)
      assert.equal(back?.next_at, Date.parse('2026-03-02T04:00:00Z'))
      await change(second, { isEnabled: false, timeZone: 'Asia/Kolkata' })
      world.clock.advance(3 * DAY_MS)
      await second.jobs.idle()
      assert.equal(ran.length, 1)
    },
  },
  {
    name: 'forgets what completed after 30 days and what failed after 90, with all that belongs to it',
    async run(world) {
      const Work = kind('work', { maxAttempts: 1 })
      const { jobs } = await world.start((room) =>
        room.handle(Work, async ({ n }) => {
          if (n % 10 === 0) throw new Error('broken')
        }),
      )
      const numbers = Array.from({ length: 50 }, (_, n) => ({ n }))
      await world.db.tx((tx) => jobs.enqueueMany(tx, Work, numbers, bySystem))
      await jobs.idle()
      const left = async () => {
        const rows = await world.db.read.selectFrom('job_history').select('state').execute()
        return `${rows.length}, ${rows.filter(({ state }) => state === 'failed').length} of them failed`
      }
      // The hourly sweep runs beside everything else; it comes round again until it has been seen.
      const becomes = (wanted: string) =>
        until(async () => {
          world.clock.advance(HOUR_MS)
          for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
          return (await left()) === wanted
        })
      world.clock.advance(29 * DAY_MS)
      for (let turn = 0; turn < 300; turn++) await new Promise(setImmediate)
      assert.equal(await left(), '50, 5 of them failed')
      world.clock.advance(DAY_MS)
      await becomes('5, 5 of them failed')
      world.clock.advance(58 * DAY_MS)
      for (let turn = 0; turn < 300; turn++) await new Promise(setImmediate)
      assert.equal(await left(), '5, 5 of them failed')
      world.clock.advance(2 * DAY_MS)
      await becomes('0, 0 of them failed')
      assert.deepEqual(await world.db.read.selectFrom('job_attempts').selectAll().execute(), [])
    },
  },
  {
    name: 'shows jobs with their reasons in words, and pages through them without gap or repeat',
    async run(world) {
      const Parent = kind('parent')
      const Child = kind('child', { maxAttempts: 1 })
      const engine = await world.start((room) => {
        room.handle(Parent, async (_payload, job) => {
          for (let n = 0; n < 30; n++) job.enqueue(Child, { n }, { label: `IMG_${n}.jpg` })
        })
        room.handle(Child, async ({ n }) => {
          if (n === 7) throw new Error('broken')
        })
      })
      const { jobId } = await world.db.tx((tx) =>
        engine.jobs.enqueue(tx, Parent, { n: 1 }, { actor: 'person:3', label: 'inbox' }),
      )
      await engine.jobs.idle()
      const seen: number[] = []
      let cursor: string | null = null
      do {
        const query: object = { limit: 7, ...(cursor === null ? {} : { cursor }) }
        const page = (await call(engine, 'jobs.listJobs', { query })) as {
          items: { jobId: number }[]
          nextCursor: string | null
        }
        seen.push(...page.items.map((item) => item.jobId))
        cursor = page.nextCursor
      } while (cursor !== null)
      assert.equal(seen.length, 31)
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => b - a),
      )
      const run = (await call(engine, 'jobs.getRun', { params: { jobId } })) as RunReply
      assert.equal(run.run.error.text, 'One of its 30 parts failed: IMG_7.jpg.')
      assert.deepEqual([run.jobs.length, run.counts], [30, { completed: 29, failed: 1 }])
      const list = async (query: object) =>
        (
          (await call(engine, 'jobs.listJobs', { query: { limit: 50, ...query } })) as { items: { label: string }[] }
        ).items.map((item) => item.label)
      assert.deepEqual(await list({ state: 'failed', kind: 'test.child' }), ['IMG_7.jpg'])
      assert.deepEqual(await list({ text: 'img_29' }), ['IMG_29.jpg'])
      assert.deepEqual(await list({ text: '%' }), [])
      const runs = (await call(engine, 'jobs.listRuns', { query: { limit: 50 } })) as {
        items: { jobId: number; can: object }[]
      }
      assert.deepEqual(
        runs.items.map((item) => [item.jobId, item.can]),
        [[jobId, { cancel: false, retry: true, prioritise: false }]],
      )
      const detail = (await call(engine, 'jobs.getJob', { params: { jobId } })) as { payload: unknown; title: string }
      assert.deepEqual(detail.payload, { n: 1 })
      await assert.rejects(call(engine, 'jobs.getJob', { params: { jobId: 4_040 } }), { code: 'jobs/no-such-job' })
    },
  },
  {
    name: 'says of every job that waits why it does',
    async run(world) {
      const Work = kind('work', { serialBy: ({ n }) => (n < 2 ? 'disk' : `free-${n}`) })
      const begun = signal()
      const goOn = signal()
      const engine = await world.start(
        (room) =>
          room.handle(Work, async () => {
            begun.give()
            await goOn.reached
          }),
        { concurrency: { work: 1 } },
      )
      const [, held] = await world.db.tx((tx) => engine.jobs.enqueueMany(tx, Work, [{ n: 0 }, { n: 1 }], bySystem))
      await begun.reached
      await call(engine, 'jobs.changeQueue', { params: { queue: 'work' }, body: { concurrency: 2 } })
      const later = { ...bySystem, runAt: world.clock.now() + HOUR_MS }
      const scheduled = await world.db.tx((tx) => engine.jobs.enqueue(tx, Work, { n: 5 }, later))
      const blocked = await world.db.tx((tx) =>
        engine.jobs.enqueue(tx, Work, { n: 6 }, { ...bySystem, after: [scheduled.jobId] }),
      )
      const because = async (id: number) =>
        (
          (await call(engine, 'jobs.getJob', { params: { jobId: id } })) as {
            because: { code: string; text: string } | null
          }
        ).because
      await until(async () => (await world.job(Number(held?.jobId))).state === 'held')
      assert.deepEqual((await because(Number(held?.jobId)))?.code, 'serial')
      assert.deepEqual((await because(scheduled.jobId))?.code, 'scheduled')
      assert.match((await because(blocked.jobId))?.text ?? '', /one job that comes first/)
      await call(engine, 'jobs.changeQueue', { params: { queue: 'work' }, body: { isPaused: true } })
      const paused = await world.db.tx((tx) => engine.jobs.enqueue(tx, Work, { n: 7 }, bySystem))
      assert.deepEqual((await because(paused.jobId))?.code, 'paused')
      const queues = (await call(engine, 'jobs.listQueues', {})) as {
        items: { name: string; running: number; waiting: number }[]
      }
      assert.deepEqual(
        queues.items.map(({ name, running, waiting }) => [name, running, waiting]),
        [['work', 1, 4]],
      )
      goOn.give()
      await engine.jobs.idle()
    },
  },
]

interface RunReply {
  run: { error: { text: string } }
  jobs: unknown[]
  counts: object
}
