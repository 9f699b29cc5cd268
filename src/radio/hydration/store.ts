import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioTables } from '../../db/tables/radio.ts'

export type InboxRow = Selectable<RadioTables['radio_inboxes']>

/** In the order in which they were added. */
export async function listInboxRows(reader: Reader): Promise<InboxRow[]> {
  return reader.selectFrom('radio_inboxes').selectAll().orderBy('id').execute()
}

export async function findInboxRow(reader: Reader, inboxId: number): Promise<InboxRow | undefined> {
  return reader.selectFrom('radio_inboxes').selectAll().where('id', '=', inboxId).executeTakeFirst()
}

export interface InboxFacts {
  typeCode: string | null
  isWatched: boolean
  settleSec: number
}

const columnsOf = ({ typeCode, isWatched, settleSec }: InboxFacts) => ({
  type_code: typeCode,
  is_watched: isWatched ? 1 : 0,
  settle_sec: settleSec,
})

export async function insertInbox(
  tx: Tx,
  { stationId, rootId, ...facts }: InboxFacts & { stationId: number; rootId: number },
  now: number,
): Promise<InboxRow> {
  return tx
    .insertInto('radio_inboxes')
    .values({
      station_id: stationId,
      root_id: rootId,
      ...columnsOf(facts),
      version: 1,
      created_at: now,
      changed_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function updateInbox(
  tx: Tx,
  { id, version }: InboxRow,
  { now, ...facts }: InboxFacts & { now: number },
): Promise<InboxRow> {
  return tx
    .updateTable('radio_inboxes')
    .set({ ...columnsOf(facts), version: version + 1, changed_at: now })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteInbox(tx: Tx, inboxId: number): Promise<void> {
  await tx.deleteFrom('radio_inboxes').where('id', '=', inboxId).execute()
}
