import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import type { Db } from '../db/db.ts'
import { manualClock } from '../kernel/clock.ts'
import type { TogetherStep } from './carry-out-together.ts'
import { attemptTo, call, createOutside, openLedger, SEND_SCRIPTS, wish } from './conformance/world.ts'

const COUNT = 4
const times = { absenceIsSureAfterMs: 6 * 60_000 }

/** As many things as `COUNT` on the shelf, put there together, and as many that shall stand there. */
async function openShelf(db: Db) {
  const world = { db, outside: createOutside(), clock: manualClock(), times }
  const { deliveries } = openLedger(db, world)
  const planAll = (names: readonly string[]): Promise<number[]> =>
    db.tx(async (tx) => {
      const ids: number[] = []
      for (const name of names) ids.push((await deliveries.plan(tx, wish(name))).delivery.deliveryId)
      return ids
    })
  const numbers = Array.from({ length: COUNT }, (_, index) => index)
  const old = await planAll(numbers.map((n) => `old:${n}`))
  await deliveries.carryOutTogether(
    old.map((deliveryId) => ({ deliveryId, act: 'send' })),
    call(),
  )
  const fresh = await planAll(numbers.map((n) => `new:${n}`))
  world.outside.looksAtAll = 0
  world.outside.arrivals = 0
  const steps = numbers.flatMap((n): TogetherStep[] => [
    { deliveryId: old[n] ?? 0, act: 'take-back' },
    { deliveryId: fresh[n] ?? 0, act: 'send' },
  ])
  return { ...world, steps, old, fresh }
}

type Shelf = Awaited<ReturnType<typeof openShelf>>

const attempt = (world: Shelf, commits = Infinity) =>
  attemptTo(world, commits, async ({ deliveries }) => deliveries.carryOutTogether(world.steps, call()))

async function carryThrough(world: Shelf) {
  for (let n = 0; n < 20; n++) {
    const came = await attempt(world)
    if (typeof came === 'object' && 'failure' in came) return came
    world.clock.advance(61_000)
  }
  return assert.fail('never came to an end')
}

const namesOn = ({ outside }: Shelf): string[] => outside.shelf.map(({ name }) => name).toSorted()

async function statesOf({ db, outside, clock }: Shelf, ids: readonly number[]): Promise<string[]> {
  const found = await openLedger(db, { outside, clock }).deliveries.list(ids)
  return found.toSorted((a, b) => a.deliveryId - b.deliveryId).map(({ state }) => state)
}

const all = <Item>(item: Item): Item[] => Array.from({ length: COUNT }, () => item)
const NEW = ['new:0', 'new:1', 'new:2', 'new:3']

onEachDatabase('effects that are carried out together', (open, dialect) => {
  it('looks twice, whatever their number, and reads each back', async () => {
    await using db = await open()
    const world = await openShelf(db)
    assert.deepEqual(await attempt(world), { failure: null })
    assert.deepEqual(namesOn(world), NEW)
    assert.equal(world.outside.looksAtAll, 2)
    assert.equal(world.outside.arrivals, COUNT)
    assert.deepEqual(await statesOf(world, world.fresh), all('verified'))
    assert.deepEqual(await statesOf(world, world.old), all('undone'))
  })

  it('comes to the same after a death behind each of its commits, and sends nothing twice', async () => {
    await using db = await open()
    for (let commits = 1; ; commits += dialect === 'sqlite' ? 1 : 5) {
      const world = await openShelf(db)
      const came = await attempt(world, commits)
      await carryThrough(world)
      assert.deepEqual(namesOn(world), NEW, `died after commit ${commits}`)
      assert.equal(world.outside.arrivals, COUNT, `died after commit ${commits}`)
      await db.tx(async (tx) => {
        await tx.deleteFrom('deliveries_steps').execute()
        await tx.deleteFrom('deliveries_owned').execute()
        await tx.deleteFrom('deliveries_effects').execute()
      })
      if (came !== 'died') break
    }
  })

  for (const script of SEND_SCRIPTS) {
    it(`tells the truth of each when the other side ${script} with the second`, async () => {
      await using db = await open()
      const world = await openShelf(db)
      world.outside.sends.push('does-it', script)
      const tries = await attempt(world)
      const names = namesOn(world)
      const states = await statesOf(world, world.fresh)
      for (const [n, state] of states.entries())
        if (state === 'verified') assert.ok(names.includes(`new:${n}`), `${script}: ${n} is there`)
      assert.equal(names.filter((name) => name === 'new:0').length, 1)
      if (script === 'says-no') {
        assert.ok(typeof tries === 'object' && 'failure' in tries)
        assert.equal(tries.failure?.error.code, 'test/too-large')
        assert.deepEqual(states, ['verified', 'rejected', 'planned', 'planned'])
        assert.deepEqual(names, ['new:0', 'old:2', 'old:3'])
      }
      if (script === 'breaks-without-doing') assert.deepEqual(states, ['verified', 'rejected', 'planned', 'planned'])
      if (
        script === 'is-away' ||
        script === 'limits' ||
        script.startsWith('answer-lost') ||
        script === 'breaks-after-doing' ||
        script === 'shows-it-later'
      ) {
        await carryThrough(world)
        assert.deepEqual(namesOn(world), NEW)
        assert.equal(world.outside.arrivals, COUNT)
      }
    })
  }

  for (const isDone of [true, false])
    it(`believes a break-down over a take-back only when it ${isDone ? 'was not' : 'was'} done`, async () => {
      await using db = await open()
      const world = await openShelf(db)
      world.outside.undoBreaks = isDone ? 'after' : 'before'
      const came = await attempt(world)
      assert.ok(typeof came === 'object' && 'failure' in came)
      assert.equal(came.failure?.error.code, isDone ? undefined : 'test/broke')
      assert.deepEqual(await statesOf(world, world.old), all(isDone ? 'undone' : 'verified'))
      assert.equal(namesOn(world).includes('old:0'), !isDone)
    })

  it('concludes nothing from a look that failed', async () => {
    await using db = await open()
    const world = await openShelf(db)
    world.outside.failingLooks = 1
    assert.deepEqual(await attempt(world), { failed: 'test/no-answer' })
    assert.equal(world.outside.arrivals, 0)
    assert.deepEqual(await carryThrough(world), { failure: null })
    assert.deepEqual(namesOn(world), NEW)
  })

  it('refuses a delivery that is not there, and sends none of the others', async () => {
    await using db = await open()
    const world = await openShelf(db)
    world.steps.push({ deliveryId: 999_999, act: 'send' })
    assert.deepEqual(await attempt(world), { failed: 'deliveries/no-such-delivery' })
    assert.equal(world.outside.arrivals, 0)
  })

  it('takes back nothing that Patchbay did not make', async () => {
    await using db = await open()
    const world = await openShelf(db)
    await db.tx((tx) => tx.deleteFrom('deliveries_owned').execute())
    const came = await attempt(world)
    assert.ok(typeof came === 'object' && 'failure' in came)
    assert.equal(came.failure?.error.code, 'deliveries/not-ours')
    assert.deepEqual(namesOn(world), ['old:0', 'old:1', 'old:2', 'old:3'])
  })
})
