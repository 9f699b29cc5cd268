import { nameKey } from '../../access/index.ts'
import type { Reader, Tx } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import { assertVersion } from '../../kernel/etag.ts'
import { ConflictError, InvalidInputError, NotFoundError, type Params } from '../../kernel/errors.ts'
import type { PlayersDeps } from './deps.ts'
import { GROUPS_MOST, type PlayerGroup, type PlayerKind, type WhilePlaying } from './model.ts'
import {
  deleteGroup,
  findGroup,
  findGroupByName,
  findLibrary,
  findMember,
  insertGroup,
  listBindings,
  listGroups,
  listMembers,
  replaceLibraries,
  replaceMembers,
  updateGroup,
} from './store.ts'
import { askFailed } from './telling/ask-failed.ts'
import { resolveGroupCards } from './telling/tell-cards.ts'

export interface By {
  actor: string
  address?: string
}

export interface GroupFacts {
  name: string
  maxMembers: number | null
  whilePlaying: WhilePlaying
  isEnabled: boolean
  libraryIds: readonly number[]
  connectionIds: readonly number[]
}

type Given = { [Name in keyof GroupFacts]?: GroupFacts[Name] | undefined }

const LOCK = 'library_player_groups'

/** @throws NotFoundError */
export async function getGroup(reader: Reader, groupId: number): Promise<PlayerGroup> {
  const found = await findGroup(reader, groupId)
  if (found === undefined) throw new NotFoundError('players/no-such-group', { params: { groupId } })
  return found
}

/** A server that many watch at is not disturbed by a scan; a Kodi in the living room is. */
const defaultsOf = (kind: PlayerKind): Omit<GroupFacts, 'name'> => ({
  maxMembers: kind === 'kodi' ? null : 1,
  whilePlaying: kind === 'kodi' ? 'wait' : 'tell',
  isEnabled: true,
  libraryIds: [],
  connectionIds: [],
})

export function addGroup(deps: PlayersDeps) {
  return ({ kind, ...given }: Given & { name: string; kind: PlayerKind }, by: By): Promise<PlayerGroup> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      if ((await listGroups(tx)).length >= GROUPS_MOST)
        throw new ConflictError('players/too-many-groups', { params: { most: GROUPS_MOST } })
      const facts = { ...defaultsOf(kind), ...withoutUndefined(given), name: given.name }
      await assertFits(deps, tx, { ...facts, kind, groupId: undefined })
      const group = await insertGroup(tx, { ...facts, kind, nameKey: nameKey(facts.name) }, deps.clock.now())
      await keepLists(deps, tx, { ...facts, groupId: group.groupId })
      await tell(deps, tx, { what: 'added', group, by, details: { ...facts, kind } })
      return group
    })
}

export function changeGroup(deps: PlayersDeps) {
  return (groupId: number, given: Given, by: By & { ifMatch: string | undefined }): Promise<PlayerGroup> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const before = await getGroup(tx, groupId)
      assertVersion(by.ifMatch, String(before.version))
      const facts = { ...before, ...(await listsOf(tx, groupId)), ...withoutUndefined(given) }
      await assertFits(deps, tx, facts)
      const group = await updateGroup(tx, { ...facts, nameKey: nameKey(facts.name) }, deps.clock.now())
      await keepLists(deps, tx, { ...facts, groupId })
      await tell(deps, tx, { what: 'changed', group, by, details: withoutUndefined(given) })
      if (group.isEnabled) await askFailed(deps, tx, { groupId, codes: ['players/group-off'], actor: by.actor })
      return group
    })
}

export function removeGroup(deps: PlayersDeps) {
  return (groupId: number, by: By): Promise<void> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const group = await getGroup(tx, groupId)
      await resolveGroupCards(deps.attention, tx, groupId)
      await deleteGroup(tx, groupId)
      await tell(deps, tx, { what: 'removed', group, by, details: {} })
    })
}

async function listsOf(tx: Tx, groupId: number): Promise<Pick<GroupFacts, 'libraryIds' | 'connectionIds'>> {
  const bindings = await listBindings(tx)
  return {
    libraryIds: bindings.filter((one) => one.groupId === groupId).map(({ libraryId }) => libraryId),
    connectionIds: (await listMembers(tx, groupId)).map(({ connectionId }) => connectionId),
  }
}

async function keepLists(
  { clock }: PlayersDeps,
  tx: Tx,
  { groupId, connectionIds, libraryIds }: Pick<GroupFacts, 'connectionIds' | 'libraryIds'> & { groupId: number },
): Promise<void> {
  await replaceMembers(tx, { groupId, connectionIds }, clock.now())
  await replaceLibraries(tx, { groupId, libraryIds: [...new Set(libraryIds)] })
}

const fieldError = (pointer: string, code: string, params: Params): InvalidInputError =>
  new InvalidInputError(code, { status: 422, params, fields: [{ pointer, code, params }] })

type Wanted = GroupFacts & { kind: PlayerKind; groupId: number | undefined }

async function assertFits(deps: PlayersDeps, tx: Tx, facts: Wanted): Promise<void> {
  const { name, groupId, libraryIds, connectionIds, maxMembers, kind } = facts
  const other = await findGroupByName(tx, nameKey(name))
  if (other !== undefined && other.groupId !== groupId)
    throw new ConflictError('players/name-taken', { params: { name: other.name } })
  for (const libraryId of libraryIds)
    if ((await findLibrary(tx, libraryId)) === undefined)
      throw fieldError('/libraryIds', 'players/no-such-library', { libraryId })
  if (maxMembers !== null && connectionIds.length > maxMembers)
    throw fieldError('/connectionIds', 'players/too-many-members', { most: maxMembers, count: connectionIds.length })
  if (new Set(connectionIds).size < connectionIds.length) throw fieldError('/connectionIds', 'players/twice', {})
  for (const connectionId of connectionIds) await assertMember(deps, tx, { connectionId, kind, groupId })
}

async function assertMember(
  { kindOfConnection }: PlayersDeps,
  tx: Tx,
  { connectionId, kind, groupId }: { connectionId: number; kind: PlayerKind; groupId: number | undefined },
): Promise<void> {
  const is = await kindOfConnection(tx, connectionId)
  if (is === undefined) throw fieldError('/connectionIds', 'connections/no-such-connection', { connectionId })
  if (is !== kind) throw fieldError('/connectionIds', 'players/other-kind', { connectionId, is, kind })
  const member = await findMember(tx, connectionId)
  if (member !== undefined && member.groupId !== groupId)
    throw fieldError('/connectionIds', 'players/in-another-group', { connectionId })
}

const withoutUndefined = <Facts extends object>(facts: Facts) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Facts]?: Exclude<Facts[Name], undefined>
  }

/** The audit first, as everywhere. */
async function tell(
  { events, audit }: PlayersDeps,
  tx: Tx,
  { what, group, by, details }: { what: 'added' | 'changed' | 'removed'; group: PlayerGroup; by: By; details: object },
): Promise<void> {
  const { actor, address } = by
  const action = `library.player-group.${what}`
  const subject = `player-group:${group.groupId}`
  const told = { name: group.name, ...details }
  await audit.append(tx, { actor, action, subject, details: told, ...(address === undefined ? {} : { address }) })
  await events.append(tx, { kind: action, actor, subject, data: { name: group.name, kind: group.kind } })
}
