import { type Audit, nameKey } from '../../access/index.ts'
import type { Db, Reader, Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import type { Clock } from '../../kernel/clock.ts'
import { assertVersion } from '../../kernel/etag.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import { isTimeZone } from '../../kernel/time.ts'
import type { EventLog } from '../../live/event-log.ts'
import { countProgramme, deleteProgramme } from '../programme/index.ts'
import { type Station, STATIONS_MOST } from './model.ts'
import {
  countAirings,
  countInboxes,
  deleteStation,
  findStation,
  findStationByName,
  insertStation,
  listStations,
  updateStation,
} from './store.ts'

export interface StationDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
  /** @throws NotFoundError, ConflictError when there is no such connection, or it has no playout library */
  requireLibrary(connectionId: number): Promise<unknown>
  /** @throws NotFoundError, ConflictError when there is no such connection, or it has no programme */
  requireCms(connectionId: number): Promise<unknown>
  /** Called where a station comes or goes, or gets another library. */
  onLibraryChanged?(tx: Tx, change: { stationId: number; libraryConnectionId: number | null }): Promise<void>
  /** Other rooms refuse, or let go of what they still keep. @throws ConflictError */
  beforeRemoval?(tx: Tx, station: Station): Promise<void>
}

export interface By {
  actor: string
  address?: string
}

export type StationInput = Pick<
  Station,
  'name' | 'timeZone' | 'libraryConnectionId' | 'cmsConnectionId' | 'keepsProgramme'
>

/** @throws NotFoundError */
export async function getStation(reader: Reader, stationId: number): Promise<Station> {
  const found = await findStation(reader, stationId)
  if (found === undefined) throw new NotFoundError('radio/no-such-station', { params: { stationId } })
  return found
}

const LOCK = 'radio_stations'

export function addStation(deps: StationDeps) {
  return async (input: StationInput, by: By): Promise<Station> => {
    await assertUsable(deps, input)
    assertOneProgramme(input)
    return deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      await assertFreeName(tx, input.name)
      if ((await listStations(tx)).length >= STATIONS_MOST)
        throw new ConflictError('radio/too-many-stations', { params: { most: STATIONS_MOST } })
      const station = await insertStation(tx, { ...input, nameKey: nameKey(input.name) }, deps.clock.now())
      await tell(deps, tx, { what: 'added', station, by, details: { ...input } })
      await deps.onLibraryChanged?.(tx, station)
      return station
    })
  }
}

export function changeStation(deps: StationDeps) {
  return async (
    stationId: number,
    change: Partial<StationInput>,
    by: By & { ifMatch: string | undefined },
  ): Promise<Station> => {
    await assertUsable(deps, change)
    return deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const before = await getStation(tx, stationId)
      assertVersion(by.ifMatch, String(before.version))
      const wanted = { ...before, ...change }
      assertOneProgramme(wanted)
      await assertFreeName(tx, wanted.name, stationId)
      const station = await updateStation(tx, { ...wanted, nameKey: nameKey(wanted.name) }, deps.clock.now())
      await tell(deps, tx, { what: 'changed', station, by, details: { ...change } })
      if (station.libraryConnectionId !== before.libraryConnectionId) await deps.onLibraryChanged?.(tx, station)
      return station
    })
  }
}

export function removeStation(deps: StationDeps) {
  return (stationId: number, by: By): Promise<void> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const station = await getStation(tx, stationId)
      const count = await countInboxes(tx, stationId)
      if (count > 0) throw new ConflictError('radio/station-has-inboxes', { params: { name: station.name, count } })
      const airings = await countAirings(tx, stationId)
      if (airings > 0)
        throw new ConflictError('radio/station-has-airings', { params: { name: station.name, count: airings } })
      const programme = await countProgramme(tx, stationId)
      if (programme > 0)
        throw new ConflictError('radio/station-has-programme', { params: { name: station.name, count: programme } })
      await deps.beforeRemoval?.(tx, station)
      await deleteProgramme(tx, stationId)
      await deleteStation(tx, stationId)
      await tell(deps, tx, { what: 'removed', station, by, details: { name: station.name } })
      await deps.onLibraryChanged?.(tx, { stationId, libraryConnectionId: null })
    })
}

async function assertUsable(
  deps: StationDeps,
  { timeZone, libraryConnectionId, cmsConnectionId }: Partial<StationInput>,
): Promise<void> {
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw new InvalidInputError('radio/no-such-zone', {
      status: 422,
      params: { timeZone },
      fields: [{ pointer: '/timeZone', code: 'radio/no-such-zone', params: { timeZone } }],
    })
  if (typeof libraryConnectionId === 'number') await deps.requireLibrary(libraryConnectionId)
  if (typeof cmsConnectionId === 'number') await deps.requireCms(cmsConnectionId)
}

function assertOneProgramme({ keepsProgramme, cmsConnectionId }: StationInput): void {
  if (!keepsProgramme || cmsConnectionId === null) return
  const code = 'radio/two-programmes'
  throw new InvalidInputError(code, { status: 422, fields: [{ pointer: '/keepsProgramme', code }] })
}

async function assertFreeName(tx: Tx, name: string, own?: number): Promise<void> {
  const other = await findStationByName(tx, nameKey(name))
  if (other !== undefined && other.stationId !== own)
    throw new ConflictError('radio/station-name-taken', { params: { name: other.name } })
}

async function tell(
  { events, audit }: StationDeps,
  tx: Tx,
  told: { what: 'added' | 'changed' | 'removed'; station: Station; by: By; details: Record<string, unknown> },
): Promise<void> {
  const { stationId, name } = told.station
  const subject = `station:${stationId}`
  const action = `radio.station.${told.what}`
  const { actor, address } = told.by
  await audit.append(tx, {
    actor,
    action,
    subject,
    details: told.details,
    ...(address === undefined ? {} : { address }),
  })
  await events.append(tx, { kind: action, actor, scope: subject, subject, data: { name } })
}
