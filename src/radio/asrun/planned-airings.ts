import type { Db } from '../../db/db.ts'
import { fitOf, listAirings } from '../planner/index.ts'
import type { PlannedPlays } from './ports.ts'

/** Airings of the planner: an episode or a track in a slot of its own. */
export const plannedAirings = ({ db }: { db: Db }): PlannedPlays => ({
  async listPlanned(stationId, from, to) {
    const airings = await listAirings(db.read, stationId, { startsAt: from, endsAt: to })
    return airings
      .filter(({ startsAt, state }) => startsAt >= from && startsAt < to && state !== 'cancelling')
      .map((airing) => ({
        ref: `airing:${airing.airingId}`,
        trackId: airing.trackId,
        title: airing.title,
        startsAt: airing.startsAt,
        lengthMs: fitOf(airing, airing.audioMs).playsMs,
        orderId: null,
      }))
  },
})
