import type { Reader } from '../../db/db.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { getStation, type Station } from '../stations/index.ts'
import type { StationLibrary } from './model.ts'

/** @throws NotFoundError; ConflictError `radio/no-library` */
export async function libraryOfStation(
  reader: Reader,
  stationId: number,
): Promise<StationLibrary & { station: Station }> {
  const station = await getStation(reader, stationId)
  const { name, libraryConnectionId } = station
  if (libraryConnectionId === null) throw new ConflictError('radio/no-library', { params: { name } })
  return { stationId, connectionId: libraryConnectionId, station }
}

/** @throws as `libraryOfStation`; ConflictError `radio/station-changed` when it has another one by now */
export async function assertSameLibrary(reader: Reader, { stationId, connectionId }: StationLibrary): Promise<Station> {
  const now = await libraryOfStation(reader, stationId)
  if (now.connectionId === connectionId) return now.station
  throw new ConflictError('radio/station-changed', { params: { name: now.station.name } })
}
