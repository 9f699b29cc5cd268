import type { Db } from '../../../db/db.ts'
import { type MusicSources, shelvesOf } from '../../music/index.ts'

const DAY_MS = 86_400_000

/** Shelves and library of a station, and what is heard a day before and after a day. */
export async function knownAround(
  { db, sources }: { db: Db; sources: MusicSources },
  stationId: number,
  { startsAt, endsAt }: { startsAt: number; endsAt: number },
) {
  const [shelves, tracks, lastHeard, before, after] = await Promise.all([
    shelvesOf(db.read, stationId),
    sources.listPool(stationId),
    sources.lastHeard(stationId),
    sources.listHeard(stationId, { from: startsAt - DAY_MS, to: startsAt }),
    sources.listHeard(stationId, { from: endsAt, to: endsAt + DAY_MS }),
  ])
  return { ...shelves, tracks, lastHeard, heard: [...before, ...after] }
}
