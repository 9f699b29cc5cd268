import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { AlertTables } from '../../db/tables/alerts.ts'
import type { Pending, Refusal, SentRow, WaitingItem } from '../model.ts'

const LOG = 'log'

/** @returns undefined when the log was never read */
export async function findCursor(reader: Reader): Promise<number | undefined> {
  const row = await reader.selectFrom('alerts_cursors').select('seq').where('name', '=', LOG).executeTakeFirst()
  return row?.seq
}

export async function saveCursor(tx: Tx, seq: number): Promise<void> {
  await tx
    .insertInto('alerts_cursors')
    .values({ name: LOG, seq })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ seq }))
    .execute()
}

export interface Waiting extends Pending {
  waitingId: number
  dueAt: number
}

/** One that waits for the same event already stays as it is. */
export async function insertWaiting(
  tx: Tx,
  { channelId, kind, mode, seq, at, text, more, open, severity }: Pending & { mode: 'now' | 'digest' },
  dueAt: number,
): Promise<number | undefined> {
  const item = JSON.stringify({ text, more, open, severity } satisfies WaitingItem)
  const row = await tx
    .insertInto('alerts_waiting')
    .values({ channel_id: channelId, kind, mode, seq, at, due_at: dueAt, item })
    .onConflict((conflict) => conflict.columns(['channel_id', 'seq']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** Oldest first. */
export async function listWaiting(reader: Reader, channelId: number, limit: number): Promise<Waiting[]> {
  const rows = await reader
    .selectFrom('alerts_waiting')
    .selectAll()
    .where('channel_id', '=', channelId)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    waitingId: row.id,
    channelId: row.channel_id,
    kind: row.kind,
    mode: row.mode,
    seq: row.seq,
    at: row.at,
    dueAt: row.due_at,
    ...(JSON.parse(row.item) as WaitingItem),
  }))
}

/** How many wait in each channel, and until when at most. */
export async function countWaiting(reader: Reader): Promise<{ channelId: number; count: number; dueAt: number }[]> {
  const rows = await reader
    .selectFrom('alerts_waiting')
    .select(({ fn }) => ['channel_id', fn.countAll<number>().as('count'), fn.min('due_at').as('due_at')])
    .groupBy('channel_id')
    .execute()
  return rows.map((row) => ({ channelId: row.channel_id, count: Number(row.count), dueAt: Number(row.due_at) }))
}

export async function deleteWaiting(tx: Tx, waitingIds: readonly number[]): Promise<void> {
  if (waitingIds.length > 0) await tx.deleteFrom('alerts_waiting').where('id', 'in', waitingIds).execute()
}

export async function deleteWaitingOf(tx: Tx, channelId: number): Promise<void> {
  await tx.deleteFrom('alerts_waiting').where('channel_id', '=', channelId).execute()
}

type Row = Selectable<AlertTables['alerts_messages']>

const toRow = (row: Row): SentRow => ({
  messageId: row.id,
  channelId: row.channel_id,
  kind: row.kind,
  mode: row.mode,
  title: row.title,
  items: row.items,
  deliveryId: row.delivery_id ?? 0,
  runId: row.run_id,
  plannedAt: row.planned_at,
  accepted: row.accepted,
  refused: JSON.parse(row.refused) as Refusal[],
})

export async function insertMessage(
  tx: Tx,
  { channelId, kind, mode, title, items }: Pick<SentRow, 'channelId' | 'kind' | 'mode' | 'title' | 'items'>,
  now: number,
): Promise<number> {
  const later = { delivery_id: null, run_id: null, accepted: null, refused: '[]' }
  const { id } = await tx
    .insertInto('alerts_messages')
    .values({ channel_id: channelId, kind, mode, title, items, planned_at: now, ...later })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function setDelivery(
  tx: Tx,
  messageId: number,
  { deliveryId, runId }: { deliveryId: number; runId: number },
): Promise<void> {
  await tx
    .updateTable('alerts_messages')
    .set({ delivery_id: deliveryId, run_id: runId })
    .where('id', '=', messageId)
    .execute()
}

export async function setReceivers(
  tx: Tx,
  messageId: number,
  { accepted, refused }: { accepted: number; refused: readonly Refusal[] },
): Promise<void> {
  await tx
    .updateTable('alerts_messages')
    .set({ accepted, refused: JSON.stringify(refused) })
    .where('id', '=', messageId)
    .execute()
}

/** Newest first. */
export async function listMessages(
  reader: Reader,
  { channelId, before, limit }: { channelId?: number; before?: number; limit: number },
): Promise<SentRow[]> {
  let query = reader.selectFrom('alerts_messages').selectAll().orderBy('id', 'desc').limit(limit)
  if (channelId !== undefined) query = query.where('channel_id', '=', channelId)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).map(toRow)
}

/** When a message of this kind was last planned for a channel; tests aside. */
export async function findLastPlanned(
  reader: Reader,
  { channelId, kind }: { channelId: number; kind: string },
): Promise<number | undefined> {
  const row = await reader
    .selectFrom('alerts_messages')
    .select('planned_at')
    .where('channel_id', '=', channelId)
    .where('kind', '=', kind)
    .where('mode', 'in', ['now'])
    .orderBy('planned_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.planned_at
}

/** At most `limit` rows. @returns how many went */
export async function deleteMessages(tx: Tx, olderThan: number, limit: number): Promise<number> {
  const doomed = tx
    .selectFrom('alerts_messages')
    .select('id')
    .where('planned_at', '<', olderThan)
    .orderBy('planned_at')
    .limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('alerts_messages').where('id', 'in', doomed).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
