import { type Selectable, sql } from 'kysely'
import type { Reader, Tx } from '../../../db/db.ts'
import { inChunks } from '../../../db/in-chunks.ts'
import type { LibraryPlayerTables } from '../../../db/tables/library-players.ts'
import type { Params } from '../../../kernel/errors.ts'
import type { FolderTelling, Reason, TellingState, WatchState } from '../model.ts'

const toTelling = (row: Selectable<LibraryPlayerTables['library_player_tellings']>): FolderTelling => ({
  tellingId: row.id,
  groupId: row.group_id,
  libraryId: row.library_id,
  relPath: row.rel_path,
  change: row.change,
  files: row.files === null ? null : (JSON.parse(row.files) as string[]),
  titleId: row.title_id,
  label: row.label,
  actor: row.actor,
  asked: row.asked,
  turn: row.turn,
  told: row.told,
  state: row.state,
  reason:
    row.reason_code === null
      ? null
      : { code: row.reason_code, params: JSON.parse(row.reason_params ?? '{}') as Params },
  connectionId: row.connection_id,
  deliveryId: row.delivery_id,
  askedAt: row.asked_at,
  settledAt: row.settled_at,
})

export interface FolderOfGroup {
  groupId: number
  libraryId: number
  relPath: string
}

export async function findTelling(
  reader: Reader,
  { groupId, libraryId, relPath }: FolderOfGroup,
): Promise<(FolderTelling & { isTaken: boolean }) | undefined> {
  const row = await reader
    .selectFrom('library_player_tellings')
    .selectAll()
    .where('group_id', '=', groupId)
    .where('library_id', '=', libraryId)
    .where('rel_path', '=', relPath)
    .executeTakeFirst()
  return row === undefined ? undefined : { ...toTelling(row), isTaken: row.is_taken === 1 }
}

export type Asked = Pick<FolderTelling, 'change' | 'files' | 'titleId' | 'label' | 'actor' | 'asked' | 'turn'>

const askedColumns = ({ change, files, titleId, label, actor, asked, turn }: Asked, now: number) => ({
  change,
  files: files === null ? null : JSON.stringify(files),
  title_id: titleId,
  label,
  actor,
  asked,
  turn,
  is_taken: 0,
  state: 'waiting' as const,
  reason_code: null,
  reason_params: null,
  asked_at: now,
  settled_at: null,
})

export async function insertTelling(tx: Tx, folder: FolderOfGroup, { now, ...asked }: Asked & { now: number }) {
  const ids = { group_id: folder.groupId, library_id: folder.libraryId, rel_path: folder.relPath }
  await tx
    .insertInto('library_player_tellings')
    .values({ ...ids, ...askedColumns(asked, now), told: 0, connection_id: null, delivery_id: null })
    .execute()
}

export async function askTelling(tx: Tx, tellingId: number, { now, ...asked }: Asked & { now: number }): Promise<void> {
  await tx.updateTable('library_player_tellings').set(askedColumns(asked, now)).where('id', '=', tellingId).execute()
}

export async function newestTurn(tx: Tx): Promise<number> {
  const query = tx.selectFrom('library_player_tellings').select(({ fn }) => fn.max('turn').as('turn'))
  return Number((await query.executeTakeFirst())?.turn ?? 0)
}

export async function setTaken(tx: Tx, tellingId: number, isTaken: boolean): Promise<void> {
  await tx
    .updateTable('library_player_tellings')
    .set({ is_taken: isTaken ? 1 : 0 })
    .where('id', '=', tellingId)
    .execute()
}

/** Which player it went to last, while it is not settled. */
export async function setDelivery(
  tx: Tx,
  tellingId: number,
  { connectionId, deliveryId }: { connectionId: number; deliveryId: number },
): Promise<void> {
  await tx
    .updateTable('library_player_tellings')
    .set({ connection_id: connectionId, delivery_id: deliveryId })
    .where('id', '=', tellingId)
    .execute()
}

export interface Settled {
  state: Exclude<TellingState, 'waiting'>
  reason: Reason | null
  /** What of it was told. */
  asked: number
  now: number
}

/** What was asked meanwhile stays to be told. */
export async function settleTelling(tx: Tx, tellingId: number, { state, reason, asked, now }: Settled): Promise<void> {
  const isTold = state !== 'failed'
  await tx
    .updateTable('library_player_tellings')
    .set({
      ...(isTold ? { told: asked } : {}),
      state: sql<TellingState>`case when asked = ${asked} then ${state} else state end`,
      reason_code: reason === null ? null : reason.code,
      reason_params: reason === null ? null : JSON.stringify(reason.params),
      settled_at: now,
    })
    .where('id', '=', tellingId)
    .execute()
}

export interface TellingFilter {
  groupId?: number | undefined
  titleId?: number | undefined
  state?: TellingState | undefined
  /** Turns before this one. */
  before?: number | undefined
  limit: number
}

/** The newest asking first. */
export async function listTellings(reader: Reader, filter: TellingFilter): Promise<FolderTelling[]> {
  let query = reader.selectFrom('library_player_tellings').selectAll().orderBy('turn', 'desc').limit(filter.limit)
  const { groupId, titleId, state, before } = filter
  if (groupId !== undefined) query = query.where('group_id', '=', groupId)
  if (titleId !== undefined) query = query.where('title_id', '=', titleId)
  if (state !== undefined) query = query.where('state', '=', state)
  if (before !== undefined) query = query.where('turn', '<', before)
  return (await query.execute()).map(toTelling)
}

export async function listFailed(reader: Reader, groupId: number, limit: number): Promise<FolderTelling[]> {
  const rows = await reader
    .selectFrom('library_player_tellings')
    .selectAll()
    .where('group_id', '=', groupId)
    .where('state', '=', 'failed')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(toTelling)
}

export interface FailedOfCode {
  code: string
  count: number
  /** Of the newest of them. */
  params: Params
  label: string
  libraryId: number
  relPath: string
}

/** Of one group by why, the most frequent first. */
export async function countFailed(reader: Reader, groupId: number): Promise<FailedOfCode[]> {
  const counts = await reader
    .selectFrom('library_player_tellings')
    .select(['reason_code', sql<number>`count(*)`.as('count'), sql<number>`max(id)`.as('newest')])
    .where('group_id', '=', groupId)
    .where('state', '=', 'failed')
    .groupBy('reason_code')
    .orderBy('count', 'desc')
    .execute()
  if (counts.length === 0) return []
  const ids = counts.map(({ newest }) => Number(newest))
  const rows = await reader.selectFrom('library_player_tellings').selectAll().where('id', 'in', ids).execute()
  return counts.flatMap(({ count, newest }) => {
    const row = rows.find(({ id }) => id === Number(newest))
    if (row === undefined) return []
    const { label, libraryId, relPath, reason } = toTelling(row)
    return [{ code: reason?.code ?? '', params: reason?.params ?? {}, count: Number(count), label, libraryId, relPath }]
  })
}

/** How many folders wait, up to `most`. */
export async function countWaiting(reader: Reader, groupId: number, most: number): Promise<number> {
  const query = reader.selectFrom('library_player_tellings').select('id').where('group_id', '=', groupId)
  return (await query.where('state', '=', 'waiting').limit(most).execute()).length
}

export async function findTitle(reader: Reader, titleId: number) {
  const query = reader.selectFrom('library_titles').select(['library_id', 'title', 'year', 'kind'])
  const row = await query.where('id', '=', titleId).executeTakeFirst()
  return row === undefined ? undefined : { libraryId: row.library_id, title: row.title, year: row.year, kind: row.kind }
}

export async function countTellings(
  reader: Reader,
): Promise<{ groupId: number; libraryId: number; state: TellingState; code: string | null; count: number }[]> {
  const rows = await reader
    .selectFrom('library_player_tellings')
    .select(['group_id', 'library_id', 'state', 'reason_code', sql<number>`count(*)`.as('count')])
    .where('state', 'in', ['waiting', 'failed'])
    .groupBy(['group_id', 'library_id', 'state', 'reason_code'])
    .execute()
  return rows.map((row) => ({
    groupId: row.group_id,
    libraryId: row.library_id,
    state: row.state,
    code: row.reason_code,
    count: Number(row.count),
  }))
}

export async function keepStates(
  tx: Tx,
  { groupId, folder, states }: { groupId: number; folder: string; states: readonly WatchState[] },
  now: number,
): Promise<void> {
  await tx
    .insertInto('library_watch_states')
    .values({ group_id: groupId, folder, states: JSON.stringify(states), kept_at: now })
    .onConflict((conflict) =>
      conflict.columns(['group_id', 'folder']).doUpdateSet({ states: JSON.stringify(states), kept_at: now }),
    )
    .execute()
}

export async function listStates(reader: Reader, groupId: number, folder: string): Promise<WatchState[]> {
  const row = await reader
    .selectFrom('library_watch_states')
    .select('states')
    .where('group_id', '=', groupId)
    .where('folder', '=', folder)
    .executeTakeFirst()
  return row === undefined ? [] : (JSON.parse(row.states) as WatchState[])
}

export async function dropStates(tx: Tx, groupId: number, folder: string): Promise<void> {
  await tx.deleteFrom('library_watch_states').where('group_id', '=', groupId).where('folder', '=', folder).execute()
}

export interface FolderFiles {
  wanted: string[]
  present: string[]
}

/**
 * Media files below a folder, by their names below it. Of the library's root only those that lie in it are wanted: what has
 * a folder of its own is told of alone.
 */
export async function listMediaFiles(
  reader: Reader,
  { libraryId, relPath }: Omit<FolderOfGroup, 'groupId'>,
): Promise<FolderFiles> {
  let query = reader
    .selectFrom('library_files')
    .select(['rel_path', 'use'])
    .where('library_id', '=', libraryId)
    .where('missing_since', 'is', null)
    .where('kind', 'in', ['video', 'audio'])
  // `0` comes after `/`: all that begins with the folder and a slash, and no pattern of its signs.
  if (relPath !== '') query = query.where('rel_path', '>=', `${relPath}/`).where('rel_path', '<', `${relPath}0`)
  const rows = await query.orderBy('rel_path').execute()
  const cut = relPath === '' ? 0 : relPath.length + 1
  return {
    wanted: rows
      .filter(({ use, rel_path }) => use === 'main' && (relPath !== '' || !rel_path.includes('/')))
      .map((row) => row.rel_path.slice(cut)),
    present: rows.map((row) => row.rel_path.slice(cut)),
  }
}

/** Names of folders directly in the library, the first of them. */
export async function listFolderNames(reader: Reader, libraryId: number, limit: number): Promise<string[]> {
  const rows = await reader
    .selectFrom('library_folders')
    .select('rel_path')
    .where('library_id', '=', libraryId)
    .where('missing_since', 'is', null)
    .where('rel_path', '!=', '')
    .where('rel_path', 'not like', '%/%')
    .orderBy('rel_path')
    .limit(limit)
    .execute()
  return rows.map((row) => row.rel_path)
}

export interface TitleFolder {
  titleId: number
  libraryId: number
  title: string
  year: number | null
  relPath: string
  /** Of an episode and of a loose film, below the folder; null for all of the folder. */
  file: string | null
}

/**
 * The folders that a player is told of for titles: of an episode that of its series, of a song that of its album. In their
 * order; titles that are not there are left out.
 */
export async function listTitleFolders(reader: Reader, titleIds: readonly number[]): Promise<TitleFolder[]> {
  const rows = new Map<number, TitleRow>()
  for (let wanted = titleIds; wanted.length > 0;) {
    const found = await listTitleRows(reader, wanted)
    for (const row of found) rows.set(row.id, row)
    const above = found.flatMap((row) => aboveOf(row) ?? [])
    wanted = [...new Set(above)].filter((titleId) => !rows.has(titleId))
  }
  return titleIds.flatMap((titleId) => toTitleFolder(rows, titleId) ?? [])
}

const CLIMBING: ReadonlySet<string> = new Set(['season', 'tv-episode', 'song'])

const aboveOf = ({ kind, parent_id }: TitleRow): number | null => (CLIMBING.has(kind) ? parent_id : null)

function topOf(rows: ReadonlyMap<number, TitleRow>, titleId: number): TitleRow | undefined {
  const row = rows.get(titleId)
  const above = row === undefined ? null : aboveOf(row)
  return above === null ? row : topOf(rows, above)
}

function toTitleFolder(rows: ReadonlyMap<number, TitleRow>, titleId: number): TitleFolder | undefined {
  const own = rows.get(titleId)
  const top = topOf(rows, titleId)
  if (own === undefined || top === undefined) return undefined
  const relPath = top.folder ?? own.folder ?? parentOf(own.file) ?? ''
  const isPart = own.kind === 'tv-episode' || (own.kind === 'movie' && relPath === '')
  const file = isPart && own.file !== null ? nameBelow(relPath, own.file) : null
  return { titleId, libraryId: own.library_id, title: top.title, year: top.year, relPath, file }
}

const nameBelow = (folder: string, path: string): string | null =>
  folder === '' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null

const parentOf = (path: string | null): string | undefined =>
  path === null ? undefined : path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''

const TITLES_AT_ONCE = 50

async function listTitleRows(reader: Reader, titleIds: readonly number[]): Promise<TitleRow[]> {
  const rows: TitleRow[] = []
  await inChunks(titleIds, TITLES_AT_ONCE, async (part) => {
    rows.push(...(await titleRows(reader, part).execute()))
  })
  return rows
}

type TitleRow = Awaited<ReturnType<ReturnType<typeof titleRows>['execute']>>[number]

const titleRows = (reader: Reader, titleIds: readonly number[]) =>
  reader
    .selectFrom('library_titles as titles')
    .leftJoin('library_folders as folders', 'folders.id', 'titles.folder_id')
    .leftJoin('library_files as files', 'files.id', 'titles.main_file_id')
    .select([
      'titles.id',
      'titles.library_id',
      'titles.kind',
      'titles.parent_id',
      'titles.title',
      'titles.year',
      'folders.rel_path as folder',
      'files.rel_path as file',
    ])
    .where('titles.id', 'in', titleIds)
