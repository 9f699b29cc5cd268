import assert from 'node:assert/strict'
import { it } from 'node:test'
import { historyOf, noReport } from '../as-run-world.ts'
import { onEachDatabase } from '../databases.ts'
import { openPlannerWorld } from '../planner-world.ts'
import { bringInLine } from '../../src/radio/planner/airings/bring-in-line.ts'
import { planAiring } from '../../src/radio/planner/airings/plan-airing.ts'
import { settleAirings } from '../../src/radio/planner/airings/settle-airings.ts'
import { listLines } from '../../src/radio/asrun/day-store.ts'
import { plannedAirings } from '../../src/radio/asrun/planned-airings.ts'
import { syncHistory } from '../../src/radio/asrun/sync-history.ts'

const HOUR_MS = 3_600_000
const by = { actor: 'system', signal: new AbortController().signal }

onEachDatabase('an episode that was on air', (open) => {
  it('H3: is counted once, however often it is settled and its history is read', async () => {
    await using db = await open()
    await using world = await openPlannerWorld(db)
    const { libretime, payload, clock, station } = world
    const file = libretime.seed.file({ title: 'Hour', lengthMs: HOUR_MS })
    const [show] = payload.seed.shows(1)
    const [episode] = payload.seed.episodes(1)
    const episodes = payload.rows('episodes')
    episodes.change(Number(episode?.id), { libretimeTrackId: String(file), airStatus: 'queued', plays: 4 })
    const startsAt = clock.now() + HOUR_MS
    const deps = world.open()
    const wish = { episodeId: String(episode?.id), showId: String(show?.id), startsAt, endsAt: startsAt + HOUR_MS, by }
    const { airing } = await planAiring(deps, station, wish)
    await bringInLine(deps, airing.airingId, by)
    libretime.seed.history({ file, startsAt, endsAt: startsAt + HOUR_MS })
    clock.advance(5 * HOUR_MS)
    await using history = historyOf(libretime, clock)
    const sync = syncHistory({
      ...deps,
      planned: [plannedAirings({ db })],
      openHistory: () => Promise.resolve(history.port),
    })
    for (let round = 0; round < 3; round++) {
      await sync(station.stationId, undefined, noReport)
      await settleAirings(deps, by)
      await bringInLine(deps, airing.airingId, by)
    }
    assert.equal((episodes.get(Number(episode?.id)) as unknown as { plays: number }).plays, 5)
    const lines = await listLines(db.read, station.stationId, '2026-11-20')
    assert.deepEqual(
      lines.map(({ ref, verdict, isEstimate }) => [ref, verdict, isEstimate]),
      [[`airing:${airing.airingId}`, 'matched', true]],
    )
  })
})
