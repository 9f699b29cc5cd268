import { type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { RadioTrackTables } from '../../../db/tables/radio-tracks.ts'
import type { TypeCode } from '../contract.ts'
import { type StationLibrary, type TrackType, type TrackTypeMap, typeCodeOf } from '../model.ts'

const NO_TYPE = ''

const toMap = (row: Selectable<RadioTrackTables['radio_track_types']>): TrackTypeMap => ({
  code: row.code,
  name: row.name,
  libraryTypeId: row.library_type_id,
  typeCode: row.type_code as TypeCode | null,
  isByHand: row.by_hand === 1,
  goneAt: row.gone_at,
})

/** By code; the empty one, for tracks without a type, first. */
export async function listTypeMaps(
  reader: Reader,
  { stationId, connectionId }: StationLibrary,
): Promise<TrackTypeMap[]> {
  const rows = await reader
    .selectFrom('radio_track_types')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('connection_id', '=', connectionId)
    .orderBy('code')
    .execute()
  return rows.map(toMap)
}

/**
 * Takes over what the library has now. What a person said of a code stays, and what is gone is remembered.
 * @returns by code what each stands for
 */
export async function saveTypes(
  tx: Tx,
  library: StationLibrary,
  { types, now }: { types: readonly TrackType[]; now: number },
): Promise<Map<string, TypeCode | null>> {
  const known = new Map((await listTypeMaps(tx, library)).map((one) => [one.code, one]))
  const listed = new Map<string, Pick<TrackType, 'name'> & { typeId: number | null }>([
    [NO_TYPE, { name: '', typeId: null }],
  ])
  // Nothing keeps a library from having a code twice: the older one gives the name.
  for (const { code, name, typeId } of types) if (!listed.has(code)) listed.set(code, { name, typeId })
  const stands = new Map<string, TypeCode | null>()
  for (const [code, { name, typeId }] of listed) {
    const former = known.get(code)
    const typeCode = former === undefined ? typeCodeOf(code) : former.typeCode
    stands.set(code, typeCode)
    if (former?.name === name && former.libraryTypeId === typeId && former.goneAt === null) continue
    await putType(tx, library, { code, name, typeId, typeCode, now })
  }
  for (const { code, goneAt } of known.values())
    if (!listed.has(code) && goneAt === null) await ofCode(tx, library, code).set({ gone_at: now }).execute()
  return stands
}

interface TypeToPut {
  code: string
  name: string
  typeId: number | null
  typeCode: TypeCode | null
  now: number
}

async function putType(
  tx: Tx,
  { stationId, connectionId }: StationLibrary,
  { code, name, typeId, typeCode, now }: TypeToPut,
): Promise<void> {
  const seen = { name, library_type_id: typeId, gone_at: null, changed_at: now }
  const key = { station_id: stationId, connection_id: connectionId, code }
  await tx
    .insertInto('radio_track_types')
    .values({ ...key, ...seen, type_code: typeCode, by_hand: 0 })
    .onConflict((conflict) => conflict.columns(['station_id', 'connection_id', 'code']).doUpdateSet(seen))
    .execute()
}

const ofCode = (tx: Tx, { stationId, connectionId }: StationLibrary, code: string) =>
  tx
    .updateTable('radio_track_types')
    .where('station_id', '=', stationId)
    .where('connection_id', '=', connectionId)
    .where('code', '=', code)

/** Says what a code stands for, and re-types every track that has it. @returns how many tracks it changed */
export async function mapType(
  tx: Tx,
  library: StationLibrary,
  { code, typeCode, now }: { code: string; typeCode: TypeCode | null; now: number },
): Promise<number> {
  await ofCode(tx, library, code).set({ type_code: typeCode, by_hand: 1, changed_at: now }).execute()
  return alignTypes(tx, library, now)
}

/** Has each track stand for what its code stands for. @returns how many did not */
export async function alignTypes(tx: Tx, { stationId, connectionId }: StationLibrary, now: number): Promise<number> {
  const wanted = sql<string | null>`(select t.type_code from radio_track_types t where t.station_id = ${stationId}
    and t.connection_id = ${connectionId} and t.code = radio_tracks.library_code)`
  const { numUpdatedRows } = await tx
    .updateTable('radio_tracks')
    .set({ type_code: wanted, changed_at: now })
    .where('station_id', '=', stationId)
    .where('connection_id', '=', connectionId)
    .where(sql<boolean>`radio_tracks.type_code is distinct from ${wanted}`)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** How many tracks that are there have each code of the library. */
export async function countByCode(
  reader: Reader,
  { stationId, connectionId }: StationLibrary,
): Promise<Map<string | null, number>> {
  const rows = await reader
    .selectFrom('radio_tracks')
    .select('library_code')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('station_id', '=', stationId)
    .where('connection_id', '=', connectionId)
    .where('gone_at', 'is', null)
    .groupBy('library_code')
    .execute()
  return new Map(rows.map((row) => [row.library_code, Number(row.n)]))
}
