import type { Db } from '../../../db/db.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { libraryReadAt, loadListedTracks } from '../../tracks/index.ts'
import type { KnownTracks, LogTracks } from '../ports.ts'

const OLDEST_MS = 15_000

/** A station's library as of its last sync. The list is long, and asked for with each edit: it is kept for a moment, until the next sync. */
export function createLibraryTracks({ db, clock }: { db: Db; clock: Clock }): LogTracks {
  const kept = new Map<number, { at: number; known: KnownTracks }>()
  return {
    async read(stationId) {
      const old = kept.get(stationId)
      const isFresh = old !== undefined && clock.now() - old.at < OLDEST_MS
      // A track that has just come in must not count as gone.
      if (isFresh && old.known.readAt === (await libraryReadAt(db.read, stationId))) return old.known
      const { tracks, readAt } = await loadListedTracks(db.read, stationId)
      const named = tracks.map((track) => (track.title === '' ? { ...track, title: `#${track.trackId}` } : track))
      const known = { byId: new Map(named.map((track) => [track.trackId, track])), readAt }
      kept.set(stationId, { at: clock.now(), known })
      return known
    },
  }
}
