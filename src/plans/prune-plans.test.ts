import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase, type OpenDatabase } from '../../test/databases.ts'
import type { Db } from '../db/db.ts'
import { setUpJobs } from '../jobs/setup.ts'
import { manualClock } from '../kernel/clock.ts'
import { createBus } from '../live/bus.ts'
import { openEventLog } from '../live/event-log.ts'
import { prunePlans } from './prune-plans.ts'
import { setUpPlans } from './setup.ts'
import { findPlan, insertPlan, movePlan } from './store.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const untiring = new AbortController().signal

async function openPlans(open: OpenDatabase) {
  const db = await open()
  const clock = manualClock()
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { jobs } = setUpJobs({ db, clock, log, events, bus })
  const { plans } = setUpPlans({ db, jobs, events, clock, timeZone: 'UTC' })
  /** Applied at once. */
  const plan = (operations: number) =>
    db.tx(async (tx) => {
      const planned = Array.from({ length: operations }, (_, n) => ({
        kind: 'light.on',
        group: String(n),
        params: {},
        before: {},
        after: {},
        reason: { code: 'take.next', params: {} },
      }))
      const made = {
        kind: 'light.plan',
        subject: 'house:1',
        title: { code: 'archive.take', params: {} },
        actor: 'system',
      }
      const planId = await insertPlan(tx, { ...made, operations: planned }, clock.now())
      await movePlan(tx, planId, { from: ['draft'], to: 'applied', settled_at: clock.now() })
      return planId
    })
  return { db, clock, plans, plan, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() }
}

async function countOf(db: Db): Promise<number> {
  const { n } = await db.read
    .selectFrom('plans_operations')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Calls back after each transaction. */
const watched = (db: Db, onCommit: () => Promise<void>): Db => ({
  ...db,
  dialect: db.dialect,
  read: db.read,
  async tx(work) {
    const result = await db.tx(work)
    await onCommit()
    return result
  },
})

onEachDatabase('forgetting plans', (open) => {
  it('takes a few hundred rows in a transaction, however many a plan has, and leaves those that can be undone', async () => {
    await using world = await openPlans(open)
    const { db, clock, plan } = world
    const old = [await plan(1_200), await plan(3), await plan(0)]
    clock.advance(1_000)
    const young = await plan(2)
    let left = await countOf(db)
    let most = 0
    const counting = watched(db, async () => {
      const now = await countOf(db)
      most = Math.max(most, left - now)
      left = now
    })
    assert.equal(await prunePlans({ db: counting }, { settledBefore: clock.now(), signal: untiring }), 3)
    assert.ok(most <= 500, `${most} rows in one transaction`)
    for (const planId of old) assert.equal(await findPlan(db.read, planId), undefined)
    assert.equal((await findPlan(db.read, young))?.operationCount, 2)
    assert.equal(left, 2)
  })

  it('can be cut off anywhere: what is half forgotten is not undone by a clock that was put back, and goes the next time', async () => {
    await using world = await openPlans(open)
    const { db, clock, plans, plan } = world
    const planId = await plan(1_200)
    const settledBefore = clock.now() + 1
    const cut = new AbortController()
    const dying = watched(db, async () => cut.abort())
    await assert.rejects(prunePlans({ db: dying }, { settledBefore, signal: cut.signal }), { name: 'AbortError' })
    assert.equal((await findPlan(db.read, planId))?.state, 'applied')
    const kept = await countOf(db)
    assert.ok(kept > 0 && kept < 1_200, `${kept} are kept`)
    await assert.rejects(
      db.tx((tx) => plans.undo(tx, planId, { actor: 'system' })),
      { code: 'plans/undo-expired' },
    )
    assert.equal(await prunePlans(world, { settledBefore, signal: untiring }), 1)
    assert.deepEqual([await findPlan(db.read, planId), await countOf(db)], [undefined, 0])
  })
})
