import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { dyingWhen } from '../../../../test/dying-db.ts'
import {
  assertLedger,
  openStation,
  publish,
  stateOf,
  type Station,
  wished,
  writesOf,
} from '../../../../test/log-station.ts'
import { createOwnRows } from '../read/own-rows.ts'
import { listPublications } from './store.ts'

/** The second log published over the first. @returns the plan of the second */
async function publishTwice(station: Station): Promise<number> {
  await station.write(station.sixFrom(0))
  await publish(station)
  await station.write(station.sixFrom(6))
  const { planId } = await station.preview()
  assert.equal(await station.carryOut(planId ?? 0), 'applied')
  return planId ?? 0
}

async function reasonOf({ planner, log }: Station) {
  return (await listPublications(planner.db.read, log.logId, { limit: 1 }))[0]?.reason
}

onEachDatabase('undoing a publication whose time has come', (open) => {
  it('L8: leaves what has begun of a day half past, undoes the rest, and is published from there', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const others = station.others()
    const planId = await publishTwice(station)
    const { clock } = station.planner
    clock.advance(station.at('08:05') - clock.now())
    assert.equal(await station.undo(planId), 'partial')
    assert.deepEqual(station.heard(), wished([...station.sixFrom(6).slice(0, 3), ...station.sixFrom(0).slice(3)]))
    assert.equal(await stateOf(station), 'mixed')
    assert.deepEqual(await reasonOf(station), {
      code: 'radio/undone-in-part',
      params: { takenBack: 3, putBack: 3, stay: 3, gone: 3 },
    })
    await assertLedger(station)
    await assert.rejects(station.undo(planId), { code: 'radio/nothing-left-to-undo' })
    assert.equal(await publish(station), 'applied')
    assert.deepEqual(station.heard(), wished(station.sixFrom(6)))
    assert.equal(station.others(), others)
    await assertLedger(station)
  })

  it('L8: is refused when all of it is on air or over, and nothing is written', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const planId = await publishTwice(station)
    const { clock, libretime } = station.planner
    clock.advance(station.at('08:16') - clock.now())
    libretime.requests.clear()
    await assert.rejects(station.undo(planId), { code: 'radio/nothing-left-to-undo' })
    assert.equal(writesOf(station), 0)
    assert.deepEqual(station.heard(), wished(station.sixFrom(6)))
    assert.equal(await stateOf(station), 'verified')
  })

  it('L8: goes on after time has moved on without a touch on what has begun', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    await station.write(station.sixFrom(6))
    const { clock } = station.planner
    clock.advance(station.at('07:57') - clock.now())
    const { planId } = await station.preview()
    const first = wished(station.sixFrom(6)).slice(0, 1)
    const { dying, dead } = dyingWhen(db, () => station.heard().includes(first[0] ?? ''))
    assert.equal(await Promise.race([station.carryOut(planId ?? 0, dying), dead]), 'died')
    clock.advance(station.at('08:05') - clock.now())
    assert.equal(await station.carryOut(planId ?? 0), 'partial')
    assert.deepEqual(station.heard(), [...first, ...wished(station.sixFrom(0)).slice(1)])
    assert.equal(await stateOf(station), 'mixed')
    assert.equal((await reasonOf(station))?.code, 'radio/undone-in-part')
    await assertLedger(station)
  })

  it('says what is silent when it was stopped between a row and what comes in its place until that had begun', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    await station.write(station.sixFrom(6))
    const { clock } = station.planner
    clock.advance(station.at('07:57') - clock.now())
    const { planId } = await station.preview()
    const [first] = wished(station.sixFrom(0))
    const { dying, dead } = dyingWhen(db, () => !station.heard().includes(first ?? ''))
    assert.equal(await Promise.race([station.carryOut(planId ?? 0, dying), dead]), 'died')
    clock.advance(station.at('08:01') - clock.now())
    assert.equal(await station.carryOut(planId ?? 0), 'partial')
    assert.deepEqual(station.heard(), wished(station.sixFrom(0)).slice(1))
    assert.equal(await stateOf(station), 'mixed')
    assert.deepEqual(await reasonOf(station), {
      code: 'radio/undone-in-part',
      params: { takenBack: 0, putBack: 0, stay: 0, gone: 1 },
    })
    await assertLedger(station)
  })

  it('takes what a publication has sent so far for no row of others while it is under way', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    const { planId } = await station.preview()
    const [first = '', second = ''] = wished(station.sixFrom(0))
    const { dying, dead } = dyingWhen(db, () => station.heard().includes(second))
    assert.equal(await Promise.race([station.carryOut(planId ?? 0, dying), dead]), 'died')
    const there = station.planner.libretime.rows.schedule.all()
    const sent = there.find((row) => Number(row['starts_at']) / 1000 === station.at('08:00'))
    const ownOf = createOwnRows({ db })
    const ids = there.map(({ id }) => id)
    const own = await ownOf(station.planner.station.stationId, station.log, ids)
    assert.ok(station.heard().includes(first) && own.has(sent?.id ?? 0))
    assert.equal(own.has(ids[0] ?? 0), false, 'what others have in the evening stays theirs')
    assert.equal(await station.carryOut(planId ?? 0), 'applied')
    assert.equal((await ownOf(station.planner.station.stationId, station.log, ids)).size, 6)
  })
})
