import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioTables } from '../../db/tables/radio.ts'
import type { Station } from './model.ts'

type Row = Selectable<RadioTables['radio_stations']>

const toStation = (row: Row): Station => ({
  stationId: row.id,
  name: row.name,
  timeZone: row.time_zone,
  libraryConnectionId: row.library_connection_id,
  cmsConnectionId: row.cms_connection_id,
  keepsProgramme: row.keeps_programme === 1,
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})

/** By name. */
export async function listStations(reader: Reader): Promise<Station[]> {
  return (await reader.selectFrom('radio_stations').selectAll().orderBy('name_key').execute()).map(toStation)
}

export async function findStation(reader: Reader, stationId: number): Promise<Station | undefined> {
  const row = await reader.selectFrom('radio_stations').selectAll().where('id', '=', stationId).executeTakeFirst()
  return row === undefined ? undefined : toStation(row)
}

export async function findStationByName(reader: Reader, nameKey: string): Promise<Station | undefined> {
  const row = await reader.selectFrom('radio_stations').selectAll().where('name_key', '=', nameKey).executeTakeFirst()
  return row === undefined ? undefined : toStation(row)
}

export async function findStationOfConnection(reader: Reader, connectionId: number): Promise<Station | undefined> {
  const row = await reader
    .selectFrom('radio_stations')
    .selectAll()
    .where(({ eb, or }) =>
      or([eb('library_connection_id', '=', connectionId), eb('cms_connection_id', '=', connectionId)]),
    )
    .orderBy('id')
    .executeTakeFirst()
  return row === undefined ? undefined : toStation(row)
}

export type StationFacts = Pick<
  Station,
  'name' | 'timeZone' | 'libraryConnectionId' | 'cmsConnectionId' | 'keepsProgramme'
> & {
  nameKey: string
}

const columnsOf = (facts: StationFacts) => ({
  name: facts.name,
  name_key: facts.nameKey,
  time_zone: facts.timeZone,
  library_connection_id: facts.libraryConnectionId,
  cms_connection_id: facts.cmsConnectionId,
  keeps_programme: facts.keepsProgramme ? 1 : 0,
})

export async function insertStation(tx: Tx, facts: StationFacts, now: number): Promise<Station> {
  const row = await tx
    .insertInto('radio_stations')
    .values({ ...columnsOf(facts), version: 1, created_at: now, changed_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toStation(row)
}

export async function updateStation(
  tx: Tx,
  { stationId, version, ...facts }: StationFacts & Pick<Station, 'stationId' | 'version'>,
  now: number,
): Promise<Station> {
  const row = await tx
    .updateTable('radio_stations')
    .set({ ...columnsOf(facts), version: version + 1, changed_at: now })
    .where('id', '=', stationId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toStation(row)
}

export async function deleteStation(tx: Tx, stationId: number): Promise<void> {
  await tx.deleteFrom('radio_stations').where('id', '=', stationId).execute()
}

/** Airings that were planned for it, of any state. */
export async function countAirings(reader: Reader, stationId: number): Promise<number> {
  const { n } = await reader
    .selectFrom('radio_airings')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('station_id', '=', stationId)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Folders that belong to it. */
export async function countInboxes(reader: Reader, stationId: number): Promise<number> {
  const { n } = await reader
    .selectFrom('radio_inboxes')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('station_id', '=', stationId)
    .executeTakeFirstOrThrow()
  return Number(n)
}
