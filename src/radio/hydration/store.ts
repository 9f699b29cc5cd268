import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioTables } from '../../db/tables/radio.ts'
import { type AudioPolicy, type InboxMode, NO_POLICY } from './episodes/model.ts'

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
  mode: InboxMode
  cmsConnectionId: number | null
  pattern: string | null
  audio: AudioPolicy
  archiveRootId: number | null
}

const columnsOf = (facts: InboxFacts) => ({
  type_code: facts.typeCode,
  is_watched: facts.isWatched ? 1 : 0,
  settle_sec: facts.settleSec,
  mode: facts.mode,
  cms_connection_id: facts.cmsConnectionId,
  pattern: facts.pattern,
  audio_policy: JSON.stringify(facts.audio),
  archive_root_id: facts.archiveRootId,
})

export const factsIn = (row: InboxRow): InboxFacts => ({
  typeCode: row.type_code,
  isWatched: row.is_watched === 1,
  settleSec: row.settle_sec,
  mode: row.mode,
  cmsConnectionId: row.cms_connection_id,
  pattern: row.pattern,
  audio: row.audio_policy === null ? NO_POLICY : (JSON.parse(row.audio_policy) as AudioPolicy),
  archiveRootId: row.archive_root_id,
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

export async function findInboxOfCms(reader: Reader, connectionId: number): Promise<InboxRow | undefined> {
  return reader
    .selectFrom('radio_inboxes')
    .selectAll()
    .where('cms_connection_id', '=', connectionId)
    .orderBy('id')
    .executeTakeFirst()
}

export async function deleteInbox(tx: Tx, inboxId: number): Promise<void> {
  await tx.deleteFrom('radio_inboxes').where('id', '=', inboxId).execute()
}
