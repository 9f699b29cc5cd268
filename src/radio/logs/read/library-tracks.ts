import type { Db } from '../../../db/db.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import { getStation } from '../../stations/index.ts'
import { TypeCode, type LibraryTrack, type TrackLibrary, type TrackType } from '../../tracks/index.ts'
import type { KnownTracks, LogTracks, LogTrack } from '../ports.ts'

interface LibraryDeps {
  db: Db
  clock: Clock
  openLibrary(connectionId: number): Promise<TrackLibrary>
}

const OLDEST_MS = 10 * 60_000
/** Whoever asked first may go away; the others still wait. */
const LONGEST_READ_MS = 5 * 60_000

/** The whole library of a station, read at most every ten minutes. */
export function createLibraryTracks({ db, clock, openLibrary }: LibraryDeps): LogTracks {
  const kept = new Map<number, { at: number; known: Promise<KnownTracks> }>()
  return {
    async read(stationId) {
      const { libraryConnectionId: id, name } = await getStation(db.read, stationId)
      if (id === null) throw new ConflictError('radio/no-library', { params: { name } })
      const old = kept.get(id)
      if (old !== undefined && clock.now() - old.at < OLDEST_MS) return old.known
      const entry = { at: clock.now(), known: readLibrary(await openLibrary(id), clock.now()) }
      kept.set(id, entry)
      try {
        return await entry.known
      } catch (error) {
        // A list that failed is not kept.
        if (kept.get(id) === entry) kept.delete(id)
        throw error
      }
    },
  }
}

async function readLibrary(library: TrackLibrary, readAt: number): Promise<KnownTracks> {
  const signal = AbortSignal.timeout(LONGEST_READ_MS)
  const [tracks, types] = await Promise.all([library.listTracks(signal), library.listTypes(signal)])
  const codes = new Map(types.map(({ typeId, code }) => [typeId, code]))
  return { byId: new Map(tracks.map((track) => [track.trackId, toLogTrack(track, codes)])), readAt }
}

function toLogTrack(track: LibraryTrack, codes: ReadonlyMap<TrackType['typeId'], string>): LogTrack {
  const { trackId, state, title, artist, lengthMs, md5, typeId } = track
  const code = typeId === null ? undefined : codes.get(typeId)
  const typeCode = TypeCode.safeParse(code).data ?? null
  return { trackId, state, title: title === '' ? `#${trackId}` : title, artist, typeCode, lengthMs, md5 }
}
