import type { HeardSource } from '../music/index.ts'
import { listInRange } from './store.ts'

/** Airings of the planner, as what music is kept apart from. */
export const heardAirings: HeardSource = async (reader, stationId, { from, to }) =>
  (await listInRange(reader, stationId, { startsAt: from, endsAt: to })).map(({ trackId, startsAt }) => ({
    trackId,
    startsAt,
  }))
