import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { RadioPublicationTables } from '../../../db/tables/radio-publications.ts'
import type { Params } from '../../../kernel/errors.ts'
import type { OwnRow, Reason } from './model.ts'

type Row = Selectable<RadioPublicationTables['radio_publications']>
type RowThere = Selectable<RadioPublicationTables['radio_log_rows']>

export type PublicationState = Row['state']

/** A state of a log, or of an hour of it, on its way to the playout. */
export interface Publication {
  publicationId: number
  stationId: number
  connectionId: number
  logId: number
  revision: number
  planId: number
  from: number
  to: number
  isWholeDay: boolean
  state: PublicationState
  addCount: number
  removeCount: number
  keepCount: number
  /** Rows of others that were taken over. */
  takeCount: number
  reason: Reason | null
  madeBy: string
  madeAt: number
  settledAt: number | null
}

const toPublication = (row: Omit<Row, 'snapshot'>): Publication => ({
  publicationId: row.id,
  stationId: row.station_id,
  connectionId: row.connection_id,
  logId: row.log_id,
  revision: row.revision,
  planId: row.plan_id,
  from: row.from_at,
  to: row.to_at,
  isWholeDay: row.whole_day === 1,
  state: row.state,
  addCount: row.add_count,
  removeCount: row.remove_count,
  keepCount: row.keep_count,
  takeCount: row.take_count,
  reason:
    row.reason_code === null
      ? null
      : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as Params },
  madeBy: row.made_by,
  madeAt: row.made_at,
  settledAt: row.settled_at,
})

const COLUMNS = [
  'id',
  'station_id',
  'connection_id',
  'log_id',
  'revision',
  'plan_id',
  'from_at',
  'to_at',
  'whole_day',
  'state',
  'add_count',
  'remove_count',
  'keep_count',
  'take_count',
  'reason_code',
  'reason_params',
  'made_by',
  'made_at',
  'settled_at',
] as const

export type NewPublication = Omit<Publication, 'publicationId' | 'state' | 'reason' | 'settledAt'> & {
  /** Every row that stood in the stretch, whoever made it. */
  snapshot: unknown
}

export async function insertPublication(tx: Tx, publication: NewPublication): Promise<Publication> {
  const row = await tx
    .insertInto('radio_publications')
    .values({
      station_id: publication.stationId,
      connection_id: publication.connectionId,
      log_id: publication.logId,
      revision: publication.revision,
      plan_id: publication.planId,
      from_at: publication.from,
      to_at: publication.to,
      whole_day: publication.isWholeDay ? 1 : 0,
      state: 'planned',
      add_count: publication.addCount,
      remove_count: publication.removeCount,
      keep_count: publication.keepCount,
      take_count: publication.takeCount,
      snapshot: JSON.stringify(publication.snapshot),
      reason_code: null,
      reason_params: null,
      made_by: publication.madeBy,
      made_at: publication.madeAt,
      settled_at: null,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
  return toPublication(row)
}

export async function findPublicationOfPlan(reader: Reader, planId: number): Promise<Publication | undefined> {
  const row = await reader
    .selectFrom('radio_publications')
    .select(COLUMNS)
    .where('plan_id', '=', planId)
    .executeTakeFirst()
  return row === undefined ? undefined : toPublication(row)
}

/** Newest first. */
export async function listPublications(
  reader: Reader,
  logId: number,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<Publication[]> {
  let query = reader
    .selectFrom('radio_publications')
    .select(COLUMNS)
    .where('log_id', '=', logId)
    .where('state', 'not in', ['discarded'])
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).map(toPublication)
}

export interface LastPublication {
  state: Exclude<PublicationState, 'planned' | 'discarded'>
  revision: number
  isWholeDay: boolean
  /** When it ended, or began if it has not. Epoch ms. */
  at: number
}

/** The last publication of each log that was begun. */
export async function lastPublications(
  reader: Reader,
  logIds: readonly number[],
): Promise<Map<number, LastPublication>> {
  if (logIds.length === 0) return new Map()
  const rows = await reader
    .selectFrom('radio_publications')
    .select(['log_id', 'state', 'revision', 'whole_day', 'made_at', 'settled_at'])
    .where('id', 'in', (one) =>
      one
        .selectFrom('radio_publications')
        .select(({ fn }) => fn.max('id').as('id'))
        .where('log_id', 'in', logIds)
        .where('state', 'not in', ['planned', 'discarded'])
        .groupBy('log_id'),
    )
    .execute()
  return new Map(
    rows.map((row) => [
      row.log_id,
      {
        state: row.state as LastPublication['state'],
        revision: row.revision,
        isWholeDay: row.whole_day === 1,
        at: row.settled_at ?? row.made_at,
      },
    ]),
  )
}

/** The one that is under way at a playout. */
export async function findUnderWay(reader: Reader, connectionId: number): Promise<Publication | undefined> {
  const row = await reader
    .selectFrom('radio_publications')
    .select(COLUMNS)
    .where('connection_id', '=', connectionId)
    .where('state', 'in', ['publishing', 'restoring'])
    .executeTakeFirst()
  return row === undefined ? undefined : toPublication(row)
}

export async function movePublication(
  tx: Tx,
  publicationId: number,
  change: { state: PublicationState; reason?: Reason | null; settledAt?: number | null },
): Promise<void> {
  await tx
    .updateTable('radio_publications')
    .set({
      state: change.state,
      ...(change.reason === undefined
        ? {}
        : {
            reason_code: change.reason?.code ?? null,
            reason_params: change.reason === null ? null : JSON.stringify(change.reason.params),
          }),
      ...(change.settledAt === undefined ? {} : { settled_at: change.settledAt }),
    })
    .where('id', '=', publicationId)
    .execute()
}

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
