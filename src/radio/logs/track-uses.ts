import type { TrackUses } from '../tracks/index.ts'
import { listUsesOfTrack } from './entries-store.ts'

const LONGEST_MS = 86_400_000

/** Entries of logs, as uses of their tracks; that they are planned says nothing of what was heard. */
export const entriesOfTracks: TrackUses = {
  async listAhead(reader, { stationId, trackId }, { now, limit }) {
    const uses = await listUsesOfTrack(reader, stationId, { trackId, from: now - LONGEST_MS, limit: limit + 500 })
    return uses
      .filter(({ startsAt, lengthMs }) => startsAt + lengthMs > now)
      .slice(0, limit)
      .map(({ entryId, airDate, startsAt, lengthMs }) => ({
        what: 'log-entry',
        ref: entryId,
        title: airDate,
        startsAt,
        endsAt: startsAt + lengthMs,
      }))
  },
  findLastAired: async () => undefined,
}
