import type { Db } from '../../../db/db.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { TrackPlace, TrackUse, TrackUses } from './track-uses.ts'

const AHEAD_MOST = 50

export interface Usage {
  ahead: TrackUse[]
  lastAired: TrackUse | undefined
}

/** What all rooms together know of it. */
export async function findUsage(
  { db, clock, uses }: { db: Db; clock: Clock; uses: readonly TrackUses[] },
  { stationId, connectionId, trackId }: TrackPlace,
): Promise<Usage> {
  const track = { stationId, connectionId, trackId }
  const now = clock.now()
  const ahead = await Promise.all(uses.map((room) => room.listAhead(db.read, track, { now, limit: AHEAD_MOST })))
  const aired = await Promise.all(uses.map((room) => room.findLastAired(db.read, track, { now })))
  return {
    ahead: ahead
      .flat()
      .toSorted((a, b) => a.startsAt - b.startsAt)
      .slice(0, AHEAD_MOST),
    lastAired: aired.toSorted((a, b) => (b?.startsAt ?? 0) - (a?.startsAt ?? 0))[0],
  }
}
