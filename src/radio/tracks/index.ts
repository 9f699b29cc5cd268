import type { Reader } from '../../db/db.ts'
import { ConflictError } from '../../kernel/errors.ts'
import type { TypeCode as Code } from './contract.ts'
import type { ListedTrack, StationLibrary, Track, UsableTrack } from './model.ts'
import { libraryOfStation } from './station-library.ts'
import * as store from './store.ts'
import { findLastDone } from './sync/store.ts'
import { listTypeMaps } from './types/store.ts'

export { TypeCode } from './contract.ts'
export type { LibraryTrack, ListedTrack, StationLibrary, Track, TrackType, UsableTrack } from './model.ts'
export { TrackLibrary, type TrackToUpload } from './ports.ts'
export { libraryOfStation } from './station-library.ts'
export { askToSync } from './sync/ask-to-sync.ts'
export { trackListCheck } from './sync/doctor-check.ts'
export type { TrackUse, TrackUses } from './usage/track-uses.ts'

/** Tracks of the library that the station has now, by id; gone ones too. @throws as `libraryOfStation` */
export async function findTracks(
  reader: Reader,
  stationId: number,
  trackIds: readonly number[],
): Promise<Map<number, Track>> {
  return store.findTracks(reader, await libraryOfStation(reader, stationId), trackIds)
}

/**
 * Of these, what the library has, by id, as of its last sync; what is not in the answer is not there.
 * @throws as `libraryReadAt`
 */
export async function findListedTracks(
  reader: Reader,
  stationId: number,
  trackIds: readonly number[],
): Promise<Map<number, Track>> {
  await libraryReadAt(reader, stationId)
  return new Map([...(await findTracks(reader, stationId, trackIds))].filter(([, { goneAt }]) => goneAt === null))
}

/** All that a station can play, by id, as of the last sync. @throws as `libraryOfStation` */
export async function loadUsableTracks(reader: Reader, stationId: number): Promise<UsableTrack[]> {
  return store.loadUsableTracks(reader, await libraryOfStation(reader, stationId))
}

/** The code that a library has for a type, as of the last sync; of several its own name for it, else the first. */
export async function codeOfType(reader: Reader, library: StationLibrary, type: Code): Promise<string | undefined> {
  const maps = (await listTypeMaps(reader, library)).filter(
    ({ typeCode, goneAt }) => typeCode === type && goneAt === null,
  )
  return (maps.find(({ code }) => code === type) ?? maps[0])?.code
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
