import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import { openStation, publish } from '../../../test/log-station.ts'
import { AppError } from '../../kernel/errors.ts'
import { planAiring } from './airings/plan-airing.ts'
import { readWeek } from './calendar/week.ts'

onEachDatabase('the planner beside the log of a day', (open) => {
  it('shows rows of the log as its own, and says which log they are of where they stand in the way', async () => {
    await using db = await open()
    await using station = await openStation(db)
    await station.write(station.sixFrom(0))
    await publish(station)
    const { planner, log, at, tracks } = station
    const deps = planner.open()
    const { signal } = new AbortController()
    const week = await readWeek(deps, planner.station, { start: log.airDate, days: 1, isFresh: true, signal })
    const ofLog = week.rows.filter((row) => row.log !== null)
    assert.deepEqual(
      ofLog.map(({ title, isOurs, airingId, log: of }) => [title, isOurs, airingId, of?.logId, of?.airDate]),
      station.sixFrom(0).map(({ track }) => [`Track ${track}`, true, null, log.logId, log.airDate]),
    )
    assert.deepEqual(
      week.rows.filter(({ isOurs }) => !isOurs).map(({ log: of }) => of),
      [null, null],
      'what others scheduled in the evening stays theirs',
    )
    assert.deepEqual(
      week.windows.filter(({ isOurs }) => isOurs).map(({ showTitle }) => showTitle),
      ['Radio Hall, log'],
    )
    // A station without a CMS plans into shows of the playout.
    const bare = { ...planner.station, cmsConnectionId: null }
    const wish = { trackId: tracks[0] ?? 0, showId: '1', startsAt: at('08:00'), endsAt: at('08:03') }
    await assert.rejects(planAiring(deps, bare, { ...wish, by: { actor: 'person:1', signal } }), (error) => {
      assert.ok(error instanceof AppError)
      assert.deepEqual(
        [error.code, error.params['what'], error.params['airDate']],
        ['radio/log-overlap', 'log', log.airDate],
      )
      return true
    })
  })
})
