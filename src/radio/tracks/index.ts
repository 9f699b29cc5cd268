import type { Reader } from '../../db/db.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { ListedTrack, Track, UsableTrack } from './model.ts'
import { libraryOfStation } from './station-library.ts'
import * as store from './store.ts'
import { findLastDone } from './sync/store.ts'

export { TypeCode } from './contract.ts'
export type { LibraryTrack, ListedTrack, StationLibrary, Track, TrackType, UsableTrack } from './model.ts'
export { TrackLibrary, type TrackToUpload } from './ports.ts'
export { libraryOfStation } from './station-library.ts'
export type { TrackUse, TrackUses } from './usage/track-uses.ts'

/** Tracks of the library that the station has now, by id; gone ones too. @throws as `libraryOfStation` */
export async function findTracks(
  reader: Reader,
  stationId: number,
  trackIds: readonly number[],
): Promise<Map<number, Track>> {
  return store.findTracks(reader, await libraryOfStation(reader, stationId), trackIds)
}

/** All that a station can play, by id, as of the last sync. @throws as `libraryOfStation` */
export async function loadUsableTracks(reader: Reader, stationId: number): Promise<UsableTrack[]> {
  return store.loadUsableTracks(reader, await libraryOfStation(reader, stationId))
}

/**
 * When the library of a station was last read as a whole, epoch ms.
 * @throws as `libraryOfStation`; ConflictError `radio/library-not-read`: nothing is known of it then
 */
export async function libraryReadAt(reader: Reader, stationId: number): Promise<number> {
  const { station, ...library } = await libraryOfStation(reader, stationId)
  const last = await findLastDone(reader, library)
  if (last === undefined) throw new ConflictError('radio/library-not-read', { params: { name: station.name } })
  return last.endedAt
}

/** All that the library of a station has, by id, as of the last sync. @throws as `libraryReadAt` */
export async function loadListedTracks(
  reader: Reader,
  stationId: number,
): Promise<{ tracks: ListedTrack[]; readAt: number }> {
  const readAt = await libraryReadAt(reader, stationId)
  return { tracks: await store.loadListedTracks(reader, await libraryOfStation(reader, stationId)), readAt }
}
