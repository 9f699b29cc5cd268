import { instant, instantOrNull } from '../../kernel/contract.ts'
import { say, sayCode } from '../../kernel/words.ts'
import type { GroupView, PathTest, ProposalView, TellingView } from './contract.ts'
import type { PlayersDeps } from './deps.ts'
import { pathHere, sayRoots } from './mapping/place-at-player.ts'
import type { LibraryProposal } from './mapping/propose-mappings.ts'
import type { TestedPath } from './mapping/test-path.ts'
import type { FolderTelling, Member, PathMapping, PlayerGroup } from './model.ts'
import { listAllLibraries, listBindings, listGroups, listMappings, listMembers } from './store.ts'
import { countTellings } from './telling/store.ts'

interface Around {
  libraries: ReadonlyMap<number, { name: string; path: string }>
  bindings: readonly { groupId: number; libraryId: number }[]
  members: readonly Member[]
  mappings: readonly PathMapping[]
  counts: readonly { groupId: number; state: string; count: number }[]
  names: ReadonlyMap<number, string>
}

/** A root that is not known any more shows its library without a path. */
async function readAround(deps: PlayersDeps): Promise<Around> {
  const { read } = deps.db
  const members = await listMembers(read)
  const libraries = await Promise.all(
    (await listAllLibraries(read)).map(async ({ libraryId, name, rootId }) => {
      const path = await deps.roots.get(rootId).then(
        (root) => root.path,
        () => '',
      )
      return [libraryId, { name, path }] as const
    }),
  )
  const names = members.map(
    async ({ connectionId }) => [connectionId, await connectionName(deps, connectionId)] as const,
  )
  return {
    libraries: new Map(libraries),
    bindings: await listBindings(read),
    members,
    mappings: await listMappings(read),
    counts: await countTellings(read),
    names: new Map(await Promise.all(names)),
  }
}

export const connectionName = (deps: PlayersDeps, connectionId: number): Promise<string> =>
  deps.describeConnection(connectionId).then(
    ({ name }) => name,
    () => String(connectionId),
  )

export async function groupViews(deps: PlayersDeps) {
  const around = await readAround(deps)
  return {
    items: (await listGroups(deps.db.read)).map((group) => toGroupView(group, around)),
    libraries: [...around.libraries].map(([libraryId, library]) => ({ libraryId, ...library })),
  }
}

export const groupView = async (deps: PlayersDeps, group: PlayerGroup): Promise<GroupView> =>
  toGroupView(group, await readAround(deps))

function toGroupView(group: PlayerGroup, around: Around): GroupView {
  const { groupId, createdAt, changedAt, version, ...facts } = group
  const own = <Row extends { groupId: number }>(rows: readonly Row[]) => rows.filter((row) => row.groupId === groupId)
  const libraryOf = (libraryId: number) => around.libraries.get(libraryId) ?? { name: '', path: '' }
  const countOf = (state: string): number =>
    own(around.counts).reduce((sum, one) => (one.state === state ? sum + one.count : sum), 0)
  return {
    groupId,
    ...facts,
    title: say(`connector.${group.kind}`),
    libraries: own(around.bindings).map(({ libraryId }) => ({ libraryId, ...libraryOf(libraryId) })),
    players: own(around.members).map(({ connectionId }) => ({
      connectionId,
      name: around.names.get(connectionId) ?? '',
    })),
    mappings: own(around.mappings).map(({ mappingId, libraryId, relPath, playerPath }) => {
      const { name, path } = libraryOf(libraryId)
      return { mappingId, libraryId, library: name, relPath, ourPath: pathHere(path, relPath), playerPath }
    }),
    waiting: countOf('waiting'),
    failed: countOf('failed'),
    createdAt: instant(createdAt),
    changedAt: instant(changedAt),
    etag: String(version),
  }
}

export const toProposalView = ({ library, ...proposal }: LibraryProposal): ProposalView => ({
  libraryId: library.libraryId,
  library: library.name,
  ...proposal,
})

export const toPathTest = ({ ourPath, players }: TestedPath): PathTest => ({
  ourPath,
  players: players.map(({ because, ...one }) => ({
    ...one,
    text: say(`players.test.${one.outcome}`, {
      player: one.name,
      path: one.playerPath ?? ourPath,
      known: sayRoots(one.roots ?? []),
    }),
    because: because === null ? null : sayCode(because.code, because.params),
  })),
})

interface Names {
  groups: ReadonlyMap<number, string>
  libraries: ReadonlyMap<number, string>
  players: ReadonlyMap<number, string>
}

export async function tellingNames(deps: PlayersDeps, tellings: readonly FolderTelling[]): Promise<Names> {
  const told = new Set(tellings.flatMap(({ connectionId }) => connectionId ?? []))
  const players = [...told].map(async (id) => [id, await connectionName(deps, id)] as const)
  return {
    groups: new Map((await listGroups(deps.db.read)).map(({ groupId, name }) => [groupId, name])),
    libraries: new Map((await listAllLibraries(deps.db.read)).map(({ libraryId, name }) => [libraryId, name])),
    players: new Map(await Promise.all(players)),
  }
}

export function toTellingView(telling: FolderTelling, names: Names): TellingView {
  const { tellingId, groupId, libraryId, relPath, label, change, titleId, state, deliveryId, connectionId } = telling
  return {
    tellingId,
    groupId,
    group: names.groups.get(groupId) ?? '',
    libraryId,
    library: names.libraries.get(libraryId) ?? '',
    relPath,
    label,
    change,
    titleId,
    state,
    because: telling.reason === null ? null : sayCode(telling.reason.code, telling.reason.params),
    player: connectionId === null ? null : (names.players.get(connectionId) ?? null),
    deliveryId,
    askedAt: instant(telling.askedAt),
    settledAt: instantOrNull(telling.settledAt),
  }
}
