import { ConflictError, NotFoundError } from '../../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../../kernel/paging.ts'
import { type BoundRoute, bindRoutes, type Handler, withEtag } from '../../kernel/routes.ts'
import { playerRoutes } from './contract.ts'
import type { PlayersDeps } from './deps.ts'
import { addGroup, type By, changeGroup, getGroup, removeGroup } from './groups.ts'
import { addMapping, removeMapping } from './mapping/mappings.ts'
import { proposeMappings } from './mapping/propose-mappings.ts'
import { testPath } from './mapping/test-path.ts'
import type { PlayerGroup } from './model.ts'
import { findLibrary, listMembers } from './store.ts'
import { askFailed } from './telling/ask-failed.ts'
import { tellingRoutes } from './telling/contract.ts'
import { askPlayers } from './telling/ask-players.ts'
import { listTellings } from './telling/store.ts'
import { groupView, groupViews, tellingNames, toPathTest, toProposalView, toTellingView } from './views.ts'

type Handlers<Key extends keyof typeof playerRoutes.routes> = {
  [Name in Key]: Handler<(typeof playerRoutes.routes)[Name]>
}

const byOf = ({ actor, request }: { actor: { id: string }; request: { address: string } }): By => ({
  actor: actor.id,
  address: request.address,
})

export const playerRoutesOf = (deps: PlayersDeps): BoundRoute[] => [
  ...bindRoutes(playerRoutes, { ...groupHandlers(deps), ...mappingHandlers(deps), ...tellingHandlers(deps) }),
  ...bindRoutes(tellingRoutes, {
    again: async ({ params: { groupId }, actor }) => {
      await getGroup(deps.db.read, groupId)
      return { count: await deps.db.tx((tx) => askFailed(deps, tx, { groupId, actor: actor.id })) }
    },
  }),
]

const answer = async (deps: PlayersDeps, group: PlayerGroup) =>
  withEtag(await groupView(deps, group), String(group.version))

function groupHandlers(deps: PlayersDeps): Handlers<'list' | 'get' | 'add' | 'change' | 'remove'> {
  const use = { add: addGroup(deps), change: changeGroup(deps), remove: removeGroup(deps) }
  return {
    list: () => groupViews(deps),
    get: async ({ params }) => answer(deps, await getGroup(deps.db.read, params.groupId)),
    add: async (call) => answer(deps, await use.add(call.body, byOf(call))),
    change: async (call) =>
      answer(deps, await use.change(call.params.groupId, call.body, { ...byOf(call), ifMatch: call.request.ifMatch })),
    remove: async (call) => {
      await use.remove(call.params.groupId, byOf(call))
      return { removed: call.params.groupId }
    },
  }
}

function mappingHandlers(deps: PlayersDeps): Handlers<'addMapping' | 'removeMapping' | 'propose' | 'testPath'> {
  const use = { add: addMapping(deps), remove: removeMapping(deps) }
  const show = async (groupId: number) => answer(deps, await getGroup(deps.db.read, groupId))
  return {
    addMapping: async (call) => {
      const { groupId } = call.params
      await use.add({ ...call.body, groupId }, byOf(call))
      return show(groupId)
    },
    removeMapping: async (call) => show(await use.remove(call.params.mappingId, byOf(call))),
    propose: async ({ params, signal }) => ({
      items: (await proposeMappings(deps, params.groupId, signal)).map(toProposalView),
    }),
    testPath: async ({ params, body, signal }) =>
      toPathTest(await testPath(deps, { ...body, groupId: params.groupId }, signal)),
  }
}

function tellingHandlers(deps: PlayersDeps): Handlers<'tell' | 'listTellings'> {
  const { db } = deps
  return {
    tell: async ({ params, body, actor }) => {
      const { groupId } = params
      const group = await getGroup(db.read, groupId)
      const library = await findLibrary(db.read, body.libraryId)
      if (library === undefined)
        throw new NotFoundError('players/no-such-library', { params: { libraryId: body.libraryId } })
      if ((await listMembers(db.read, groupId)).length === 0)
        throw new ConflictError('players/no-members', { params: { group: group.name } })
      const label = body.relPath === '' ? library.name : body.relPath
      const folders = [{ relPath: body.relPath, change: body.change, label }]
      const asking = { groupId, libraryId: body.libraryId, folders, actor: actor.id }
      const [runId] = await db.tx((tx) => askPlayers(tx, deps, asking))
      if (runId === undefined) throw new ConflictError('players/waits-already', { params: { label } })
      return { runId }
    },
    listTellings: async ({ query: { cursor, limit, ...filter } }) => {
      const rows = await listTellings(db.read, { ...filter, before: decodeCursor(cursor), limit: limit + 1 })
      const { items, nextCursor } = pageFrom(rows, limit, ({ turn }) => turn)
      const names = await tellingNames(deps, items)
      return { items: items.map((telling) => toTellingView(telling, names)), nextCursor }
    },
  }
}
