import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Registry } from 'prom-client'
import { onEachDatabase } from '../../test/databases.ts'
import { createAudit } from '../access/audit.ts'
import { setUpAttention } from '../attention/setup.ts'
import { setUpJobs } from '../jobs/setup.ts'
import { manualClock, systemClock } from '../kernel/clock.ts'
import { createBus } from '../live/bus.ts'
import { openEventLog } from '../live/event-log.ts'
import { createOutside, shelfExecutor, wish } from './conformance/world.ts'
import { needDelivery } from './record.ts'
import { setUpDeliveries } from './setup.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

onEachDatabase('the job that carries a delivery out', (open) => {
  it('delivers with the engine, tells each state once, counts it, and fails with what was refused', async () => {
    await using db = await open()
    const clock = systemClock
    const bus = createBus()
    const events = openEventLog({ db, clock, bus })
    const { attention } = setUpAttention({ db, clock, events })
    await using engine = setUpJobs({ db, clock, log, events, bus })
    const audit = createAudit({ clock, events, log, rightsChanged: () => {} })
    const room = setUpDeliveries({
      db,
      jobs: engine.jobs,
      events,
      attention,
      audit,
      clock,
      keeping: { keptDays: () => 90, timeZone: 'UTC' },
    })
    const outside = createOutside()
    room.registry.add(shelfExecutor(outside, manualClock(Date.now())))
    await engine.jobs.start()
    const { deliveries } = room
    const start = (key: string) =>
      db.tx(async (tx) => {
        const { delivery } = await deliveries.plan(tx, wish(key))
        const started = await deliveries.start(tx, delivery, { actor: 'person:1' })
        const twice = await deliveries.start(tx, delivery, { actor: 'person:1' })
        assert.deepEqual([twice.jobId, twice.isNew], [started.jobId, false])
        return delivery.deliveryId
      })
    const good = await start('shelf:1')
    await engine.jobs.idle()
    outside.sends.push('says-no')
    const bad = await start('shelf:2')
    await engine.jobs.idle()
    assert.equal((await needDelivery(db, good)).state, 'verified')
    assert.equal((await needDelivery(db, bad)).state, 'rejected')
    const jobs = await db.read.selectFrom('job_history').select(['state', 'target', 'serial']).orderBy('id').execute()
    assert.deepEqual(jobs, [
      { state: 'completed', target: 'connection:1', serial: `delivery:${good}` },
      { state: 'failed', target: 'connection:1', serial: `delivery:${bad}` },
    ])
    const told = await events.readBefore({ subject: `delivery:${good}`, limit: 10 })
    assert.deepEqual(
      told.map(({ kind }) => kind).toReversed(),
      ['planned', 'sending', 'sent', 'verified'].map((state) => `delivery.effect.${state}`),
    )
    const metrics = new Registry()
    room.measure(metrics)
    assert.match(await metrics.metrics(), /patchbay_deliveries\{kind="shelf.put",state="rejected"\} 1/)
  })

  it('is uncertain when its job was ended while a request was on its way', async () => {
    await using db = await open()
    const clock = systemClock
    const bus = createBus()
    const events = openEventLog({ db, clock, bus })
    const { attention } = setUpAttention({ db, clock, events })
    await using engine = setUpJobs({ db, clock, log, events, bus })
    const audit = createAudit({ clock, events, log, rightsChanged: () => {} })
    const { deliveries, registry } = setUpDeliveries({
      db,
      jobs: engine.jobs,
      events,
      attention,
      audit,
      clock,
      keeping: { keptDays: () => 90, timeZone: 'UTC' },
    })
    const outside = createOutside()
    const leaves = Promise.withResolvers<void>()
    const executor = shelfExecutor(outside, manualClock(Date.now()))
    registry.add({
      ...executor,
      send: (_params, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
          leaves.resolve()
        }),
    })
    await engine.jobs.start()
    const { delivery, jobId } = await db.tx(async (tx) => {
      const planned = await deliveries.plan(tx, wish('shelf:1'))
      return { ...planned, ...(await deliveries.start(tx, planned.delivery, { actor: 'person:1' })) }
    })
    await leaves.promise
    await db.tx((tx) => engine.jobs.cancel(tx, jobId, { actor: 'person:1' }))
    await engine.jobs.idle()
    assert.equal((await needDelivery(db, delivery.deliveryId)).state, 'uncertain')
  })
})
