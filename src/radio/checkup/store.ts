import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioTables } from '../../db/tables/radio.ts'
import type { Checkup, Judged } from './model.ts'

const toCheckup = (row: Selectable<RadioTables['radio_checkups']>): Checkup => ({
  stationId: row.station_id,
  connectionId: row.connection_id,
  lookedAt: row.looked_at,
  tookMs: row.took_ms,
  judged: JSON.parse(row.judged) as Judged[],
})

export async function findCheckup(reader: Reader, stationId: number): Promise<Checkup | undefined> {
  const row = await reader
    .selectFrom('radio_checkups')
    .selectAll()
    .where('station_id', '=', stationId)
    .executeTakeFirst()
  return row === undefined ? undefined : toCheckup(row)
}

export async function listCheckups(reader: Reader): Promise<Checkup[]> {
  return (await reader.selectFrom('radio_checkups').selectAll().orderBy('station_id').execute()).map(toCheckup)
}

/** Takes the place of the station's former one. */
export async function saveCheckup(tx: Tx, checkup: Checkup): Promise<void> {
  const row = {
    connection_id: checkup.connectionId,
    looked_at: checkup.lookedAt,
    took_ms: checkup.tookMs,
    judged: JSON.stringify(checkup.judged),
  }
  await tx
    .insertInto('radio_checkups')
    .values({ station_id: checkup.stationId, ...row })
    .onConflict((conflict) => conflict.column('station_id').doUpdateSet(row))
    .execute()
}
