import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import type { RadioTables } from '../../../db/tables/radio.ts'
import type { Params } from '../../../kernel/errors.ts'
import type { AudioReport } from '../../../media/audio/model.ts'
import { type Hydration, type MatchedBy, STEP, type StoredAudio } from './model.ts'

type Row = Selectable<RadioTables['radio_hydrations']>

const toHydration = (row: Row): Hydration => ({
  hydrationId: row.id,
  inboxId: row.inbox_id,
  relPath: row.rel_path,
  identity: row.identity,
  sizeBytes: row.size,
  state: row.state,
  step: row.step,
  episodeId: row.episode_id,
  episodeTitle: row.episode_title,
  by: row.matched_by,
  sha256: row.sha256,
  copyMd5: row.copy_md5,
  trackId: row.track_id,
  uploadId: row.upload_id,
  titleId: row.title_id,
  completionId: row.completion_id,
  runId: row.run_id,
  jobId: row.job_id,
  reason:
    row.reason_code === null
      ? null
      : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as Params },
  changedAt: row.changed_at,
  verifiedAt: row.verified_at,
})

export async function findHydration(reader: Reader, hydrationId: number): Promise<Hydration | undefined> {
  const row = await reader.selectFrom('radio_hydrations').selectAll().where('id', '=', hydrationId).executeTakeFirst()
  return row === undefined ? undefined : toHydration(row)
}

export async function findOfFile(reader: Reader, file: FileFacts): Promise<Hydration | undefined> {
  const row = await findByFile(reader, file)
  return row === undefined ? undefined : toHydration(row)
}

/** Those that are not verified, oldest first. */
export async function listOpenHydrations(reader: Reader, inboxId: number): Promise<Hydration[]> {
  const rows = await reader
    .selectFrom('radio_hydrations')
    .selectAll()
    .where('inbox_id', '=', inboxId)
    .where('state', '!=', 'verified')
    .orderBy('id')
    .execute()
  return rows.map(toHydration)
}

/** Newest first. */
export async function listVerifiedHydrations(reader: Reader, inboxId: number, limit: number): Promise<Hydration[]> {
  const rows = await reader
    .selectFrom('radio_hydrations')
    .selectAll()
    .where('inbox_id', '=', inboxId)
    .where('state', '=', 'verified')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toHydration)
}

/** Of one run, in the order in which they were begun. */
export async function listHydrationsOfRun(reader: Reader, runId: number): Promise<Hydration[]> {
  const rows = await reader
    .selectFrom('radio_hydrations')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('id')
    .execute()
  return rows.map(toHydration)
}

export interface FileFacts {
  inboxId: number
  relPath: string
  identity: string
  sizeBytes: number
}

export interface MatchFacts {
  episodeId: string | null
  episodeTitle: string
  by: MatchedBy
}

const keyOf = ({ inboxId, relPath, identity }: FileFacts) => ({ inbox_id: inboxId, rel_path: relPath, identity })

/**
 * Begins with a file, or goes on with it: what is known of it stays, unless its episode is another one now.
 * @returns its row
 */
export async function beginHydration(
  tx: Tx,
  file: FileFacts,
  { runId, now, ...match }: MatchFacts & { runId: number; now: number },
): Promise<Hydration> {
  const matched = { episode_id: match.episodeId, episode_title: match.episodeTitle, matched_by: match.by }
  const begun = { state: 'working' as const, run_id: runId, reason_code: null, reason_params: null, changed_at: now }
  const known = await findByFile(tx, file)
  if (known !== undefined) {
    const isSame = known.episode_id === match.episodeId
    const row = await tx
      .updateTable('radio_hydrations')
      .set({ ...begun, ...matched, ...(isSame ? {} : FRESH) })
      .where('id', '=', known.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    return toHydration(row)
  }
  const row = await tx
    .insertInto('radio_hydrations')
    .values({ ...keyOf(file), size: file.sizeBytes, ...begun, ...matched, ...FRESH, ...EMPTY, created_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toHydration(row)
}

/** Of another episode nothing is known yet. */
const FRESH = {
  step: STEP.matched,
  copy_md5: null,
  track_id: null,
  upload_id: null,
  title_id: null,
  completion_id: null,
}
const EMPTY = { sha256: null, job_id: null, verified_at: null }

const findByFile = (reader: Reader, file: FileFacts): Promise<Row | undefined> => {
  const { inbox_id, rel_path, identity } = keyOf(file)
  return reader
    .selectFrom('radio_hydrations')
    .selectAll()
    .where('inbox_id', '=', inbox_id)
    .where('rel_path', '=', rel_path)
    .where('identity', '=', identity)
    .executeTakeFirst()
}

/** A run that leaves what failed before as it is tells of it all the same. */
export async function noteStillFailed(tx: Tx, hydrationIds: readonly number[], runId: number): Promise<void> {
  await tx
    .updateTable('radio_hydrations')
    .set({ run_id: runId })
    .where('id', 'in', hydrationIds)
    .where('state', '=', 'failed')
    .execute()
}

/** A person says which episode it is, or that it is none. @returns undefined while it is worked on, or is verified */
export async function chooseEpisode(
  tx: Tx,
  file: FileFacts,
  { now, ...match }: Omit<MatchFacts, 'by'> & { now: number },
): Promise<Hydration | undefined> {
  const known = await findByFile(tx, file)
  if (known?.state === 'working' || known?.state === 'verified') return undefined
  const chosen = {
    state: 'chosen' as const,
    episode_id: match.episodeId,
    episode_title: match.episodeTitle,
    matched_by: 'hand' as const,
    reason_code: null,
    reason_params: null,
    changed_at: now,
    ...(known?.episode_id === match.episodeId ? {} : FRESH),
  }
  const row =
    known === undefined
      ? await tx
          .insertInto('radio_hydrations')
          .values({
            ...keyOf(file),
            size: file.sizeBytes,
            ...EMPTY,
            run_id: null,
            created_at: now,
            ...FRESH,
            ...chosen,
          })
          .returningAll()
          .executeTakeFirstOrThrow()
      : await tx
          .updateTable('radio_hydrations')
          .set(chosen)
          .where('id', '=', known.id)
          .returningAll()
          .executeTakeFirstOrThrow()
  return toHydration(row)
}

/** What was measured of a file before anything else; what is known of it besides stays. */
export async function noteSeen(
  tx: Tx,
  file: FileFacts,
  { sha256, reason, now }: { sha256: string | null; reason: { code: string; params: Params } | null; now: number },
): Promise<void> {
  const known = await findByFile(tx, file)
  const seen = {
    sha256,
    reason_code: reason?.code ?? null,
    reason_params: reason === null ? null : JSON.stringify(reason.params),
    changed_at: now,
  }
  if (known !== undefined) {
    // Whoever works on it says what became of it.
    const said = known.state === 'seen' ? seen : { sha256 }
    if (sha256 !== null || known.state === 'seen')
      await tx.updateTable('radio_hydrations').set(said).where('id', '=', known.id).execute()
    return
  }
  const nobody = { episode_id: null, episode_title: '', matched_by: 'id' as const, run_id: null }
  await tx
    .insertInto('radio_hydrations')
    .values({
      ...keyOf(file),
      size: file.sizeBytes,
      state: 'seen',
      ...EMPTY,
      ...FRESH,
      step: STEP.none,
      ...nobody,
      ...seen,
      created_at: now,
    })
    .execute()
}

export interface Advance {
  step?: number
  state?: Hydration['state']
  sha256?: string
  copyMd5?: string
  trackId?: number
  uploadId?: number
  titleId?: number
  completionId?: number
  jobId?: number
  reason?: { code: string; params: Params } | null
  verifiedAt?: number
}

/** Writes how far it came; what is left out stays. */
export async function advanceHydration(tx: Tx, hydrationId: number, { now, ...to }: Advance & { now: number }) {
  const given = {
    step: to.step,
    state: to.state,
    sha256: to.sha256,
    copy_md5: to.copyMd5,
    track_id: to.trackId,
    upload_id: to.uploadId,
    title_id: to.titleId,
    completion_id: to.completionId,
    job_id: to.jobId,
    reason_code: to.reason === undefined ? undefined : (to.reason?.code ?? null),
    reason_params: to.reason === undefined ? undefined : JSON.stringify(to.reason?.params ?? {}),
    verified_at: to.verifiedAt,
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  await tx
    .updateTable('radio_hydrations')
    .set({ ...set, changed_at: now })
    .where('id', '=', hydrationId)
    .execute()
}

/** Which of these are still worked on; for copies that nobody needs any more. */
export async function listUnfinishedIds(reader: Reader): Promise<Set<number>> {
  const rows = await reader.selectFrom('radio_hydrations').select('id').where('state', '!=', 'verified').execute()
  return new Set(rows.map(({ id }) => id))
}

export async function forgetInbox(tx: Tx, inboxId: number): Promise<void> {
  await tx.deleteFrom('radio_hydrations').where('inbox_id', '=', inboxId).execute()
}

export async function findAudio(reader: Reader, sha256: string): Promise<StoredAudio | undefined> {
  const row = await reader.selectFrom('radio_audio_reports').selectAll().where('sha256', '=', sha256).executeTakeFirst()
  if (row === undefined) return undefined
  return { sha256, report: JSON.parse(row.report) as AudioReport, peaks: JSON.parse(row.peaks) as number[] }
}

/** Without their waveforms. */
export async function listReports(reader: Reader, sums: readonly string[]): Promise<Map<string, AudioReport>> {
  if (sums.length === 0) return new Map()
  const rows = await reader
    .selectFrom('radio_audio_reports')
    .select(['sha256', 'report'])
    .where('sha256', 'in', sums)
    .execute()
  return new Map(rows.map(({ sha256, report }) => [sha256, JSON.parse(report) as AudioReport]))
}

export async function keepAudio(tx: Tx, { sha256, report, peaks }: StoredAudio, now: number): Promise<void> {
  await tx
    .insertInto('radio_audio_reports')
    .values({ sha256, report: JSON.stringify(report), peaks: JSON.stringify(peaks), created_at: now })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute()
}
