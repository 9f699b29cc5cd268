import type { Selectable } from 'kysely'
import { dialectOf, type Reader, type Tx } from '../../db/db.ts'
import type { LibraryTables } from '../../db/tables/library.ts'
import type { Params } from '../../kernel/errors.ts'
import type { ArtKind } from '../titles/model.ts'
import type { ArtOwner, Candidate } from './model.ts'

type CandidateRow = Selectable<LibraryTables['library_candidates']>

const OWNER = ['id', 'library_id', 'kind', 'title', 'year', 'locks', 'poster_sha256', 'version', 'deleted_at'] as const

const toOwner = (row: Pick<Selectable<LibraryTables['library_titles']>, (typeof OWNER)[number]>): ArtOwner => ({
  titleId: row.id,
  libraryId: row.library_id,
  kind: row.kind,
  title: row.title,
  year: row.year,
  locks: JSON.parse(row.locks) as string[],
  posterSha256: row.poster_sha256,
  version: row.version,
  deletedAt: row.deleted_at,
})

/** By their ids; those that do not exist are left out. */
export async function findOwners(reader: Reader, titleIds: readonly number[]): Promise<ArtOwner[]> {
  if (titleIds.length === 0) return []
  const rows = await reader
    .selectFrom('library_titles')
    .select(OWNER)
    .where('id', 'in', titleIds)
    .orderBy('id')
    .execute()
  return rows.map(toOwner)
}

/** On PostgreSQL the row is held until the transaction ends: a choice and a job's work on it follow each other. */
export async function holdOwners(tx: Tx, titleIds: readonly number[]): Promise<ArtOwner[]> {
  if (titleIds.length === 0) return []
  let query = tx.selectFrom('library_titles').select(OWNER).where('id', 'in', titleIds).orderBy('id')
  if (dialectOf(tx) === 'postgres') query = query.forUpdate()
  return (await query.execute()).map(toOwner)
}

const toCandidate = (row: CandidateRow): Candidate => ({
  candidateId: row.id,
  libraryId: row.library_id,
  titleId: row.title_id,
  kind: row.kind as ArtKind,
  source: row.source,
  ref: row.ref,
  provider: row.provider,
  language: row.language,
  width: row.width,
  height: row.height,
  votes: row.votes,
  voteAverage: row.vote_average,
  score: row.score,
  sha256: row.sha256,
  twinOf: row.twin_of,
  state: row.state,
  chosenBy: row.chosen_by,
  place: row.place,
  reason:
    row.reason_code === null
      ? null
      : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as Params },
})

export async function listCandidates(reader: Reader, titleIds: readonly number[]): Promise<Candidate[]> {
  if (titleIds.length === 0) return []
  const rows = await reader
    .selectFrom('library_candidates')
    .selectAll()
    .where('title_id', 'in', titleIds)
    .orderBy('title_id')
    .orderBy('kind')
    .orderBy('id')
    .execute()
  return rows.map(toCandidate)
}

export async function findCandidate(reader: Reader, candidateId: number): Promise<Candidate | undefined> {
  const row = await reader.selectFrom('library_candidates').selectAll().where('id', '=', candidateId).executeTakeFirst()
  return row === undefined ? undefined : toCandidate(row)
}

const reasonOf = ({ reason }: Pick<Candidate, 'reason'>) => ({
  reason_code: reason?.code ?? null,
  reason_params: reason === null ? null : JSON.stringify(reason.params),
})

const choiceOf = (candidate: Candidate, now: number) => ({
  score: candidate.score,
  twin_of: candidate.twinOf,
  state: candidate.state,
  chosen_by: candidate.chosenBy,
  place: candidate.place,
  ...reasonOf(candidate),
  changed_at: now,
})

/** Scores, twins and what is chosen. One that is gone meanwhile stays gone. */
export async function saveChoice(tx: Tx, changed: readonly Candidate[], now: number): Promise<void> {
  for (const candidate of changed)
    await tx
      .updateTable('library_candidates')
      .set(choiceOf(candidate, now))
      .where('id', '=', candidate.candidateId)
      .execute()
}

export type TakenFacts = Pick<Candidate, 'candidateId' | 'sha256' | 'width' | 'height' | 'reason'>

/** What was found of their contents; what a person chose meanwhile stays. */
export async function saveTaken(tx: Tx, taken: readonly TakenFacts[], now: number): Promise<void> {
  for (const one of taken) {
    const { sha256, width, height } = one
    await tx
      .updateTable('library_candidates')
      .set({ sha256, width, height, ...reasonOf(one), changed_at: now })
      .where('id', '=', one.candidateId)
      .execute()
  }
}

/** What may be told of a picture before it is in the cache. */
export interface NewCandidate {
  libraryId: number
  titleId: number
  kind: ArtKind
  source: Candidate['source']
  ref: string
  provider?: string | null
  language?: string | null
  width?: number | null
  height?: number | null
  votes?: number | null
  voteAverage?: number | null
}

const AT_ONCE = 200

/**
 * Adds pictures that may stand for titles. One that is known (by title, kind, source and ref) keeps its choice and its bytes,
 * and takes over what is told of it now.
 */
export async function putCandidates(tx: Tx, candidates: readonly NewCandidate[], now: number): Promise<void> {
  for (let start = 0; start < candidates.length; start += AT_ONCE) {
    const rows = candidates.slice(start, start + AT_ONCE).map((one) => ({
      library_id: one.libraryId,
      title_id: one.titleId,
      kind: one.kind,
      source: one.source,
      ref: one.ref,
      provider: one.provider ?? null,
      language: one.language ?? null,
      width: one.width ?? null,
      height: one.height ?? null,
      votes: one.votes ?? null,
      vote_average: one.voteAverage ?? null,
      state: 'open' as const,
      added_at: now,
      changed_at: now,
    }))
    await tx
      .insertInto('library_candidates')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['title_id', 'kind', 'source', 'ref']).doUpdateSet(({ ref, fn }) => ({
          language: ref('excluded.language'),
          votes: ref('excluded.votes'),
          vote_average: ref('excluded.vote_average'),
          width: fn.coalesce('excluded.width', 'library_candidates.width'),
          height: fn.coalesce('excluded.height', 'library_candidates.height'),
        })),
      )
      .execute()
  }
}

export async function findCandidateByRef(
  reader: Reader,
  { titleId, kind, source, ref }: Pick<NewCandidate, 'titleId' | 'kind' | 'source' | 'ref'>,
): Promise<Candidate | undefined> {
  const row = await reader
    .selectFrom('library_candidates')
    .selectAll()
    .where('title_id', '=', titleId)
    .where('kind', '=', kind)
    .where('source', '=', source)
    .where('ref', '=', ref)
    .executeTakeFirst()
  return row === undefined ? undefined : toCandidate(row)
}

/** What lists show; no version of what people edit. */
export async function setPoster(tx: Tx, titleId: number, sha256: string | null): Promise<void> {
  await tx.updateTable('library_titles').set({ poster_sha256: sha256 }).where('id', '=', titleId).execute()
}

export async function setLocks(
  tx: Tx,
  { titleId, version }: ArtOwner,
  { locks, now }: { locks: readonly string[]; now: number },
): Promise<void> {
  await tx
    .updateTable('library_titles')
    .set({ locks: JSON.stringify(locks), version: version + 1, changed_at: now })
    .where('id', '=', titleId)
    .execute()
}
