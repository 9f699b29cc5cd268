import type { Reader, Tx } from '../../../db/db.ts'
import type { Loudness, MeasureFailure, StationLibrary, Track } from '../model.ts'
import { matching, NO_MEASURE_FAILURE, ofTrack, toTrack, type TrackMatch, type TrackQuery } from '../store.ts'

/** Holds for these bytes only. @returns false when the library has other ones by now */
export async function noteMeasured(
  tx: Tx,
  { trackId, md5, ...library }: Pick<Track, 'trackId' | 'md5'> & StationLibrary,
  measured: Loudness & { waveform: string; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await ofTrack(tx, library, trackId)
    .where('md5', md5 === null ? 'is' : '=', md5)
    .set({
      integrated_lufs: measured.integratedLufs,
      loudness_range_lu: measured.loudnessRangeLu,
      peak_db: measured.peakDb,
      waveform: measured.waveform,
      measured_at: measured.now,
      ...NO_MEASURE_FAILURE,
    })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What was measured before stays. */
export async function noteNotMeasured(
  tx: Tx,
  { trackId, ...library }: Pick<Track, 'trackId'> & StationLibrary,
  { at, code, params }: MeasureFailure,
): Promise<void> {
  await ofTrack(tx, library, trackId)
    .set({ measure_failed_at: at, measure_code: code, measure_params: JSON.stringify(params) })
    .execute()
}

export const WHICH_TO_MEASURE = ['unmeasured', 'failed', 'measured', 'all'] as const

/** Which tracks of a library are to be measured; only those that can be played. */
export interface MeasureChoice extends Pick<TrackMatch, 'text' | 'type' | 'isUnmapped' | 'genre'> {
  /** Of these only. */
  trackIds?: number[] | undefined
  which: (typeof WHICH_TO_MEASURE)[number]
  /** Epoch ms: what was measured since counts as done. */
  askedAt: number
}

function chosen(reader: Reader, library: StationLibrary, { trackIds, which: _which, ...match }: MeasureChoice) {
  const query = matching(reader, library, { ...match, state: 'usable' })
  return trackIds === undefined ? query : query.where('track_id', 'in', trackIds)
}

function left(query: TrackQuery, { which, askedAt }: MeasureChoice): TrackQuery {
  if (which === 'measured') return query.where('measured_at', '<', askedAt)
  if (which === 'all')
    return query.where(({ eb, or }) => or([eb('measured_at', 'is', null), eb('measured_at', '<', askedAt)]))
  const unmeasured = query.where('measured_at', 'is', null)
  return which === 'failed' ? unmeasured.where('measure_failed_at', 'is not', null) : unmeasured
}

/** @returns how many are not measured yet, and how many were since it was asked for */
export async function countToMeasure(
  reader: Reader,
  library: StationLibrary,
  choice: MeasureChoice,
): Promise<{ left: number; done: number }> {
  const count = async (query: TrackQuery): Promise<number> =>
    Number((await query.select(({ fn }) => fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
  const all = () => chosen(reader, library, choice)
  const undone = await count(left(all(), choice))
  // One that failed before and is measured now no longer says that it had failed.
  const done = choice.which === 'failed' ? 0 : await count(all().where('measured_at', '>=', choice.askedAt))
  return { left: undone, done }
}

/** Those that are not measured yet, by row. */
export async function listToMeasure(
  reader: Reader,
  library: StationLibrary,
  { after, limit, ...choice }: MeasureChoice & { after: number; limit: number },
): Promise<(Track & { rowId: number })[]> {
  const rows = await left(chosen(reader, library, choice), choice)
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...toTrack(row), rowId: row.id }))
}
