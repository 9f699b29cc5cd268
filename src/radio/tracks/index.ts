import type { Reader } from '../../db/db.ts'
import type { TypeCode as Code } from './contract.ts'
import type { StationLibrary, Track, UsableTrack } from './model.ts'
import { listTypeMaps } from './types/store.ts'
import { libraryOfStation } from './station-library.ts'
import * as store from './store.ts'

export { TypeCode } from './contract.ts'
export type { LibraryTrack, StationLibrary, Track, TrackType, UsableTrack } from './model.ts'
export { TrackLibrary, type TrackToUpload } from './ports.ts'
export { libraryOfStation } from './station-library.ts'
export type { TrackUse, TrackUses } from './usage/model.ts'

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

/** The code that a library has for a type, as of the last sync; of several its own name for it, else the first. */
export async function codeOfType(reader: Reader, library: StationLibrary, type: Code): Promise<string | undefined> {
  const maps = (await listTypeMaps(reader, library)).filter(
    ({ typeCode, goneAt }) => typeCode === type && goneAt === null,
  )
  return (maps.find(({ code }) => code === type) ?? maps[0])?.code
}
