import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import {
  assertLedger,
  LENGTH_S,
  openStation,
  publish,
  runReloads,
  stateOf,
  wished,
  writesOf,
} from '../../../../test/log-station.ts'
import { openPublishWorld } from '../../../../test/publish-world.ts'

const HOUR_MS = 3_600_000
const HALF_S = 1800
/** Days on which clocks change, with the hours that they have. */
const CHANGES = [
  ['Europe/Paris', '2027-03-28', 23],
  ['Europe/Paris', '2027-10-31', 25],
  ['America/New_York', '2027-03-14', 23],
  ['America/New_York', '2027-11-07', 25],
  ['Australia/Lord_Howe', '2027-10-03', 23.5],
  ['Australia/Lord_Howe', '2027-04-04', 24.5],
] as const

onEachDatabase('publishing a log', (open, dialect) => {
  it('L1, L7: brings a day there, reads it back, touches nothing else, and writes nothing the second time', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const others = station.others()
    await station.write(station.sixFrom(0))
    const { requests } = station.planner.libretime
    requests.clear()
    assert.equal(await publish(station), 'applied')
    assert.deepEqual(station.heard(), wished(station.sixFrom(0)))
    assert.equal(station.others(), others)
    assert.equal(await stateOf(station), 'verified')
    await assertLedger(station)
    requests.clear()
    const again = await station.preview()
    assert.equal(again.planId, null)
    assert.equal(again.changes.keep.length, 6)
    assert.equal(writesOf(station), 0)
    assert.ok(requests.count() <= 4, String(requests.count()))
  })

  // Databases have no part in it.
  for (const [zone, day, hours] of dialect === 'sqlite' ? CHANGES : [])
    it(`L1: fills all ${hours} hours of ${day} in ${zone}, and leaves the days beside it as they are, to the byte`, async () => {
      await using db = await open()
      await using world = await openPublishWorld(db, day, zone)
      const { startsAt, endsAt } = world.log
      assert.equal((endsAt - startsAt) / HOUR_MS, hours)
      const { seed, rows } = world.planner.libretime
      const [track = 0] = seed.files(1, () => ({ lengthMs: HALF_S * 1000 }))
      const show = seed.show('Beside')
      for (const [from, to] of [
        [startsAt - HOUR_MS, startsAt],
        [endsAt, endsAt + HOUR_MS],
      ] as const) {
        const instance = seed.instance({ show, startsAt: from, endsAt: to })
        for (const at of [from, from + HOUR_MS / 2])
          seed.row({ instance, file: track, startsAt: at, lengthMs: HALF_S * 1000 })
      }
      const beside = rows.schedule.all().map((row) => JSON.stringify(row))
      const starts = Array.from({ length: hours * 2 }, (_, n) => startsAt + n * HALF_S * 1000)
      await world.write(starts.map((at) => ({ track, at, seconds: HALF_S })))
      const { planId, stoppers } = await world.preview()
      assert.deepEqual(stoppers, [])
      assert.equal(await world.carryOut(planId ?? 0), 'applied')
      const after = rows.schedule.all()
      assert.deepEqual(
        after.filter((row) => beside.includes(JSON.stringify(row))).map((row) => JSON.stringify(row)),
        beside,
      )
      const own = after
        .filter((row) => !beside.includes(JSON.stringify(row)))
        .map((row) => Number(row['starts_at']) / 1000)
      assert.deepEqual(
        own.toSorted((a, b) => a - b),
        starts,
      )
      assert.equal((await world.preview()).planId, null)
    })

  it('needs few requests more than there are rows to change', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    await station.write(station.sixFrom(3))
    const { requests } = station.planner.libretime
    requests.clear()
    await publish(station)
    assert.equal(writesOf(station), 12)
    assert.ok(requests.count() <= 12 + 10, JSON.stringify(requests.all().map((one) => `${one.method} ${one.path}`)))
    assert.deepEqual(station.heard(), wished(station.sixFrom(3)))
  })

  it('does not take for gone what came in since the library was last listed', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    assert.deepEqual((await station.preview()).stoppers, [])
    const { seed, rows } = station.planner.libretime
    const [track = 0] = seed.files(1, () => ({ lengthMs: LENGTH_S * 1000 }))
    await station.write([...station.sixFrom(0), { track, at: station.at('09:10'), seconds: LENGTH_S }])
    assert.deepEqual((await station.preview()).stoppers, [])
    rows.files.remove(track)
    station.planner.clock.advance(2 * 60_000)
    assert.deepEqual(
      (await station.preview()).stoppers.map(({ code }) => code),
      ['radio/entry-track-gone'],
    )
  })

  it('L2: replaces one hour and leaves the others, clears an hour that is empty, and lets be what spans the boundary', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const { at, tracks } = station
    const nine = { track: tracks[6] ?? 0, at: at('09:10'), seconds: LENGTH_S }
    const spanning = { track: tracks[7] ?? 0, at: at('08:58'), seconds: LENGTH_S }
    const ten = { track: tracks[8] ?? 0, at: at('10:00'), seconds: LENGTH_S }
    await station.write([...station.sixFrom(0), spanning, nine, ten])
    await publish(station)
    const before = station.planner.libretime.rows.schedule.all()
    await station.write([{ track: tracks[9] ?? 0, at: at('09:20'), seconds: 60 }])
    assert.equal(await publish(station, { hourStartsAt: at('09:00') }), 'applied')
    const kept = [...station.sixFrom(0), spanning, ten]
    assert.deepEqual(station.heard(), [...wished(kept), '08:20:00 10'].toSorted())
    const after = new Map(station.planner.libretime.rows.schedule.all().map((row) => [row.id, JSON.stringify(row)]))
    const isOfHour = (startsAt: number): boolean => startsAt >= at('09:00') && startsAt < at('10:00')
    const outside = before.filter((one) => !isOfHour(Number(one['starts_at']) / 1000))
    for (const row of outside) assert.equal(after.get(row.id), JSON.stringify(row))
    assert.equal(outside.length, before.length - 1)
    await station.write([])
    assert.equal(await publish(station, { hourStartsAt: at('09:00') }), 'applied')
    assert.deepEqual(station.heard(), wished(kept))
    await assertLedger(station)
  })

  it('L8: leaves alone what has begun, and what begins within two minutes', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    const { clock } = station.planner
    clock.advance(station.at('08:05') - clock.now())
    await station.write(station.sixFrom(6))
    const { changes, planId } = await station.preview()
    const clockOf = ({ startsAt }: { startsAt: number }): string => new Date(startsAt).toISOString().slice(11, 16)
    assert.deepEqual(changes.remove.map(clockOf), ['07:09', '07:12', '07:15'])
    assert.deepEqual(changes.add.map(clockOf), ['07:09', '07:12', '07:15'])
    assert.deepEqual(changes.tooLate.map(clockOf), ['07:00', '07:03', '07:06'])
    const { rows } = station.planner.libretime
    const begun = () => rows.schedule.all().filter((row) => Number(row['starts_at']) / 1000 < station.at('08:07'))
    const before = JSON.stringify(begun())
    assert.equal(await station.carryOut(planId ?? 0), 'applied')
    assert.equal(JSON.stringify(begun()), before)
    assert.deepEqual(station.heard(), wished([...station.sixFrom(0).slice(0, 3), ...station.sixFrom(6).slice(3)]))
  })

  it('D5, L8: a clock that jumped over the start of a row makes the plan stale, and nothing is written', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    await station.write(station.sixFrom(6))
    const { planId } = await station.preview()
    const { clock, libretime } = station.planner
    clock.advance(station.at('08:16') - clock.now())
    libretime.requests.clear()
    assert.equal(await station.carryOut(planId ?? 0), 'stale')
    assert.equal(writesOf(station), 0)
    assert.deepEqual(station.heard(), wished(station.sixFrom(0)))
    clock.advance(-24 * HOUR_MS)
    assert.equal(await publish(station), 'applied')
    assert.deepEqual(station.heard(), wished(station.sixFrom(6)))
    await assertLedger(station)
  })

  it('L9: has the playout told once, whatever the number of rows, and not when there was nothing to write', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    assert.equal((await station.preview()).planId, null)
    const { requests } = station.planner.libretime
    requests.clear()
    assert.deepEqual(await runReloads(station), [{ outcome: 'reloaded' }])
    assert.equal(requests.count({ path: '/rabbitmq-do-push' }), 1)
  })

  it('takes a publication back to what stood there before', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    await station.write(station.sixFrom(3))
    const { planId } = await station.preview()
    await station.carryOut(planId ?? 0)
    assert.equal(await station.undo(planId ?? 0), 'undone')
    assert.deepEqual(station.heard(), wished(station.sixFrom(0)))
    assert.equal(await stateOf(station), 'undone')
    await assertLedger(station)
  })
})
