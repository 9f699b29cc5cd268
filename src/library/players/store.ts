import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../db/db.ts'
import type { LibraryPlayerTables } from '../../db/tables/library-players.ts'
import type { MediaKind, Member, PathMapping, PlayerGroup } from './model.ts'

const toGroup = (row: Selectable<LibraryPlayerTables['library_player_groups']>): PlayerGroup => ({
  groupId: row.id,
  name: row.name,
  kind: row.kind,
  maxMembers: row.max_members,
  whilePlaying: row.while_playing,
  isEnabled: row.is_enabled === 1,
  version: row.version,
  createdAt: row.created_at,
  changedAt: row.changed_at,
})

/** By name. */
export async function listGroups(reader: Reader): Promise<PlayerGroup[]> {
  return (await reader.selectFrom('library_player_groups').selectAll().orderBy('name_key').execute()).map(toGroup)
}

export async function findGroup(reader: Reader, groupId: number): Promise<PlayerGroup | undefined> {
  const row = await reader.selectFrom('library_player_groups').selectAll().where('id', '=', groupId).executeTakeFirst()
  return row === undefined ? undefined : toGroup(row)
}

export async function findGroupByName(reader: Reader, nameKey: string): Promise<PlayerGroup | undefined> {
  const query = reader.selectFrom('library_player_groups').selectAll().where('name_key', '=', nameKey)
  const row = await query.executeTakeFirst()
  return row === undefined ? undefined : toGroup(row)
}

export type GroupRow = Pick<PlayerGroup, 'name' | 'kind' | 'maxMembers' | 'whilePlaying' | 'isEnabled'> & {
  nameKey: string
}

const columnsOf = ({ name, nameKey, kind, maxMembers, whilePlaying, isEnabled }: GroupRow) => ({
  name,
  name_key: nameKey,
  kind,
  max_members: maxMembers,
  while_playing: whilePlaying,
  is_enabled: isEnabled ? 1 : 0,
})

export async function insertGroup(tx: Tx, group: GroupRow, now: number): Promise<PlayerGroup> {
  const row = await tx
    .insertInto('library_player_groups')
    .values({ ...columnsOf(group), version: 1, created_at: now, changed_at: now })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toGroup(row)
}

export async function updateGroup(
  tx: Tx,
  { groupId, version, ...group }: GroupRow & Pick<PlayerGroup, 'groupId' | 'version'>,
  now: number,
): Promise<PlayerGroup> {
  const row = await tx
    .updateTable('library_player_groups')
    .set({ ...columnsOf(group), version: version + 1, changed_at: now })
    .where('id', '=', groupId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toGroup(row)
}

export async function deleteGroup(tx: Tx, groupId: number): Promise<void> {
  await tx.deleteFrom('library_player_groups').where('id', '=', groupId).execute()
}

/** Of one group, or of all; in their order. */
export async function listMembers(reader: Reader, groupId?: number): Promise<Member[]> {
  let query = reader.selectFrom('library_players').selectAll().orderBy('group_id').orderBy('place')
  if (groupId !== undefined) query = query.where('group_id', '=', groupId)
  return (await query.execute()).map((row) => ({
    playerId: row.id,
    groupId: row.group_id,
    connectionId: row.connection_id,
    place: row.place,
  }))
}

export async function findMember(reader: Reader, connectionId: number): Promise<{ groupId: number } | undefined> {
  const query = reader.selectFrom('library_players').select('group_id').where('connection_id', '=', connectionId)
  const row = await query.executeTakeFirst()
  return row === undefined ? undefined : { groupId: row.group_id }
}

export async function replaceMembers(
  tx: Tx,
  { groupId, connectionIds }: { groupId: number; connectionIds: readonly number[] },
  now: number,
): Promise<void> {
  await tx.deleteFrom('library_players').where('group_id', '=', groupId).execute()
  const rows = connectionIds.map((connection_id, place) => ({ group_id: groupId, connection_id, place, added_at: now }))
  if (rows.length > 0) await tx.insertInto('library_players').values(rows).execute()
}

export interface LibraryOfGroup {
  libraryId: number
  name: string
  kind: MediaKind
  rootId: number
}

const libraryQuery = (reader: Reader) =>
  reader.selectFrom('library_libraries').select(['id', 'name', 'kind', 'root_id']).orderBy('name_key')

const toLibrary = (row: { id: number; name: string; kind: MediaKind; root_id: number }): LibraryOfGroup => ({
  libraryId: row.id,
  name: row.name,
  kind: row.kind,
  rootId: row.root_id,
})

export async function listAllLibraries(reader: Reader): Promise<LibraryOfGroup[]> {
  return (await libraryQuery(reader).execute()).map(toLibrary)
}

export async function findLibrary(reader: Reader, libraryId: number): Promise<LibraryOfGroup | undefined> {
  const row = await libraryQuery(reader).where('id', '=', libraryId).executeTakeFirst()
  return row === undefined ? undefined : toLibrary(row)
}

/** Which group is told of which library. */
export async function listBindings(reader: Reader): Promise<{ groupId: number; libraryId: number }[]> {
  const rows = await reader.selectFrom('library_player_libraries').selectAll().execute()
  return rows.map((row) => ({ groupId: row.group_id, libraryId: row.library_id }))
}

export async function replaceLibraries(
  tx: Tx,
  { groupId, libraryIds }: { groupId: number; libraryIds: readonly number[] },
): Promise<void> {
  await tx.deleteFrom('library_player_libraries').where('group_id', '=', groupId).execute()
  const rows = libraryIds.map((library_id) => ({ group_id: groupId, library_id }))
  if (rows.length > 0) await tx.insertInto('library_player_libraries').values(rows).execute()
}

/** Groups that are switched on, are told of the library and have a player. */
export async function listGroupsToTell(reader: Reader, libraryId: number): Promise<number[]> {
  const rows = await reader
    .selectFrom('library_player_libraries as bound')
    .innerJoin('library_player_groups as groups', 'groups.id', 'bound.group_id')
    .select('bound.group_id')
    .where('bound.library_id', '=', libraryId)
    .where('groups.is_enabled', '=', 1)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('library_players')
          .select('library_players.id')
          .whereRef('library_players.group_id', '=', 'groups.id'),
      ),
    )
    .orderBy('bound.group_id')
    .execute()
  return rows.map((row) => row.group_id)
}

/** Of one group, or of all. */
export async function listMappings(reader: Reader, groupId?: number): Promise<PathMapping[]> {
  let query = reader.selectFrom('library_path_mappings').selectAll().orderBy('library_id').orderBy('path_key')
  if (groupId !== undefined) query = query.where('group_id', '=', groupId)
  return (await query.execute()).map((row) => ({
    mappingId: row.id,
    groupId: row.group_id,
    libraryId: row.library_id,
    relPath: row.rel_path,
    playerPath: row.player_path,
  }))
}

export async function findMappingGroup(reader: Reader, mappingId: number): Promise<number | undefined> {
  const query = reader.selectFrom('library_path_mappings').select('group_id').where('id', '=', mappingId)
  return (await query.executeTakeFirst())?.group_id
}

export async function putMapping(
  tx: Tx,
  { pathKey, ...mapping }: Omit<PathMapping, 'mappingId'> & { pathKey: string },
  now: number,
): Promise<void> {
  const { groupId, libraryId, relPath, playerPath } = mapping
  await tx
    .deleteFrom('library_path_mappings')
    .where('group_id', '=', groupId)
    .where('library_id', '=', libraryId)
    .where('path_key', '=', pathKey)
    .execute()
  const ids = { group_id: groupId, library_id: libraryId }
  await tx
    .insertInto('library_path_mappings')
    .values({ ...ids, rel_path: relPath, path_key: pathKey, player_path: playerPath, added_at: now })
    .execute()
}

export async function deleteMapping(tx: Tx, mappingId: number): Promise<void> {
  await tx.deleteFrom('library_path_mappings').where('id', '=', mappingId).execute()
}
