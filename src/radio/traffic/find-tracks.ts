import type { Reader } from '../../db/db.ts'
import { ConflictError, NotFoundError } from '../../kernel/errors.ts'
import { getStation } from '../stations/index.ts'
import type { LibraryTrack, TrackLibrary } from '../tracks/index.ts'
import type { TrackFinder } from './ports.ts'

/** Up to so many are asked for one by one; more of them as the whole list, once. */
const ONE_BY_ONE_MOST = 12

/** Asks the library itself. */
export function libraryTracks({
  reader,
  openLibrary,
}: {
  reader: Reader
  openLibrary(connectionId: number): Promise<TrackLibrary>
}): TrackFinder {
  return {
    async findTracks(stationId, trackIds, signal) {
      if (trackIds.length === 0) return new Map()
      const { libraryConnectionId, name } = await getStation(reader, stationId)
      if (libraryConnectionId === null) throw new ConflictError('radio/no-library', { params: { name } })
      const library = await openLibrary(libraryConnectionId)
      const wanted = new Set(trackIds)
      const found =
        wanted.size > ONE_BY_ONE_MOST
          ? (await library.listTracks(signal)).filter(({ trackId }) => wanted.has(trackId))
          : (await Promise.all([...wanted].map((trackId) => find(library, trackId, signal)))).flat()
      return new Map(found.map((track) => [track.trackId, track]))
    },
  }
}

async function find(library: TrackLibrary, trackId: number, signal: AbortSignal): Promise<LibraryTrack[]> {
  try {
    return [await library.getTrack(trackId, signal)]
  } catch (error) {
    if (error instanceof NotFoundError && error.code === 'radio/no-such-track') return []
    throw error
  }
}
