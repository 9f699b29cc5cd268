import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { RadioPublicationTables } from '../../../db/tables/radio-publications.ts'
import type { OwnRow } from './model.ts'

type RowThere = Selectable<RadioPublicationTables['radio_log_rows']>

const toOwnRow = (row: RowThere): OwnRow => ({
  deliveryId: row.delivery_id,
  rowId: row.row_id,
  windowId: row.window_id,
  entryId: row.entry_id,
  trackId: row.track_id,
  title: row.title,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  cueInMs: row.cue_in_ms,
  cueOutMs: row.cue_out_ms,
})

/** Rows of logs that stand at a playout and touch a stretch, by start. */
export async function listOwnRows(
  reader: Reader,
  connectionId: number,
  { from, to }: { from: number; to: number },
): Promise<OwnRow[]> {
  const rows = await reader
    .selectFrom('radio_log_rows')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('is_standing', '=', 1)
    .where('starts_at', '<', to)
    .where('ends_at', '>', from)
    .orderBy('starts_at')
    .orderBy('id')
    .execute()
  return rows.map(toOwnRow)
}

/** By the deliveries of rows of a stretch that were removed: the delivery with which each of them came back. */
export async function listPutBack(
  reader: Reader,
  connectionId: number,
  { from, to }: { from: number; to: number },
): Promise<Map<number, number>> {
  const rows = await reader
    .selectFrom('radio_log_rows')
    .select(['back_for', 'delivery_id'])
    .where('connection_id', '=', connectionId)
    // So that the index serves.
    .where('is_standing', 'in', [0, 1])
    .where('starts_at', '>=', from)
    .where('starts_at', '<', to)
    .where('back_for', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.back_for ?? 0, row.delivery_id]))
}

/** Of rows that were made by these deliveries: those that stand, by start. */
export async function listStandingTitles(reader: Reader, deliveryIds: readonly number[]): Promise<string[]> {
  if (deliveryIds.length === 0) return []
  const rows = await reader
    .selectFrom('radio_log_rows')
    .select('title')
    .where('delivery_id', 'in', deliveryIds)
    .where('is_standing', '=', 1)
    .orderBy('starts_at')
    .execute()
  return rows.map(({ title }) => title)
}

/** As `listOwnRows`, with the log of each. */
export async function listOwnRowsOfLogs(
  reader: Reader,
  connectionId: number,
  { from, to }: { from: number; to: number },
): Promise<(OwnRow & { logId: number; airDate: string })[]> {
  const rows = await reader
    .selectFrom('radio_log_rows')
    .innerJoin('radio_logs', 'radio_logs.id', 'radio_log_rows.log_id')
    .selectAll('radio_log_rows')
    .select('radio_logs.air_date')
    .where('radio_log_rows.connection_id', '=', connectionId)
    .where('radio_log_rows.is_standing', '=', 1)
    .where('radio_log_rows.starts_at', '<', to)
    .where('radio_log_rows.ends_at', '>', from)
    .orderBy('radio_log_rows.starts_at')
    .orderBy('radio_log_rows.id')
    .execute()
  return rows.map((row) => ({ ...toOwnRow(row), logId: row.log_id, airDate: row.air_date }))
}

export interface NewOwnRow extends OwnRow {
  stationId: number
  connectionId: number
  logId: number
  /** The delivery whose row comes back with this one. */
  backFor: number | null
}

/** Repeating it is harmless: a delivery has one row. */
export async function addOwnRow(tx: Tx, row: NewOwnRow, now: number): Promise<void> {
  await tx
    .insertInto('radio_log_rows')
    .values({
      station_id: row.stationId,
      connection_id: row.connectionId,
      log_id: row.logId,
      entry_id: row.entryId,
      delivery_id: row.deliveryId,
      row_id: row.rowId,
      window_id: row.windowId,
      track_id: row.trackId,
      title: row.title,
      starts_at: row.startsAt,
      ends_at: row.endsAt,
      cue_in_ms: row.cueInMs,
      cue_out_ms: row.cueOutMs,
      is_standing: 1,
      changed_at: now,
      back_for: row.backFor,
    })
    .onConflict((conflict) => conflict.column('delivery_id').doNothing())
    .execute()
}

export async function endOwnRow(tx: Tx, deliveryId: number, now: number): Promise<void> {
  await tx
    .updateTable('radio_log_rows')
    .set({ is_standing: 0, changed_at: now })
    .where('delivery_id', '=', deliveryId)
    .execute()
}

export interface OwnWindow {
  deliveryId: number
  windowId: number
  startsAt: number
  endsAt: number
}

/** Windows that were made for logs and touch a stretch, by start. */
export async function listOwnWindows(
  reader: Reader,
  connectionId: number,
  { from, to }: { from: number; to: number },
): Promise<OwnWindow[]> {
  const rows = await reader
    .selectFrom('radio_log_windows')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('is_standing', '=', 1)
    .where('starts_at', '<', to)
    .where('ends_at', '>', from)
    .orderBy('starts_at')
    .execute()
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    windowId: row.window_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
  }))
}

/** Repeating it is harmless. */
export async function addOwnWindow(
  tx: Tx,
  window: OwnWindow & { stationId: number; connectionId: number },
): Promise<void> {
  await tx
    .insertInto('radio_log_windows')
    .values({
      station_id: window.stationId,
      connection_id: window.connectionId,
      delivery_id: window.deliveryId,
      window_id: window.windowId,
      starts_at: window.startsAt,
      ends_at: window.endsAt,
      is_standing: 1,
    })
    .onConflict((conflict) => conflict.column('delivery_id').doNothing())
    .execute()
}

export async function endOwnWindow(tx: Tx, deliveryId: number): Promise<void> {
  await tx.updateTable('radio_log_windows').set({ is_standing: 0 }).where('delivery_id', '=', deliveryId).execute()
}
