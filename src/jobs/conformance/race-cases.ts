import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { call } from './order-cases.ts'
import { bySystem, type Case, kind, signal, until, type World } from './world.ts'

/** What comes back while what it depends on ends in another transaction. */
export const raceCases: Case[] = [
  {
    name: 'refuses a retry while the job before it is being cancelled in the same moment',
    async run(world) {
      const Work = kind('work')
      const engine = await world.start((room) => room.handle(Work, async () => {}))
      const { jobs } = engine
      await call(engine, 'jobs.changeQueue', { params: { queue: 'work' }, body: { isPaused: true } })
      const first = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 1 }, bySystem))
      const next = await world.db.tx((tx) => jobs.enqueue(tx, Work, { n: 2 }, { ...bySystem, after: [first.jobId] }))
      await world.db.tx((tx) => jobs.cancel(tx, next.jobId, { actor: 'person:1' }))
      const retried = beside(world, () => call(engine, 'jobs.retryJob', { params: { jobId: next.jobId } }))
      await world.db.tx(async (tx) => {
        await jobs.cancel(tx, first.jobId, { actor: 'person:1' })
        await retried.begun()
      })
      await assert.rejects(retried.ended, { code: 'jobs/predecessor-not-completed' })
      assert.deepEqual(await world.states([first.jobId, next.jobId]), ['cancelled', 'cancelled'])
    },
  },
  {
    name: 'does not wait for a child of a former life that ends in the same moment as its parent is retried',
    async run(world) {
      const Top = kind('top', { queue: 'top', maxAttempts: 1 })
      const Child = kind('child', { maxAttempts: 1 })
      const Next = kind('next')
      const running = signal()
      const asked = signal()
      const retried = beside(world, () => call(engine, 'jobs.retryJob', { params: { jobId: top } }))
      let top = 0
      const engine = world.build((room) => {
        room.handle(Top, async (_payload, job) => {
          if (job.attempt > 1) return
          const options = { ...bySystem, parentId: job.jobId }
          // At once: a claim passes over a job that another is just being put after.
          await job.commit(async (tx) => {
            const child = await engine.jobs.enqueue(tx, Child, { n: 1 }, options)
            await engine.jobs.enqueue(tx, Next, { n: 1 }, { ...bySystem, after: [child.jobId] })
          })
          await running.reached
          throw new Error('broken')
        })
        room.handle(Child, async (_payload, { signal: stopped }) => {
          running.give()
          stopped.addEventListener('abort', () => asked.give(), { once: true })
          await asked.reached
          throw new Error('broken')
        })
        // Told of after the parents of what ended before it have been counted.
        room.handle(Next, async () => {}, { onSettled: () => retried.begun() })
      })
      await engine.jobs.start()
      top = (await world.db.tx((tx) => engine.jobs.enqueue(tx, Top, { n: 0 }, bySystem))).jobId
      await retried.ended
      await engine.jobs.idle()
      assert.equal((await world.job(top)).state, 'completed')
    },
  },
]

/** A call that begins within a transaction of another, as far as that lets it: on SQLite it has to wait for its end. */
function beside({ db }: World, start: () => Promise<unknown>) {
  const { promise: ended, resolve } = Promise.withResolvers<unknown>()
  const begun = async (): Promise<void> => {
    let isOver = false
    const other = start().finally(() => (isOver = true))
    other.catch(() => {})
    resolve(other)
    if (db.dialect === 'postgres') await until(async () => isOver || (await hasWaiting({ db })))
  }
  return { begun, ended }
}

async function hasWaiting({ db }: Pick<World, 'db'>): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_locks where not granted limit 1`.execute(db.read)
  return rows.length > 0
}
