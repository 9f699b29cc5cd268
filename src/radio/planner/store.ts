import type { CmsRef } from '../programme/index.ts'
import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioTables } from '../../db/tables/radio.ts'
import type { Params } from '../../kernel/errors.ts'
import type { Airing, Leftover, Reason, ResolvedWish, Slot, StoredState } from './model.ts'

type Row = Selectable<RadioTables['radio_airings']>
type LeftoverRow = Selectable<RadioTables['radio_leftovers']>

/** In the way of others: planned, at the playout, or still being taken away there. */
const STANDING: readonly StoredState[] = ['planned', 'verified', 'cancelling']

const reasonOf = (code: string | null, params: string | null): Reason | null =>
  code === null ? null : { code, params: params === null ? {} : (JSON.parse(params) as Params) }

const toAiring = (row: Row): Airing => ({
  airingId: row.id,
  stationId: row.station_id,
  connectionId: row.connection_id,
  cms: row.cms as CmsRef | null,
  episodeId: row.episode_id,
  trackId: row.track_id,
  title: row.title,
  showId: row.show_id,
  showTitle: row.show_title,
  isShowOfCms: row.show_of_cms === 1,
  audioMs: row.audio_ms,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  round: row.round,
  state: row.state,
  needsRepair: row.needs_repair === 1,
  reason: reasonOf(row.reason_code, row.reason_params),
  playoutShowId: row.playout_show_id,
  windowId: row.window_id,
  rowId: row.row_id,
  windowDeliveryId: row.window_delivery_id,
  rowDeliveryId: row.row_delivery_id,
  cmsDeliveryId: row.cms_delivery_id,
  cmsRound: row.cms_round,
  reachedAt: row.reached_at,
  runId: row.run_id,
  operationId: row.operation_id,
  plannedBy: row.planned_by,
  plannedAt: row.planned_at,
  changedAt: row.changed_at,
})

const toLeftover = (row: LeftoverRow): Leftover => ({
  leftoverId: row.id,
  airingId: row.airing_id,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  rowDeliveryId: row.row_delivery_id,
  windowDeliveryId: row.window_delivery_id,
})

export interface NewAiring extends ResolvedWish {
  stationId: number
  connectionId: number
  cms: CmsRef | null
  operationId: number | null
  plannedBy: string
}

export async function insertAiring(tx: Tx, wish: NewAiring, now: number): Promise<Airing> {
  const row = await tx
    .insertInto('radio_airings')
    .values({
      station_id: wish.stationId,
      connection_id: wish.connectionId,
      cms: wish.cms,
      episode_id: wish.episodeId,
      track_id: wish.trackId,
      title: wish.title,
      show_id: wish.showId,
      show_title: wish.showTitle,
      show_of_cms: wish.isShowOfCms ? 1 : 0,
      audio_ms: wish.audioMs,
      starts_at: wish.startsAt,
      ends_at: wish.endsAt,
      round: 1,
      state: 'planned',
      needs_repair: 0,
      playout_show_id: wish.playoutShowId,
      cms_round: 1,
      operation_id: wish.operationId,
      planned_by: wish.plannedBy,
      planned_at: now,
      changed_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toAiring(row)
}

export type AiringChange = Partial<
  Pick<
    Airing,
    | 'startsAt'
    | 'endsAt'
    | 'round'
    | 'state'
    | 'needsRepair'
    | 'reason'
    | 'playoutShowId'
    | 'windowId'
    | 'rowId'
    | 'windowDeliveryId'
    | 'rowDeliveryId'
    | 'cmsDeliveryId'
    | 'cmsRound'
    | 'reachedAt'
  >
>

const columnsOf = (change: AiringChange) => ({
  ...(change.startsAt === undefined ? {} : { starts_at: change.startsAt }),
  ...(change.endsAt === undefined ? {} : { ends_at: change.endsAt }),
  ...(change.round === undefined ? {} : { round: change.round }),
  ...(change.state === undefined ? {} : { state: change.state }),
  ...(change.needsRepair === undefined ? {} : { needs_repair: change.needsRepair ? 1 : 0 }),
  ...(change.reason === undefined
    ? {}
    : {
        reason_code: change.reason?.code ?? null,
        reason_params: change.reason === null ? null : JSON.stringify(change.reason.params),
      }),
  ...(change.playoutShowId === undefined ? {} : { playout_show_id: change.playoutShowId }),
  ...(change.windowId === undefined ? {} : { window_id: change.windowId }),
  ...(change.rowId === undefined ? {} : { row_id: change.rowId }),
  ...(change.windowDeliveryId === undefined ? {} : { window_delivery_id: change.windowDeliveryId }),
  ...(change.rowDeliveryId === undefined ? {} : { row_delivery_id: change.rowDeliveryId }),
  ...(change.cmsDeliveryId === undefined ? {} : { cms_delivery_id: change.cmsDeliveryId }),
  ...(change.cmsRound === undefined ? {} : { cms_round: change.cmsRound }),
  ...(change.reachedAt === undefined ? {} : { reached_at: change.reachedAt }),
})

export async function updateAiring(
  { tx, now }: { tx: Tx; now: number },
  airingId: number,
  change: AiringChange,
): Promise<Airing> {
  const row = await tx
    .updateTable('radio_airings')
    .set({ ...columnsOf(change), changed_at: now })
    .where('id', '=', airingId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toAiring(row)
}

export async function findAiring(reader: Reader, airingId: number): Promise<Airing | undefined> {
  const row = await reader.selectFrom('radio_airings').selectAll().where('id', '=', airingId).executeTakeFirst()
  return row === undefined ? undefined : toAiring(row)
}

export async function findAiringOfOperation(reader: Reader, operationId: number): Promise<Airing | undefined> {
  const row = await reader
    .selectFrom('radio_airings')
    .selectAll()
    .where('operation_id', '=', operationId)
    .executeTakeFirst()
  return row === undefined ? undefined : toAiring(row)
}

/** Those that stand at a playout and touch a stretch of time, of every station that plays there; by start. */
export async function listStanding(reader: Reader, connectionId: number, slot: Slot): Promise<Airing[]> {
  const rows = await reader
    .selectFrom('radio_airings')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('state', 'in', STANDING)
    .where('starts_at', '<', slot.endsAt)
    .where('ends_at', '>', slot.startsAt)
    .orderBy('starts_at')
    .execute()
  return rows.map(toAiring)
}

/** All but the cancelled, by start. */
export async function listInRange(reader: Reader, stationId: number, slot: Slot): Promise<Airing[]> {
  const rows = await reader
    .selectFrom('radio_airings')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('state', '!=', 'cancelled')
    .where('starts_at', '<', slot.endsAt)
    .where('ends_at', '>', slot.startsAt)
    .orderBy('starts_at')
    .execute()
  return rows.map(toAiring)
}

export async function listAiringsById(reader: Reader, stationId: number, ids: readonly number[]): Promise<Airing[]> {
  if (ids.length === 0) return []
  const rows = await reader
    .selectFrom('radio_airings')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('id', 'in', ids)
    .execute()
  return rows.map(toAiring)
}

export interface AiringFilter {
  state?: StoredState | undefined
  episodeId?: string | undefined
  trackId?: number | undefined
  before?: number | undefined
  limit: number
}

/** Newest first. */
export async function listAirings(reader: Reader, stationId: number, filter: AiringFilter): Promise<Airing[]> {
  let query = reader
    .selectFrom('radio_airings')
    .selectAll()
    .where('station_id', '=', stationId)
    .orderBy('id', 'desc')
    .limit(filter.limit)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.episodeId !== undefined) query = query.where('episode_id', '=', filter.episodeId)
  if (filter.trackId !== undefined) query = query.where('track_id', '=', filter.trackId)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  return (await query.execute()).map(toAiring)
}

const ofTrack = (reader: Reader, { stationId, connectionId, trackId }: OfTrack) =>
  reader
    .selectFrom('radio_airings')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('connection_id', '=', connectionId)
    .where('track_id', '=', trackId)

type OfTrack = Pick<Airing, 'stationId' | 'connectionId' | 'trackId'>

/** Airings of a track that are on or to come, by start. */
export async function listAheadOfTrack(
  reader: Reader,
  track: OfTrack,
  { now, limit }: { now: number; limit: number },
): Promise<Airing[]> {
  const rows = await ofTrack(reader, track)
    .where('state', 'in', [...STANDING])
    .where('ends_at', '>', now)
    .orderBy('starts_at')
    .limit(limit)
    .execute()
  return rows.map(toAiring)
}

export async function findLastAiredOfTrack(reader: Reader, track: OfTrack): Promise<Airing | undefined> {
  const aired = ofTrack(reader, track).where('state', '=', 'aired').orderBy('starts_at', 'desc').limit(1)
  const row = await aired.executeTakeFirst()
  return row === undefined ? undefined : toAiring(row)
}

/** What is known of all airings of a station that were not cancelled, for counting; by start. */
export async function listAiringTimes(reader: Reader, stationId: number) {
  return reader
    .selectFrom('radio_airings')
    .select(['id', 'episode_id', 'track_id', 'starts_at'])
    .where('station_id', '=', stationId)
    .where('state', '!=', 'cancelled')
    .orderBy('starts_at')
    .execute()
}

/** Airings of an episode that stand or were on air, by start. */
export async function listOfEpisode(reader: Reader, cms: CmsRef, episodeId: string): Promise<Airing[]> {
  const rows = await reader
    .selectFrom('radio_airings')
    .selectAll()
    .where('cms', '=', cms)
    .where('episode_id', '=', episodeId)
    .where('state', 'in', ['verified', 'aired'])
    .orderBy('starts_at')
    .execute()
  return rows.map(toAiring)
}

/** Over, and not known yet whether they were on air. */
export async function listEnded(reader: Reader, endedBefore: number): Promise<Airing[]> {
  const rows = await reader
    .selectFrom('radio_airings')
    .selectAll()
    .where('state', 'in', ['verified', 'planned'])
    .where('ends_at', '<=', endedBefore)
    .orderBy('id')
    .limit(1000)
    .execute()
  return rows.map(toAiring)
}

/** Something of them is not as it shall be, and nothing has happened to them for a while. */
export async function listBroken(reader: Reader, changedBefore: number): Promise<Airing[]> {
  const rows = await reader
    .selectFrom('radio_airings')
    .selectAll()
    .where('changed_at', '<', changedBefore)
    .where(({ eb, or }) => or([eb('needs_repair', '=', 1), eb('state', 'in', ['planned', 'cancelling'])]))
    .where('state', 'not in', ['missed'])
    .orderBy('id')
    .limit(1000)
    .execute()
  return rows.map(toAiring)
}

export async function countAiringStates(reader: Reader): Promise<{ state: string; count: number }[]> {
  const rows = await reader
    .selectFrom('radio_airings')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return rows.map(({ state, count }) => ({ state, count: Number(count) }))
}

/** An airing that made the window, whatever became of it. */
export async function findMakerOfWindow(
  reader: Reader,
  connectionId: number,
  windowId: number,
): Promise<number | undefined> {
  const row = await reader
    .selectFrom('radio_airings')
    .select('window_delivery_id')
    .where('connection_id', '=', connectionId)
    .where('window_id', '=', windowId)
    .where('window_delivery_id', 'is not', null)
    .orderBy('id')
    .executeTakeFirst()
  return row?.window_delivery_id ?? undefined
}

export async function insertLeftover(tx: Tx, leftover: Omit<Leftover, 'leftoverId'>): Promise<void> {
  await tx
    .insertInto('radio_leftovers')
    .values({
      airing_id: leftover.airingId,
      starts_at: leftover.startsAt,
      ends_at: leftover.endsAt,
      row_delivery_id: leftover.rowDeliveryId,
      window_delivery_id: leftover.windowDeliveryId,
    })
    .execute()
}

/** Which run works on it; nothing else of it changes. */
export async function noteRun(tx: Tx, airingId: number, runId: number): Promise<void> {
  await tx.updateTable('radio_airings').set({ run_id: runId }).where('id', '=', airingId).execute()
}

/** Oldest first. */
export async function listLeftovers(reader: Reader, airingId: number): Promise<Leftover[]> {
  const rows = await reader
    .selectFrom('radio_leftovers')
    .selectAll()
    .where('airing_id', '=', airingId)
    .orderBy('id')
    .execute()
  return rows.map(toLeftover)
}

export async function deleteLeftover(tx: Tx, leftoverId: number): Promise<void> {
  await tx.deleteFrom('radio_leftovers').where('id', '=', leftoverId).execute()
}

/** The playout has just read its schedule. */
export async function markReached(tx: Tx, connectionId: number, now: number): Promise<void> {
  await tx
    .updateTable('radio_airings')
    .set({ reached_at: now })
    .where('connection_id', '=', connectionId)
    .where('reached_at', '>', now)
    .execute()
}
