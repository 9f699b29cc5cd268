import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioTables } from '../../db/tables/radio.ts'
import { type AudioPolicy, type InboxMode, NO_POLICY } from './episodes/model.ts'

/** With the CMS of its station. */
export type InboxRow = Selectable<RadioTables['radio_inboxes']> &
  Pick<Selectable<RadioTables['radio_stations']>, 'cms_connection_id' | 'keeps_programme'>

const inboxRows = (reader: Reader) =>
  reader
    .selectFrom('radio_inboxes')
    .innerJoin('radio_stations', 'radio_stations.id', 'radio_inboxes.station_id')
    .selectAll('radio_inboxes')
    .select(['radio_stations.cms_connection_id', 'radio_stations.keeps_programme'])

/** In the order in which they were added. */
export async function listInboxRows(reader: Reader): Promise<InboxRow[]> {
  return inboxRows(reader).orderBy('radio_inboxes.id').execute()
}

export async function findInboxRow(reader: Reader, inboxId: number): Promise<InboxRow | undefined> {
  return inboxRows(reader).where('radio_inboxes.id', '=', inboxId).executeTakeFirst()
}

export interface InboxFacts {
  typeCode: string | null
  isWatched: boolean
  settleSec: number
  mode: InboxMode
  pattern: string | null
  audio: AudioPolicy
  archiveRootId: number | null
}

const columnsOf = (facts: InboxFacts) => ({
  type_code: facts.typeCode,
  is_watched: facts.isWatched ? 1 : 0,
  settle_sec: facts.settleSec,
  mode: facts.mode,
  pattern: facts.pattern,
  audio_policy: JSON.stringify(facts.audio),
  archive_root_id: facts.archiveRootId,
})

export const factsIn = (row: InboxRow): InboxFacts => ({
  typeCode: row.type_code,
  isWatched: row.is_watched === 1,
  settleSec: row.settle_sec,
  mode: row.mode,
  pattern: row.pattern,
  audio: row.audio_policy === null ? NO_POLICY : (JSON.parse(row.audio_policy) as AudioPolicy),
  archiveRootId: row.archive_root_id,
})

export async function insertInbox(
  tx: Tx,
  { stationId, rootId, ...facts }: InboxFacts & { stationId: number; rootId: number },
  now: number,
): Promise<InboxRow> {
  const { id } = await tx
    .insertInto('radio_inboxes')
    .values({
      station_id: stationId,
      root_id: rootId,
      ...columnsOf(facts),
      version: 1,
      created_at: now,
      changed_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return inboxRows(tx).where('radio_inboxes.id', '=', id).executeTakeFirstOrThrow()
}

export async function updateInbox(
  tx: Tx,
  { id, version }: InboxRow,
  { now, ...facts }: InboxFacts & { now: number },
): Promise<InboxRow> {
  await tx
    .updateTable('radio_inboxes')
    .set({ ...columnsOf(facts), version: version + 1, changed_at: now })
    .where('id', '=', id)
    .execute()
  return inboxRows(tx).where('radio_inboxes.id', '=', id).executeTakeFirstOrThrow()
}

export async function deleteInbox(tx: Tx, inboxId: number): Promise<void> {
  await tx.deleteFrom('radio_inboxes').where('id', '=', inboxId).execute()
}
