import type { HeardSource } from '../music/index.ts'
import { listEntriesBetween } from './entries-store.ts'

/** What logs plan, as what music is kept apart from. */
export const heardEntries: HeardSource = async (reader, stationId, between) =>
  (await listEntriesBetween(reader, stationId, between))
    .filter(({ trackId }) => trackId !== null)
    .map(({ trackId, orderId, startsAt }) => ({ trackId, orderId, startsAt }))
