import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { KyselyPlugin } from 'kysely'
import { onEachDatabase } from '../../../test/databases.ts'
import type { Db } from '../../db/db.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import type { JobId } from '../../kernel/ids.ts'
import { call } from '../conformance/order-cases.ts'
import { assertCountersTrue, bySystem, kind, openWorld, silent, type World } from '../conformance/world.ts'
import type { LedgerDeps } from './ledger-tx.ts'
import { forgetJobs } from './prune.ts'

const Work = kind('work', { maxAttempts: 1 })
const Broken = kind('broken', { maxAttempts: 1 })

onEachDatabase('forgetting finished jobs', (open) => {
  it('holds the writer for a few hundred rows at a time, and not at all while nothing is old', async () => {
    await using db = await open()
    await using world = openWorld(db)
    await finish(world, 1_200)
    let before = await left(db)
    const steps: number[] = []
    let deadlocks = 1
    const tx: Db['tx'] = async (work) => {
      if (deadlocks-- > 0) throw Object.assign(new Error('a deadlock'), { code: '40P01' })
      const result = await db.tx(work)
      const now = await left(db)
      steps.push(before - now)
      before = now
      return result
    }
    const deps = { db: { ...db, read: db.read, tx }, ledger: ledgerOf(world) }
    assert.equal(await forgetJobs(deps, { state: 'completed', finishedBefore: world.clock.now() - 1 }), 0)
    assert.deepEqual(steps, [])
    const old = { state: 'completed', finishedBefore: world.clock.now() + 1 } as const
    assert.equal(await forgetJobs(deps, old, () => steps.length === 1), 500)
    await assertCountersTrue(db)
    assert.equal(await forgetJobs(deps, old), 700)
    assert.ok(
      steps.every((rows) => rows <= 500),
      steps.join(),
    )
    await assertCountersTrue(db)
  })

  it('counts each once when two sweep at the same time', async () => {
    await using db = await open()
    await using world = openWorld(db)
    await finish(world, 1_200)
    const deps = { db, ledger: ledgerOf(world) }
    const old = { state: 'completed', finishedBefore: world.clock.now() + 1 } as const
    const removed = await Promise.all([forgetJobs(deps, old), forgetJobs(deps, old), forgetJobs(deps, old)])
    assert.equal(
      removed.reduce((sum, n) => sum + n, 0),
      1_200,
    )
    await assertCountersTrue(db)
  })

  it('leaves a job that is tried again in the same moment, with what belongs to it', async () => {
    await using db = await open()
    await using world = openWorld(db)
    const { jobs } = await world.start((room) =>
      room.handle(Broken, async () => {
        throw new Error('broken')
      }),
    )
    const { jobId } = await db.tx((tx) => jobs.enqueue(tx, Broken, { n: 1 }, bySystem))
    await jobs.idle()
    const plugin: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        const isFound = result.rows.some(({ id, kind: found }) => id === jobId && found === Broken.kind)
        if (!isFound) return result
        // What it comes to now is younger than what is to be forgotten, however soon it ends.
        world.clock.advance(10)
        await db.tx((tx) => jobs.retry(tx, jobId, { actor: 'person:1' }))
        return result
      },
    }
    const deps = { db: { ...db, tx: db.tx, read: db.read.withPlugin(plugin) }, ledger: ledgerOf(world) }
    assert.equal(await forgetJobs(deps, { state: 'failed', finishedBefore: world.clock.now() + 1 }), 0)
    await jobs.idle()
    const attempts = await db.read.selectFrom('job_attempts').select('attempt').where('job_id', '=', jobId).execute()
    assert.equal(attempts.length, 2)
    await assertCountersTrue(db)
  })

  it('tells a forgotten job from one that never was, also when no job is left', async () => {
    await using db = await open()
    await using world = openWorld(db)
    const engine = await world.start((room) => room.handle(Work, async () => {}))
    const codes = async (jobId: number) => {
      const asked = ['getJob', 'getRun', 'listChildren', 'retryJob', 'cancelJob'].map(async (name) => {
        const error = await call(engine, `jobs.${name}`, { params: { jobId }, query: { limit: 1 } }).then(
          () => undefined,
          (refusal: unknown) => refusal,
        )
        assert.ok(error instanceof NotFoundError)
        return error
      })
      const errors = await Promise.all(asked)
      return { code: [...new Set(errors.map(({ code }) => code))].join(), params: errors[0]?.params }
    }
    assert.deepEqual(await codes(1), { code: 'jobs/no-such-job', params: { jobId: 1, newest: 0 } })
    const ids = await db.tx((tx) => engine.jobs.enqueueMany(tx, Work, [{ n: 1 }, { n: 2 }], bySystem))
    await engine.jobs.idle()
    const [first, newest] = ids.map(({ jobId }) => jobId) as [JobId, JobId]
    await forgetJobs({ db, ledger: ledgerOf(world) }, { state: 'completed', finishedBefore: world.clock.now() + 1 })
    assert.deepEqual(await codes(first), { code: 'jobs/forgotten', params: { jobId: first } })
    assert.equal((await codes(newest)).code, 'jobs/forgotten')
    assert.deepEqual(await codes(newest + 1), { code: 'jobs/no-such-job', params: { jobId: newest + 1, newest } })
    const after = db.tx((tx) => engine.jobs.enqueue(tx, Work, { n: 3 }, { ...bySystem, after: [first] }))
    await assert.rejects(after, { code: 'jobs/forgotten' })
  })
})

async function finish(world: World, count: number): Promise<void> {
  const { jobs } = await world.start((room) => room.handle(Work, async () => {}))
  const numbers = Array.from({ length: count }, (_, n) => ({ n }))
  await world.db.tx((tx) => jobs.enqueueMany(tx, Work, numbers, bySystem))
  await jobs.idle()
}

async function left(db: Db): Promise<number> {
  const { n } = await db.read
    .selectFrom('job_history')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

function ledgerOf({ clock, events }: World): LedgerDeps {
  return {
    clock,
    log: silent,
    events,
    hooks: {},
    signals: { ready: () => {}, due: () => {}, abort: () => {}, queueChanged: () => {} },
    contractOf: () => undefined,
    onSettled: () => undefined,
  }
}
