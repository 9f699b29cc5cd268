import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import type { Dialect } from '../db/db.ts'
import { listOpenCards } from '../attention/store.ts'
import { ConflictError, DeadlineError } from '../kernel/errors.ts'
import {
  attempt,
  call,
  carryThrough,
  openLedger,
  openWorld,
  SEND_SCRIPTS,
  wish,
  type World,
} from './conformance/world.ts'
import type { Delivery } from './model.ts'
import { needDelivery } from './record.ts'
import { isOwned, listSteps } from './store.ts'

const stateOf = (world: World): Promise<Delivery> => needDelivery(world.db, world.deliveryId)

/** `verified` is true, and nothing arrived twice. */
async function assertHonest(world: World): Promise<void> {
  const { state } = await stateOf(world)
  const { shelf, arrivals } = world.outside
  assert.ok(arrivals <= 1, `${arrivals} arrivals`)
  if (state === 'verified')
    assert.deepEqual(
      shelf.map(({ title }) => title),
      ['Night Drift'],
    )
}

/** What a person does who looks at the other side: says which one it is, clears what is too many, or has it sent again. */
async function decide(world: World): Promise<void> {
  const { outside, db, clock, deliveryId } = world
  const { deliveries } = openLedger(db, world)
  const { state } = await stateOf(world)
  if (state === 'verified') return
  const shown = outside.shelf.filter(({ shownAt }) => shownAt <= clock.now())
  for (const extra of shown.slice(1)) outside.shelf.splice(outside.shelf.indexOf(extra), 1)
  const [first] = shown
  if (first === undefined) return deliveries.byHand.sendAgain(deliveryId, call())
  first.title = 'Night Drift'
  if (state === 'uncertain') return deliveries.byHand.take(deliveryId, first.ref, call())
  await deliveries.byHand.look(deliveryId, call())
}

async function decideAndCarryOn(world: World) {
  await assertHonest(world)
  await decide(world)
  return carryThrough(world)
}

/** After which commit the process dies. PostgreSQL differs in how a change is written, not in which there are. */
const deathsOn = (dialect: Dialect): readonly number[] => (dialect === 'sqlite' ? [1, 2, 3, 4, 5] : [2, 4])

onEachDatabase('the ledger of deliveries', (open, dialect) => {
  for (const sureAfterMs of [undefined, 6 * 60_000]) {
    const times = sureAfterMs === undefined ? {} : { absenceIsSureAfterMs: sureAfterMs }
    describe(
      sureAfterMs === undefined ? 'where an absence never proves anything' : 'where an absence is sure later',
      () => {
        for (const script of SEND_SCRIPTS) {
          it(`comes to one effect and no false proof when the other side ${script}`, async () => {
            await using db = await open()
            for (const commits of deathsOn(dialect)) {
              const world = await openWorld(db, times)
              world.outside.sends.push(script)
              await attempt(world, commits)
              await assertHonest(world)
              world.outside.failingLooks = 1
              await carryThrough(world)
              await assertHonest(world)
              // A request that never left comes to its script only when it is sent again.
              let came = await decideAndCarryOn(world)
              if (came !== 'verified') came = await decideAndCarryOn(world)
              assert.equal(came, 'verified', `${script}, died after commit ${commits}`)
              await assertHonest(world)
              assert.equal(world.outside.shelf.length, 1)
              const { remoteRef } = await stateOf(world)
              const remote = { target: 'connection:1', remoteKind: 'thing', remoteId: String(remoteRef) }
              assert.ok(await isOwned(db.read, remote), 'made by us')
              await forget(db)
            }
          })
        }
      },
    )
  }

  it('keeps one delivery for a key and an intent, and refuses another intent', async () => {
    await using db = await open()
    const world = await openWorld(db)
    const { deliveries } = openLedger(db, world)
    const again = await db.tx((tx) => deliveries.plan(tx, { ...wish(), label: 'another name', actor: 'person:2' }))
    assert.deepEqual([again.isNew, again.delivery.deliveryId], [false, world.deliveryId])
    await assert.rejects(
      db.tx((tx) => deliveries.plan(tx, wish('shelf:1', { title: 'Other' }))),
      (error) => error instanceof ConflictError && error.code === 'deliveries/other-intent',
    )
    const both = await Promise.all([1, 2].map(() => db.tx((tx) => deliveries.plan(tx, wish('shelf:2')))))
    assert.equal(both[0]?.delivery.deliveryId, both[1]?.delivery.deliveryId)
    assert.deepEqual(both.map(({ isNew }) => isNew).toSorted(), [false, true])
  })

  it('sends once when two call at the same time, of one process or of two', async () => {
    await using db = await open()
    const world = await openWorld(db)
    const [one, two] = [openLedger(db, world), openLedger(db, world)]
    const came = await Promise.allSettled(
      [one, one, two, two].map(({ deliveries }) => deliveries.carryOut(world.deliveryId, call())),
    )
    assert.ok(came.some((each) => each.status === 'fulfilled' && each.value.is === 'verified'))
    assert.equal(world.outside.arrivals, 1)
    assert.equal(await carryThrough(world), 'verified')
    assert.equal(world.outside.arrivals, 1)
  })

  it('takes what is there already for the effect, and never takes back what it did not make', async () => {
    await using db = await open()
    const world = await openWorld(db)
    world.outside.shelf.push({ ref: 'theirs', name: 'shelf:1', title: 'Night Drift', shownAt: 0 })
    assert.equal(await attempt(world), 'verified')
    assert.equal(world.outside.arrivals, 0)
    const { deliveries } = openLedger(db, world)
    await assert.rejects(
      deliveries.byHand.undo(world.deliveryId, call()),
      (error) => error instanceof ConflictError && error.code === 'deliveries/not-now',
    )
    assert.equal(world.outside.shelf.length, 1)
  })

  it('puts nothing beside what is there otherwise, and asks', async () => {
    await using db = await open()
    const world = await openWorld(db)
    world.outside.shelf.push({ ref: 'theirs', name: 'shelf:1', title: 'Day Drift', shownAt: 0 })
    assert.equal(await attempt(world), 'asks')
    const { state, reason, candidates } = await stateOf(world)
    assert.deepEqual([state, reason?.code, candidates], ['uncertain', 'deliveries/found-otherwise', ['theirs']])
    assert.deepEqual(await codesOf(world), ['delivery.choice'])
    const { deliveries } = openLedger(db, world)
    await assert.rejects(deliveries.byHand.sendAgain(world.deliveryId, call()), ConflictError)
    world.outside.shelf.length = 0
    assert.equal(await carryThrough(world), 'verified')
    assert.deepEqual(await codesOf(world), [])
  })

  it('does not count a look that failed: the last one that could tell stays', async () => {
    await using db = await open()
    const world = await openWorld(db)
    world.outside.sends.push('answer-lost-without-doing')
    await attempt(world)
    await attempt(world)
    const before = await stateOf(world)
    world.clock.advance(60_000)
    world.outside.failingLooks = 2
    const { deliveries } = openLedger(db, world)
    await assert.rejects(deliveries.byHand.look(world.deliveryId, call()), DeadlineError)
    assert.deepEqual(await attempt(world), { failed: 'test/no-answer' })
    const after = await stateOf(world)
    assert.deepEqual([after.state, after.lookedAt], ['uncertain', before.lookedAt])
    const [newest] = await listSteps(db.read, world.deliveryId)
    assert.deepEqual([newest?.what, newest?.times], ['could-not-tell', 2])
  })

  it('reads back what a person says is it, and believes no word alone', async () => {
    await using db = await open()
    const world = await openWorld(db)
    world.outside.sends.push('does-it-twice')
    await attempt(world)
    assert.equal(await attempt(world), 'asks')
    const { deliveries } = openLedger(db, world)
    await assert.rejects(deliveries.byHand.take(world.deliveryId, 'ref-9', call()), ConflictError)
    assert.equal((await stateOf(world)).state, 'uncertain')
    await deliveries.byHand.take(world.deliveryId, 'ref-2', call())
    const { state, remoteRef, proof } = await stateOf(world)
    assert.deepEqual([state, remoteRef], ['verified', 'ref-2'])
    assert.deepEqual(proof, [{ field: 'title', meant: 'Night Drift', found: 'Night Drift', verdict: 'equal' }])
  })

  it('takes back what it made, also when it died in between, and notices when somebody else removed it', async () => {
    await using db = await open()
    const world = await openWorld(db)
    await carryThrough(world)
    const { deliveries } = openLedger(db, world)
    world.outside.failingLooks = 1
    await assert.rejects(deliveries.byHand.undo(world.deliveryId, call()), DeadlineError)
    assert.equal((await stateOf(world)).state, 'verified')
    await deliveries.byHand.look(world.deliveryId, call())
    assert.equal((await stateOf(world)).state, 'undone')
    assert.deepEqual(world.outside.shelf, [])
    const remote = { target: 'connection:1', remoteKind: 'thing', remoteId: 'ref-1' }
    assert.equal(await isOwned(db.read, remote), false)
    const other = await db.tx((tx) => deliveries.plan(tx, wish('shelf:3')))
    await deliveries.carryOut(other.delivery.deliveryId, call())
    world.outside.shelf.length = 0
    await deliveries.byHand.look(other.delivery.deliveryId, call())
    const gone = await needDelivery(db, other.delivery.deliveryId)
    assert.deepEqual([gone.state, gone.reason?.code], ['uncertain', 'deliveries/gone'])
  })

  it('asks about what is uncertain for 10 minutes, with one card for all of a target, which goes by itself', async () => {
    await using db = await open()
    const world = await openWorld(db)
    world.outside.sends.push('answer-lost-without-doing', 'answer-lost-without-doing')
    const { deliveries } = openLedger(db, world)
    const other = await db.tx((tx) => deliveries.plan(tx, wish('shelf:4')))
    await attempt(world)
    await assert.rejects(deliveries.carryOut(other.delivery.deliveryId, call()))
    assert.deepEqual(await codesOf(world), [])
    world.clock.advance(10 * 60_000)
    await tell(world)
    const [card, ...more] = await listOpenCards(db.read, world.clock.now(), { snoozed: true })
    assert.deepEqual([card?.code, card?.params['count'], more], ['delivery.uncertain', 2, []])
    for (const id of [world.deliveryId, other.delivery.deliveryId]) {
      await deliveries.byHand.sendAgain(id, call())
      await deliveries.carryOut(id, call())
    }
    assert.deepEqual(await codesOf(world), [])
    assert.equal(world.outside.shelf.length, 2)
  })

  it('ends what was refused after it was accepted, with its cause, and sends it again only when a person says so', async () => {
    await using db = await open()
    const world = await openWorld(db)
    world.outside.sends.push('refuses-it-later')
    assert.deepEqual(await attempt(world), { failed: 'test/unreadable' })
    const { state, reason, remoteRef } = await stateOf(world)
    assert.deepEqual([state, reason?.code, remoteRef], ['rejected', 'test/unreadable', 'refused-1'])
    assert.deepEqual(await codesOf(world), ['delivery.rejected'])
    assert.deepEqual(await attempt(world), { failed: 'deliveries/was-rejected' })
    assert.equal(world.outside.arrivals, 0)
    const { deliveries } = openLedger(db, world)
    await deliveries.byHand.sendAgain(world.deliveryId, call())
    assert.equal(await carryThrough(world), 'verified')
    assert.deepEqual(await codesOf(world), [])
  })

  it('ends what is uncertain when it shows as refused', async () => {
    await using db = await open()
    const world = await openWorld(db)
    const { deliveries, registry } = openLedger(db, world)
    world.outside.sends.push('shows-it-later')
    await deliveries.carryOut(world.deliveryId, call())
    world.clock.advance(11 * 60_000)
    world.outside.shelf.length = 0
    assert.equal((await deliveries.carryOut(world.deliveryId, call())).is, 'asks')
    world.outside.refused.push('ref-1')
    await deliveries.byHand.look(world.deliveryId, call())
    assert.equal((await stateOf(world)).state, 'rejected')
    assert.deepEqual(registry.toldByRooms(), [])
  })

  it('raises no card for what the room that planned it tells itself', async () => {
    await using db = await open()
    const world = await openWorld(db)
    const { deliveries, registry } = openLedger(db, world)
    Object.assign(registry.executorOf('shelf.put'), { isToldByItsRoom: true })
    world.outside.sends.push('refuses-it-later')
    await assert.rejects(deliveries.carryOut(world.deliveryId, call()))
    assert.equal((await stateOf(world)).state, 'rejected')
    assert.deepEqual(await codesOf(world), [])
  })

  it('never calls verified what can’t be asked about, and sends it once', async () => {
    await using db = await open()
    const world = await openWorld(db)
    const { deliveries, registry } = openLedger(db, world)
    Object.assign(registry.executorOf('shelf.put'), { look: async () => ({ is: 'no-way' }) })
    const carry = () => deliveries.carryOut(world.deliveryId, call())
    world.outside.sends.push('answer-lost-after-doing')
    await assert.rejects(carry())
    assert.equal((await carry()).is, 'asks')
    assert.equal(world.outside.arrivals, 1)
    const other = await db.tx((tx) => deliveries.plan(tx, wish('shelf:2')))
    for (const _time of [1, 2]) assert.equal((await deliveries.carryOut(other.delivery.deliveryId, call())).is, 'sent')
    assert.equal((await needDelivery(db, other.delivery.deliveryId)).state, 'sent')
    assert.equal(world.outside.arrivals, 2)
  })

  it('does not call an interruption of its own an answer', async () => {
    await using db = await open()
    const world = await openWorld(db)
    const { deliveries, registry } = openLedger(db, world)
    const abort = new AbortController()
    const executor = registry.executorOf('shelf.put')
    const send = executor.send.bind(executor)
    Object.assign(executor, {
      send: async (...given: Parameters<typeof send>) => {
        await send(...given)
        abort.abort(new ConflictError('jobs/cancelled'))
        abort.signal.throwIfAborted()
      },
    })
    await assert.rejects(deliveries.carryOut(world.deliveryId, { signal: abort.signal }))
    assert.equal((await stateOf(world)).state, 'uncertain')
    assert.equal(await carryThrough(world), 'verified')
    assert.equal(world.outside.arrivals, 1)
  })
})

const codesOf = async ({ db, clock }: World): Promise<string[]> =>
  (await listOpenCards(db.read, clock.now(), { snoozed: true })).map(({ code }) => code)

async function tell({ db, clock }: World): Promise<void> {
  const { createAttention } = await import('../attention/attention.ts')
  const { createBus } = await import('../live/bus.ts')
  const { openEventLog } = await import('../live/event-log.ts')
  const { tellAttention } = await import('./tell-attention.ts')
  const attention = createAttention({ events: openEventLog({ db, clock, bus: createBus() }), clock })
  await db.tx((tx) => tellAttention({ tx, attention, now: clock.now(), toldByRooms: [] }, 'connection:1'))
}

/** Makes room for the next world on the same database. */
async function forget(db: World['db']): Promise<void> {
  await db.tx(async (tx) => {
    await tx.deleteFrom('deliveries_owned').execute()
    await tx.deleteFrom('deliveries_steps').execute()
    await tx.deleteFrom('deliveries_effects').execute()
    await tx.deleteFrom('job_queue').execute()
  })
}
