import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { assertLedger, openStation, publish, stateOf, wished, writesOf } from '../../../../test/log-station.ts'
import { listPublications } from './store.ts'

onEachDatabase('a publication that can’t be', (open) => {
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
    const { rows, requests } = station.planner.libretime
    const [pending, hidden, missing, gone] = station.tracks
    rows.files.update(pending ?? 0, { import_status: 1 })
    rows.files.update(hidden ?? 0, { hidden: true })
    rows.files.update(missing ?? 0, { exists: false })
    rows.files.remove(gone ?? 0)
    await station.write([...station.sixFrom(0), { track: null, at: station.at('09:00'), seconds: 20 }])
    requests.clear()
    const { stoppers, planId } = await station.preview()
    assert.equal(planId, null)
    assert.equal(writesOf(station), 0)
    assert.equal(new Set(stoppers.map(({ entryId }) => entryId)).size, 5)
    assert.deepEqual(
      stoppers.map(({ code, params }) => `${code} ${params['state'] ?? ''}`.trim()),
      [
        'radio/entry-track-unusable pending',
        'radio/entry-track-unusable failed',
        'radio/entry-track-unusable missing',
        'radio/entry-track-gone',
        'radio/voice-not-recorded',
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

  it('is published after all when the show of logs, or its rule, was refused before', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    const { faults } = station.planner.libretime
    for (const path of ['/shows', '/show-days', '/show-instances']) {
      faults.set({ kind: 'status', status: 400, on: 'v2', method: 'POST', path })
      const { planId } = await station.preview()
      assert.notEqual(await station.carryOut(planId ?? 0), 'applied')
      assert.equal(await stateOf(station), 'restored')
      assert.deepEqual(station.heard(), [])
    }
    faults.clear()
    assert.equal(await publish(station), 'applied')
    assert.deepEqual(station.heard(), wished(station.sixFrom(0)))
    await assertLedger(station)
  })
})
