import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { assertLedger, openStation, publish, stateOf, type Station, wished } from '../../../../test/log-station.ts'
import { listPublications } from './store.ts'

/** LibreTime shows the next row that is made with other cues, and time goes on while it answers. */
function showOtherwise({ planner }: Station, until: number): void {
  const { schedule } = planner.libretime.rows
  const insert = schedule.insert.bind(schedule)
  schedule.insert = (row) => {
    schedule.insert = insert
    const { clock } = planner
    clock.advance(Math.max(0, until - clock.now()))
    return insert({ ...row, cue_out: Number(row['cue_out']) - 10_000_000 })
  }
}

async function reasonOf({ planner, log }: Station) {
  return (await listPublications(planner.db.read, log.logId, { limit: 1 }))[0]?.reason
}

const cardsOf = async ({ planner }: Station): Promise<string[]> =>
  (await planner.db.read.selectFrom('attention_cards').select('code').where('resolved_at', 'is', null).execute()).map(
    ({ code }) => code,
  )

onEachDatabase('a row that LibreTime shows otherwise than it was sent', (open) => {
  for (const [what, seconds] of [
    ['has begun', 60],
    ['is about to begin', -59],
  ] as const)
    it(`L8: stays when it ${what} by the time it is seen, and the list of publications says so`, async () => {
      await using db = await open()
      await using station = await openStation(db)
      await station.write(station.sixFrom(0))
      await publish(station)
      const { clock } = station.planner
      clock.advance(station.at('07:57') - clock.now())
      await station.write(station.sixFrom(6))
      const { planId } = await station.preview()
      showOtherwise(station, station.at('08:00') + seconds * 1000)
      assert.equal(await station.carryOut(planId ?? 0), 'partial')
      const [odd] = wished(station.sixFrom(6))
      assert.deepEqual(station.heard(), [odd, ...wished(station.sixFrom(0)).slice(1)])
      await assertLedger(station)
      assert.equal(await stateOf(station), 'mixed')
      assert.deepEqual(await reasonOf(station), {
        code: 'radio/undone-in-part',
        params: { takenBack: 5, putBack: 5, stay: 1, gone: 1 },
      })
      assert.ok((await cardsOf(station)).includes('radio.log.mixed'))
    })

  it('L8: stays with its window where nothing was before, and never counts as the old log', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const { clock } = station.planner
    clock.advance(station.at('07:57') - clock.now())
    await station.write(station.sixFrom(6))
    const { planId } = await station.preview()
    showOtherwise(station, station.at('08:01'))
    await station.carryOut(planId ?? 0)
    assert.deepEqual(station.heard(), wished(station.sixFrom(6)).slice(0, 1))
    await assertLedger(station)
    assert.equal(await stateOf(station), 'mixed')
    clock.advance(5 * 60_000)
    assert.equal(await publish(station), 'applied')
    assert.deepEqual(station.heard(), [
      ...wished(station.sixFrom(6)).slice(0, 1),
      ...wished(station.sixFrom(6)).filter((row) => row > '07:08'),
    ])
  })

  it('L8: stays, and is told, when it was the only thing that was done', async () => {
    await using db = await open()
    await using station = await openStation(db)
    const [first] = station.sixFrom(0)
    assert.ok(first !== undefined)
    await station.write([first])
    await publish(station)
    const { schedule } = station.planner.libretime.rows
    const ours = schedule.all().find((row) => Number(row['starts_at']) / 1000 === first.at)
    const { clock } = station.planner
    clock.advance(station.at('07:57') - clock.now())
    await station.write([first, { ...first, track: station.tracks[7] ?? 0, at: station.at('08:03') }])
    const { planId } = await station.preview()
    showOtherwise(station, station.at('08:04'))
    await station.carryOut(planId ?? 0)
    assert.ok(ours !== undefined && schedule.get(ours.id) !== undefined)
    assert.equal(station.heard().length, 2)
    assert.equal(await stateOf(station), 'mixed')
    assert.deepEqual(await reasonOf(station), {
      code: 'radio/left-otherwise',
      params: { title: `Track ${station.tracks[7]}`, count: 1 },
    })
    await assertLedger(station)
  })
})
