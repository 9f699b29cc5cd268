import type { Reader, Tx } from '../../db/db.ts'
import { pathKey } from '../../media/path-key.ts'
import type { ChosenArt, PublishStep, PublishedKind } from './model.ts'
import type { ArtKind } from '../titles/model.ts'
import type { Ending } from '../assets/index.ts'

export interface OwnFile {
  relPath: string
  kind: PublishedKind
  sha256: string
}

/** What Patchbay wrote of a title, as it is on record. */
export async function listOwnFiles(reader: Reader, titleId: number): Promise<OwnFile[]> {
  const rows = await reader
    .selectFrom('library_published_files')
    .select(['rel_path', 'kind', 'sha256'])
    .where('title_id', '=', titleId)
    .orderBy('id')
    .execute()
  return rows.map(({ rel_path, kind, sha256 }) => ({ relPath: rel_path, kind: kind as PublishedKind, sha256 }))
}

export async function listChosenArt(reader: Reader, titleId: number): Promise<ChosenArt[]> {
  const rows = await reader
    .selectFrom('library_candidates')
    .leftJoin('library_blobs', (join) =>
      join
        .onRef('library_blobs.sha256', '=', 'library_candidates.sha256')
        .on('library_blobs.damaged_since', 'is', null),
    )
    .select(['library_candidates.kind', 'place', 'source', 'ref', 'library_blobs.sha256', 'library_blobs.ending'])
    .where('title_id', '=', titleId)
    .where('state', '=', 'chosen')
    .orderBy('library_candidates.kind')
    .orderBy('place')
    .execute()
  return rows.map(({ kind, place, ending, ...row }) => ({
    ...row,
    kind: kind as ArtKind,
    place: place ?? 0,
    ending: ending as Ending | null,
  }))
}

export interface IntendedFile {
  fileId: number
  publicationId: number
  relPath: string
  kind: PublishedKind
  act: 'write' | 'replace' | 'take-over' | 'discard'
  before: string | null
  after: string | null
  moveId: number | null
  state: 'intended' | 'done' | 'undone' | 'stayed'
}

export interface NewPublication {
  libraryId: number
  titleId: number
  runId: number | null
  actor: string
  at: number
  /** Each with the journaled move of what it puts into the trash. */
  steps: readonly (PublishStep & { moveId: number | null })[]
}

/** Before anything is written. */
export async function insertPublication(tx: Tx, given: NewPublication): Promise<IntendedFile[]> {
  const { libraryId, titleId, runId, actor, at, steps } = given
  const { id } = await tx
    .insertInto('library_publications')
    .values({ library_id: libraryId, title_id: titleId, run_id: runId, actor, at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('library_publication_files')
    .values(
      steps.map((step) => ({
        publication_id: id,
        library_id: libraryId,
        rel_path: step.relPath,
        path_key: pathKey(step.relPath),
        kind: step.kind,
        act: step.act as IntendedFile['act'],
        before_sha256: step.before,
        after_sha256: step.after,
        move_id: step.moveId,
        state: 'intended' as const,
      })),
    )
    .execute()
  return listFilesOf(tx, id)
}

export async function listFilesOf(reader: Reader, publicationId: number): Promise<IntendedFile[]> {
  return filesWhere(reader, (query) => query.where('publication_id', '=', publicationId))
}

/** Of jobs that did not come to their end. */
export async function listIntended(reader: Reader, titleId: number): Promise<IntendedFile[]> {
  return filesWhere(reader, (query) =>
    query.where('library_publications.title_id', '=', titleId).where('state', '=', 'intended'),
  )
}

const filesBase = (reader: Reader) =>
  reader
    .selectFrom('library_publication_files')
    .innerJoin('library_publications', 'library_publications.id', 'library_publication_files.publication_id')
    .select([
      'library_publication_files.id',
      'publication_id',
      'rel_path',
      'kind',
      'act',
      'before_sha256',
      'after_sha256',
      'move_id',
      'state',
    ])
    .orderBy('library_publication_files.id')

async function filesWhere(
  reader: Reader,
  narrow: (query: ReturnType<typeof filesBase>) => ReturnType<typeof filesBase>,
): Promise<IntendedFile[]> {
  const rows = await narrow(filesBase(reader)).execute()
  return rows.map((row) => ({
    fileId: row.id,
    publicationId: row.publication_id,
    relPath: row.rel_path,
    kind: row.kind as PublishedKind,
    act: row.act,
    before: row.before_sha256,
    after: row.after_sha256,
    moveId: row.move_id,
    state: row.state,
  }))
}

export async function setFileState(tx: Tx, fileId: number, state: IntendedFile['state']): Promise<void> {
  await tx.updateTable('library_publication_files').set({ state }).where('id', '=', fileId).execute()
}

export interface Record {
  libraryId: number
  titleId: number
  relPath: string
  kind: PublishedKind
  sha256: string
  size: number
  runId: number | null
  at: number
}

/** A place has one record. */
export async function putOwnFile(tx: Tx, record: Record): Promise<void> {
  await forgetOwnFile(tx, record)
  await tx
    .insertInto('library_published_files')
    .values({
      library_id: record.libraryId,
      title_id: record.titleId,
      rel_path: record.relPath,
      path_key: pathKey(record.relPath),
      kind: record.kind,
      sha256: record.sha256,
      size: record.size,
      written_at: record.at,
      run_id: record.runId,
    })
    .execute()
}

export async function forgetOwnFile(
  tx: Tx,
  { libraryId, relPath }: { libraryId: number; relPath: string },
): Promise<void> {
  await tx
    .deleteFrom('library_published_files')
    .where('library_id', '=', libraryId)
    .where('path_key', '=', pathKey(relPath))
    .execute()
}

export async function setPublishedAt(tx: Tx, titleId: number, at: number): Promise<void> {
  await tx.updateTable('library_titles').set({ published_at: at }).where('id', '=', titleId).execute()
}

export interface LastPublication {
  publicationId: number
  libraryId: number
  runId: number | null
  actor: string
  at: number
  undoneAt: number | null
}

/** The newest that was not taken back. */
export async function findLastPublication(reader: Reader, titleId: number): Promise<LastPublication | undefined> {
  const row = await reader
    .selectFrom('library_publications')
    .selectAll()
    .where('title_id', '=', titleId)
    .where('undone_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { id, library_id, run_id, actor, at, undone_at } = row
  return { publicationId: id, libraryId: library_id, runId: run_id, actor, at, undoneAt: undone_at }
}

export async function setUndone(tx: Tx, publicationId: number, at: number): Promise<void> {
  await tx.updateTable('library_publications').set({ undone_at: at }).where('id', '=', publicationId).execute()
}

/** Forgets publications that can't be taken back any more. @returns how many */
export async function prunePublications(tx: Tx, before: number, limit: number): Promise<number> {
  const old = tx.selectFrom('library_publications').select('id').where('at', '<', before).orderBy('id').limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom('library_publications')
    .where('id', 'in', old)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Contents that a publication may have to write again, or has yet to write where it takes over. */
export async function listSnapshots(reader: Reader, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const former = await reader
    .selectFrom('library_publication_files')
    .select('before_sha256 as sha256')
    .where('before_sha256', 'in', hashes)
    .execute()
  const intended = await reader
    .selectFrom('library_publication_files')
    .select('after_sha256 as sha256')
    .where('after_sha256', 'in', hashes)
    .where('act', '=', 'take-over')
    .where('state', '=', 'intended')
    .execute()
  return new Set([...former, ...intended].flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256])))
}
