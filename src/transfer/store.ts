import { createHash } from 'node:crypto'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../db/db.ts'
import type { TransferTables } from '../db/tables/transfer.ts'
import type { ExactPath } from '../media/folder-listing.ts'
import { showPath } from '../media/path-key.ts'
import { TRASH_FOLDER } from './marker.ts'
import { asText } from './rel-path.ts'
import type { FileRef, Move, MoveState, Outcome, PlacedCopy, Refusal } from './model.ts'

export type MoveRow = Selectable<TransferTables['transfer_moves']>
export type NewMoveRow = Insertable<TransferTables['transfer_moves']>
type FolderRow = Selectable<TransferTables['transfer_folders']>

/** SQLite takes 32,766 values in a statement; a row has 24. */
const ROWS_PER_STATEMENT = 500

function* parts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += ROWS_PER_STATEMENT) yield all.slice(at, at + ROWS_PER_STATEMENT)
}

/** @returns ids in the order of the rows */
export async function insertMoves(tx: Tx, rows: readonly NewMoveRow[]): Promise<number[]> {
  const idOf = new Map<string, number>()
  for (const part of parts(rows)) {
    const inserted = await tx
      .insertInto('transfer_moves')
      .values([...part])
      .returning(['id', 'op'])
      .execute()
    for (const { id, op } of inserted) idOf.set(op, id)
  }
  return rows.map((row) => idOf.get(row.op) as number)
}

/** In ascending order of id. */
export async function findMoves(reader: Reader, ids: readonly number[]): Promise<MoveRow[]> {
  const rows: MoveRow[] = []
  for (const part of parts(ids.toSorted((a, b) => a - b))) {
    rows.push(
      ...(await reader.selectFrom('transfer_moves').selectAll().where('id', 'in', part).orderBy('id').execute()),
    )
  }
  return rows
}

export interface MoveFilter {
  ref?: string
  kind?: Move['kind']
  states?: readonly MoveState[]
  after?: number
  limit: number
}

export async function listMoves(reader: Reader, filter: MoveFilter): Promise<MoveRow[]> {
  let query = reader.selectFrom('transfer_moves').selectAll().orderBy('id').limit(filter.limit)
  if (filter.ref !== undefined) query = query.where('ref', '=', filter.ref)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.states !== undefined) query = query.where('state', 'in', filter.states)
  if (filter.after !== undefined) query = query.where('id', '>', filter.after)
  return query.execute()
}

const IN_TRASH = `${TRASH_FOLDER}/`

/** Whether its file lies in the trash: it was removed, or is the copy or link of something that was undone. */
export const liesInTrash = ({ state, to_rel }: MoveRow): boolean => state === 'done' && to_rel.startsWith(IN_TRASH)

/** Whose file went to the trash before and lies there still, in ascending order of id. */
export async function listTrashed(
  reader: Reader,
  { settledBefore, after, limit }: { settledBefore: number; after: number; limit: number },
): Promise<MoveRow[]> {
  return reader
    .selectFrom('transfer_moves')
    .selectAll()
    .where('id', '>', after)
    .where('state', '=', 'done')
    .where(sql<boolean>`substr(to_rel, 1, ${sql.lit(IN_TRASH.length)}) = ${IN_TRASH}`)
    .where('settled_at', '<', settledBefore)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Moves of these kinds that follow from others, by the id of what they follow from. */
export async function findFollowers(reader: Reader, parentIds: readonly number[]): Promise<MoveRow[]> {
  const rows: MoveRow[] = []
  for (const part of parts(parentIds)) {
    rows.push(
      ...(await reader.selectFrom('transfer_moves').selectAll().where('parent_id', 'in', part).orderBy('id').execute()),
    )
  }
  return rows
}

/** As the index of open moves says it: with values bound, SQLite reads the whole table. */
const isUnderWay = sql<boolean>`state in ('planned', 'copying', 'placed')`

/** Whether a move from or to a root, or one that needs a file there, has not ended. */
export async function hasMovesUnderWay(reader: Reader, rootId: number): Promise<boolean> {
  const found = await reader
    .selectFrom('transfer_moves')
    .select('id')
    .where(isUnderWay)
    .where(({ or, eb }) =>
      or([eb('from_root', '=', rootId), eb('to_root', '=', rootId), eb('keeper_root', '=', rootId)]),
    )
    .executeTakeFirst()
  return found !== undefined
}

/** Targets below a root that rows have been given and that may not stand on the disk yet. */
export async function listOpenTargets(reader: Reader, rootId: number): Promise<string[]> {
  const rows = await reader
    .selectFrom('transfer_moves')
    .select('to_rel')
    .where('to_root', '=', rootId)
    .where(isUnderWay)
    .execute()
  return rows.map((row) => row.to_rel)
}

export async function setState(
  tx: Tx,
  ids: readonly number[],
  change: { state: MoveState; settledAt?: number },
): Promise<void> {
  for (const part of parts(ids)) {
    await tx
      .updateTable('transfer_moves')
      .set({
        state: change.state,
        settled_at: change.settledAt ?? null,
        ...(change.state === 'done' ? { result: null } : {}),
        ...(change.state === 'planned' ? { placed_identity: null, read_back_at: null } : {}),
      })
      .where('id', 'in', part)
      .execute()
  }
}

export async function setCopying(tx: Tx, ids: readonly number[], { inPlace }: { inPlace: boolean }): Promise<void> {
  for (const part of parts(ids)) {
    await tx
      .updateTable('transfer_moves')
      .set({ state: 'copying', settled_at: null, in_place: inPlace ? 1 : 0, read_back_at: null })
      .where('id', 'in', part)
      .execute()
  }
}

/** Those that still lie in the trash by their rows: an undo may have taken others back meanwhile. @returns their ids */
export async function setPurged(tx: Tx, ids: readonly number[], now: number): Promise<Set<number>> {
  const purged = new Set<number>()
  for (const part of parts(ids)) {
    const rows = await tx
      .updateTable('transfer_moves')
      .set({ state: 'purged', settled_at: now })
      .where('id', 'in', part)
      .where('state', '=', 'done')
      .returning('id')
      .execute()
    for (const { id } of rows) purged.add(id)
  }
  return purged
}

/** With the folders that they are known to have made: those stay for good. */
export async function deleteMoves(tx: Tx, ids: readonly number[]): Promise<void> {
  for (const part of parts(ids)) {
    await tx.deleteFrom('transfer_folders').where('move_id', 'in', part).execute()
    await tx.deleteFrom('transfer_moves').where('id', 'in', part).execute()
  }
}

/** With what these moves had put in the trash on their way. */
export async function setUndone(tx: Tx, ids: readonly number[], now: number): Promise<void> {
  await setState(tx, ids, { state: 'undone', settledAt: now })
  for (const part of parts(ids)) {
    await tx
      .updateTable('transfer_moves')
      .set({ state: 'undone', settled_at: now })
      .where('parent_id', 'in', part)
      .where('kind', '=', 'trash')
      .where('state', '=', 'done')
      .execute()
  }
}

/** Written, and read back then. */
export async function setCopied(tx: Tx, id: number, copy: PlacedCopy & { sha256: string | null }): Promise<void> {
  await tx
    .updateTable('transfer_moves')
    .set({
      state: 'placed',
      placed_identity: copy.identity,
      read_back_at: copy.readBackAt,
      ...(copy.sha256 === null ? {} : { sha256: copy.sha256 }),
    })
    .where('id', '=', id)
    .execute()
}

/** Found at its target after a crash. */
export async function setFound(tx: Tx, id: number, placed: string | null): Promise<void> {
  await tx
    .updateTable('transfer_moves')
    .set({ state: 'placed', placed_identity: placed })
    .where('id', '=', id)
    .execute()
}

export interface Refused {
  /** `placed` when the file stands at its target all the same. */
  state: 'refused' | 'placed'
  refusal: Refusal
  settledAt: number | null
  /** Of the source, when our own work changed it. */
  identity?: string | undefined
}

export async function setRefused(tx: Tx, id: number, refused: Refused): Promise<void> {
  await tx
    .updateTable('transfer_moves')
    .set({
      state: refused.state,
      result: JSON.stringify(refused.refusal),
      settled_at: refused.settledAt,
      ...(refused.identity === undefined ? {} : { identity: refused.identity }),
    })
    .where('id', '=', id)
    .execute()
}

export async function setThere(
  tx: Tx,
  id: number,
  there: { relPath: string; source: 'kept' | 'trashed'; settledAt: number },
): Promise<void> {
  const result = JSON.stringify({ relPath: there.relPath, source: there.source })
  await tx
    .updateTable('transfer_moves')
    .set({ state: 'there', result, settled_at: there.settledAt })
    .where('id', '=', id)
    .execute()
}

export async function insertFolders(
  tx: Tx,
  folders: readonly { rootId: number; relPath: string; moveId: number }[],
): Promise<void> {
  for (const part of parts(folders)) {
    const rows = part.map(({ rootId, relPath, moveId }) => ({
      root_id: rootId,
      rel_path: relPath,
      path_hash: hashOf(relPath),
      move_id: moveId,
      removed_at: null,
    }))
    await tx.insertInto('transfer_folders').values(rows).execute()
  }
}

/** Folders among these that moves made which have been undone or purged since; deepest first. */
export async function findIdleFolders(
  reader: Reader,
  rootId: number,
  relPaths: readonly string[],
): Promise<FolderRow[]> {
  const rows: FolderRow[] = []
  for (const part of parts(relPaths)) {
    const found = await reader
      .selectFrom('transfer_folders')
      .innerJoin('transfer_moves', 'transfer_moves.id', 'transfer_folders.move_id')
      .selectAll('transfer_folders')
      .where('transfer_folders.root_id', '=', rootId)
      .where('transfer_folders.path_hash', 'in', part.map(hashOf))
      .where('transfer_folders.removed_at', 'is', null)
      .where('transfer_moves.state', 'not in', ['planned', 'copying', 'placed', 'done'])
      .execute()
    rows.push(...found)
  }
  return rows.toSorted((a, b) => b.rel_path.length - a.rel_path.length)
}

export async function setFoldersRemoved(tx: Tx, ids: readonly number[], now: number): Promise<void> {
  for (const part of parts(ids))
    await tx.updateTable('transfer_folders').set({ removed_at: now }).where('id', 'in', part).execute()
}

function hashOf(relPath: string): string {
  return createHash('sha256').update(relPath).digest('hex').slice(0, 32)
}

/** A path as its two columns. */
export function pathColumns(relPath: ExactPath): { rel: string; raw: Buffer | null } {
  const path = asText(relPath)
  return typeof path === 'string' ? { rel: path, raw: null } : { rel: showPath(path), raw: path }
}

export function fromOf(row: MoveRow): FileRef {
  return { rootId: row.from_root, relPath: row.from_raw ?? row.from_rel }
}

export function toOf(row: MoveRow): FileRef {
  return { rootId: row.to_root, relPath: row.to_raw ?? row.to_rel }
}

export function outcomeOf(row: MoveRow): Outcome {
  const result = row.result === null ? undefined : (JSON.parse(row.result) as unknown)
  switch (row.state) {
    case 'done':
      return { kind: 'done', sha256: row.sha256 ?? undefined, copy: copyOf(row) }
    case 'there':
      return { kind: 'already-there', ...(result as { relPath: string; source: 'kept' | 'trashed' }) }
    case 'refused':
      return { kind: 'refused', refusal: result as Refusal }
    case 'undone':
      return { kind: 'undone' }
    case 'purged':
      return { kind: 'purged' }
    default:
      return result === undefined ? { kind: 'waiting' } : { kind: 'refused', refusal: result as Refusal }
  }
}

const copyOf = ({ placed_identity: identity, read_back_at: readBackAt }: MoveRow): PlacedCopy | undefined =>
  identity === null ? undefined : { identity, readBackAt }

export function toMove(row: MoveRow): Move {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    ref: row.ref,
    group: row.group_key ?? undefined,
    from: fromOf(row),
    to: toOf(row),
    size: row.size,
    sha256: row.sha256 ?? undefined,
    outcome: outcomeOf(row),
    parentId: row.parent_id ?? undefined,
    preparedAt: row.prepared_at,
    settledAt: row.settled_at ?? undefined,
  }
}
