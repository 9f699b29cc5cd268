import type { Insertable, Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { RadioVoiceTables } from '../../db/tables/radio-voice.ts'
import { NotFoundError, type Params } from '../../kernel/errors.ts'
import { type Take, TARGET_LUFS } from './model.ts'

type TakeRow = Selectable<RadioVoiceTables['radio_voice_takes']>

const toTake = (row: TakeRow): Take => ({
  takeId: row.id,
  stationId: row.station_id,
  airDate: row.air_date,
  slotKey: row.slot_key,
  entryId: row.entry_id,
  number: row.number,
  title: row.title,
  wantedMs: row.wanted_ms,
  source: {
    hash: row.source_hash,
    ending: row.source_ending,
    lengthMs: row.source_ms,
    lufs: row.source_lufs,
    peakDb: row.source_peak_db,
    peaks: JSON.parse(row.source_peaks) as number[],
  },
  trimInMs: row.trim_in_ms,
  trimOutMs: row.trim_out_ms,
  musicInMs: row.music_in_ms,
  audio: {
    hash: row.audio_hash,
    md5: row.audio_md5,
    lengthMs: row.length_ms,
    lufs: row.lufs,
    peakDb: row.peak_db,
    targetLufs: row.target_lufs,
  },
  madeBy: row.made_by,
  madeByName: row.made_by_name,
  madeAt: row.made_at,
  changedAt: row.changed_at,
  version: row.version,
  isChosen: row.is_chosen === 1,
  sendRound: row.send_round,
  deliveryId: row.delivery_id,
  connectionId: row.connection_id,
  trackId: row.track_id,
  failed:
    row.failed_code === null
      ? null
      : { code: row.failed_code, params: JSON.parse(row.failed_params ?? '{}') as Params },
  removedAt: row.removed_at,
})

const toRow = (take: Omit<Take, 'takeId'>): Insertable<RadioVoiceTables['radio_voice_takes']> => ({
  station_id: take.stationId,
  air_date: take.airDate,
  slot_key: take.slotKey,
  entry_id: take.entryId,
  number: take.number,
  title: take.title,
  wanted_ms: take.wantedMs,
  source_hash: take.source.hash,
  source_ending: take.source.ending,
  source_ms: take.source.lengthMs,
  source_lufs: take.source.lufs,
  source_peak_db: take.source.peakDb,
  source_peaks: JSON.stringify(take.source.peaks),
  trim_in_ms: take.trimInMs,
  trim_out_ms: take.trimOutMs,
  music_in_ms: take.musicInMs,
  audio_hash: take.audio.hash,
  audio_md5: take.audio.md5,
  length_ms: take.audio.lengthMs,
  lufs: take.audio.lufs,
  peak_db: take.audio.peakDb,
  target_lufs: take.audio.targetLufs,
  made_by: take.madeBy,
  made_by_name: take.madeByName,
  made_at: take.madeAt,
  changed_at: take.changedAt,
  version: take.version,
  is_chosen: take.isChosen ? 1 : 0,
  send_round: take.sendRound,
  delivery_id: take.deliveryId,
  connection_id: take.connectionId,
  track_id: take.trackId,
  failed_code: take.failed?.code ?? null,
  failed_params: take.failed === null ? null : JSON.stringify(take.failed.params),
  removed_at: take.removedAt,
})

/** Of a day, removed ones too, in the order in which they were made. */
export async function listTakes(reader: Reader, stationId: number, airDate: string): Promise<Take[]> {
  const rows = await reader
    .selectFrom('radio_voice_takes')
    .selectAll()
    .where('station_id', '=', stationId)
    .where('air_date', '=', airDate)
    .orderBy('id')
    .execute()
  return rows.map(toTake)
}

export async function findTake(reader: Reader, takeId: number): Promise<Take | undefined> {
  const row = await reader.selectFrom('radio_voice_takes').selectAll().where('id', '=', takeId).executeTakeFirst()
  return row === undefined ? undefined : toTake(row)
}

/** @throws NotFoundError `radio/no-such-take` */
export async function getTake(reader: Reader, takeId: number): Promise<Take> {
  const take = await findTake(reader, takeId)
  if (take === undefined) throw new NotFoundError('radio/no-such-take', { params: { takeId } })
  return take
}

export async function insertTake(tx: Tx, take: Omit<Take, 'takeId'>): Promise<Take> {
  const row = await tx.insertInto('radio_voice_takes').values(toRow(take)).returningAll().executeTakeFirstOrThrow()
  return toTake(row)
}

/**
 * Makes it what is given, one version on. What became of its way to the library stays as it is (`noteSending`), unless it
 * is another file now.
 * @returns undefined when somebody else changed it since it was read
 */
export async function saveTake(tx: Tx, take: Take, { isOtherFile = false } = {}): Promise<Take | undefined> {
  const { takeId, ...facts } = take
  const { delivery_id: _delivery, connection_id: _connection, track_id: _track, ...rest } = toRow(facts)
  const { failed_code: _code, failed_params: _params, ...own } = rest
  const anew = { delivery_id: null, connection_id: null, track_id: null, failed_code: null, failed_params: null }
  const row = await tx
    .updateTable('radio_voice_takes')
    .set({ ...own, ...(isOtherFile ? anew : {}), version: take.version + 1 })
    .where('id', '=', takeId)
    .where('version', '=', take.version)
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? undefined : toTake(row)
}

/** No other take of these is chosen any more. */
export async function unchoose(tx: Tx, takeIds: readonly number[]): Promise<void> {
  if (takeIds.length === 0) return
  await tx.updateTable('radio_voice_takes').set({ is_chosen: 0 }).where('id', 'in', takeIds).execute()
}

/** What became of its way to the library; the version is that of what people do. */
export async function noteSending(
  tx: Tx,
  takeId: number,
  facts: {
    deliveryId?: number
    connectionId?: number
    trackId?: number
    failed: { code: string; params: Params } | null
  },
): Promise<void> {
  await tx
    .updateTable('radio_voice_takes')
    .set({
      ...(facts.deliveryId === undefined ? {} : { delivery_id: facts.deliveryId }),
      ...(facts.connectionId === undefined ? {} : { connection_id: facts.connectionId }),
      ...(facts.trackId === undefined ? {} : { track_id: facts.trackId }),
      failed_code: facts.failed?.code ?? null,
      failed_params: facts.failed === null ? null : JSON.stringify(facts.failed.params),
    })
    .where('id', '=', takeId)
    .execute()
}

export interface VoiceRules {
  /** EBU R128, of every take that is made from then on. */
  targetLufs: number
  version: number
}

export async function getRules(reader: Reader, stationId: number): Promise<VoiceRules> {
  const row = await reader
    .selectFrom('radio_voice_stations')
    .selectAll()
    .where('station_id', '=', stationId)
    .executeTakeFirst()
  return row === undefined
    ? { targetLufs: TARGET_LUFS, version: 0 }
    : { targetLufs: row.target_lufs, version: row.version }
}

export async function saveRules(tx: Tx, stationId: number, { targetLufs, version }: VoiceRules): Promise<void> {
  const row = { target_lufs: targetLufs, version: version + 1 }
  await tx
    .insertInto('radio_voice_stations')
    .values({ station_id: stationId, ...row })
    .onConflict((conflict) => conflict.column('station_id').doUpdateSet(row))
    .execute()
}
