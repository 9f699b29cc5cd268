import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { openStation, publish, type Station, wished, writesOf } from '../../../../test/log-station.ts'
import { by } from '../../../../test/publish-world.ts'
import { draftPublication } from './draft-publication.ts'

/** A preview in which nobody has accepted silence but that of the log itself. */
async function preview(station: Station, accepted: readonly number[] = []) {
  const wish = { logId: station.log.logId, hourStartsAt: null, takeOver: new Set<number>(), ...by }
  const first = await draftPublication(station.drafting, { ...wish, acceptedGaps: new Set() })
  const own = first.stoppers.filter(({ code }) => code === 'radio/dead-air').map(({ at }) => at)
  return draftPublication(station.drafting, { ...wish, acceptedGaps: new Set([...own, ...accepted]) })
}

const song = ({ tracks, at }: Station, n: number, heard: { clock: string; seconds: number }) => ({
  track: tracks[n] ?? 0,
  at: at(heard.clock),
  seconds: heard.seconds,
})

/** On air until ten past, then another; a new log that wants something else from six minutes past on. */
async function midway(station: Station): Promise<void> {
  const { seed } = station.planner.libretime
  const long = seed.file({ title: 'Long', lengthMs: 600_000 })
  station.tracks.push(long)
  const last = station.tracks.length - 1
  await station.write([
    song(station, last, { clock: '08:00', seconds: 600 }),
    song(station, last, { clock: '08:10', seconds: 600 }),
  ])
  await publish(station)
  const { clock } = station.planner
  clock.advance(station.at('08:05') - clock.now())
  await station.write([
    song(station, last, { clock: '08:00', seconds: 360 }),
    song(station, last, { clock: '08:06', seconds: 360 }),
    song(station, 1, { clock: '08:12', seconds: 180 }),
  ])
}

onEachDatabase('the seam between what is on air and a new log', (open) => {
  it('is told in the preview when nothing would be heard there, and nothing is written until a person accepts it', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await midway(station)
    station.planner.libretime.requests.clear()
    const seen = await preview(station)
    assert.deepEqual(
      seen.stoppers.map(({ code, at, params }) => [code, at, params['seconds']]),
      [['radio/silence-at-seam', station.at('08:10'), 120]],
    )
    assert.equal(seen.planId, null)
    assert.equal(writesOf(station), 0)
    const { planId, stoppers } = await preview(station, [station.at('08:10')])
    assert.deepEqual(stoppers, [])
    assert.equal(await station.carryOut(planId ?? 0), 'applied')
    assert.deepEqual(
      station.heard().filter((row) => row > '07:01'),
      wished([song(station, 1, { clock: '08:12', seconds: 180 })]),
    )
  })

  it('is no stopper where both logs follow each other', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    const { clock } = station.planner
    clock.advance(station.at('08:05') - clock.now())
    await station.write(station.sixFrom(6))
    assert.deepEqual((await preview(station)).stoppers, [])
  })
})
