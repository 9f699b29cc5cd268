import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import {
  assertLedger,
  LENGTH_S,
  openStation,
  publish,
  stateOf,
  wished,
  writesOf,
} from '../../../../test/log-station.ts'
import { listPublications } from './store.ts'

onEachDatabase('publishing a log', (open) => {
  it('L1, L7, L9: brings a day there, reads it back, touches nothing else, and writes nothing the second time', async () => {
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
    const reloads = await db.read
      .selectFrom('job_queue')
      .select('id')
      .where('kind', '=', 'radio.reload-playout')
      .execute()
    assert.equal(reloads.length, 1)
    requests.clear()
    const again = await station.preview()
    assert.equal(again.planId, null)
    assert.equal(again.changes.keep.length, 6)
    assert.equal(writesOf(station), 0)
    assert.ok(requests.count() <= 4, String(requests.count()))
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

  it('L2: replaces one hour and leaves the others, clears an hour that is empty, and lets be what spans the boundary', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const { at, tracks } = station
    const nine = { track: tracks[6] ?? 0, at: at('09:10'), seconds: LENGTH_S }
    const spanning = { track: tracks[7] ?? 0, at: at('08:58'), seconds: LENGTH_S }
    await station.write([...station.sixFrom(0), spanning, nine])
    await publish(station)
    const before = station.planner.libretime.rows.schedule.all()
    await station.write([{ track: tracks[9] ?? 0, at: at('09:20'), seconds: 60 }])
    assert.equal(await publish(station, { hourStartsAt: at('09:00') }), 'applied')
    const kept = [...station.sixFrom(0), spanning]
    assert.deepEqual(station.heard(), [...wished(kept), '08:20:00 10'].toSorted())
    const after = new Map(station.planner.libretime.rows.schedule.all().map((row) => [row.id, JSON.stringify(row)]))
    for (const row of before.filter((one) => Number(one['starts_at']) / 1000 < at('09:00')))
      assert.equal(after.get(row.id), JSON.stringify(row))
    await station.write([])
    assert.equal(await publish(station, { hourStartsAt: at('09:00') }), 'applied')
    assert.deepEqual(station.heard(), wished(kept))
    await assertLedger(station)
  })

  it('L4: is refused when somebody changed the schedule since the preview, and writes nothing', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    const { planId } = await station.preview()
    const { seed, requests } = station.planner.libretime
    const instance = seed.instance({ show: 1, startsAt: station.at('12:00'), endsAt: station.at('13:00') })
    seed.row({ instance, file: station.tracks[0] ?? 0, startsAt: station.at('12:00'), lengthMs: 60_000 })
    requests.clear()
    assert.equal(await station.carryOut(planId ?? 0), 'stale')
    assert.equal(writesOf(station), 0)
    assert.equal(await stateOf(station), undefined)
  })

  it('L5: names each entry that has no usable file, and drafts nothing', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const { rows } = station.planner.libretime
    const [pending, hidden, missing, gone] = station.tracks
    rows.files.update(pending ?? 0, { import_status: 1 })
    rows.files.update(hidden ?? 0, { hidden: true })
    rows.files.update(missing ?? 0, { exists: false })
    rows.files.remove(gone ?? 0)
    await station.write(station.sixFrom(0))
    const { stoppers, planId } = await station.preview()
    assert.equal(planId, null)
    assert.deepEqual(
      stoppers.map(({ code, params }) => `${code} ${params['state'] ?? ''}`.trim()),
      [
        'radio/entry-track-unusable pending',
        'radio/entry-track-unusable failed',
        'radio/entry-track-unusable missing',
        'radio/entry-track-gone',
      ],
    )
  })

  it('L6: what is read back otherwise is not published; the old log comes back', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    await station.write(station.sixFrom(6))
    const { planId } = await station.preview()
    const { schedule } = station.planner.libretime.rows
    const insert = schedule.insert.bind(schedule)
    let left = 3
    schedule.insert = (row) => insert(--left === 0 ? { ...row, cue_out: Number(row['cue_out']) - 10_000_000 } : row)
    assert.equal(await station.carryOut(planId ?? 0), 'undone')
    assert.equal(await stateOf(station), 'restored')
    assert.deepEqual(station.heard(), wished(station.sixFrom(0)))
    await assertLedger(station)
  })

  it('knows within a minute that a row which was accepted does not appear, and takes all back', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    await station.write(station.sixFrom(6))
    const { planId } = await station.preview()
    const { schedule } = station.planner.libretime.rows
    const insert = schedule.insert.bind(schedule)
    let left = 3
    schedule.insert = (row) => {
      const made = insert(row)
      if (--left === 0) schedule.remove(made.id)
      return made
    }
    const { clock } = station.planner
    const began = clock.now()
    assert.equal(await station.carryOut(planId ?? 0), 'undone')
    assert.ok(clock.now() - began <= 60_000, `${clock.now() - began} ms`)
    assert.equal(await stateOf(station), 'restored')
    const [{ reason } = { reason: null }] = await listPublications(db.read, station.log.logId, { limit: 1 })
    assert.equal(reason?.code, 'deliveries/never-appeared')
    assert.deepEqual(station.heard(), wished(station.sixFrom(0)))
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
    const { changes } = await station.preview()
    const clockOf = ({ startsAt }: { startsAt: number }): string => new Date(startsAt).toISOString().slice(11, 16)
    assert.deepEqual(changes.remove.map(clockOf), ['07:09', '07:12', '07:15'])
    assert.deepEqual(changes.add.map(clockOf), ['07:09', '07:12', '07:15'])
    assert.deepEqual(changes.tooLate.map(clockOf), ['07:00', '07:03', '07:06'])
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
