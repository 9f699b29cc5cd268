import { Readable } from 'node:stream'
import { NotAllowedError } from '../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../kernel/paging.ts'
import { type Actor, type BoundRoute, bindRoutes } from '../kernel/routes.ts'
import { checkAudit, readAudit } from './audit.ts'
import { listAudit } from './audit-store.ts'
import { accessRoutes } from './contract.ts'
import { makeKey, ownerOf, revokeKey } from './keys.ts'
import { addPerson, changePerson, type PeopleHooks, removePerson } from './people.ts'
import { type AccessHandlers, sessionHandlers } from './session-routes.ts'
import type { SignInDeps } from './sign-in.ts'
import { findPerson, listKeys, listPeople } from './store.ts'
import { toAuditView, toKeyView, toPersonView } from './views.ts'

type RouteDeps = SignInDeps & { hooks: PeopleHooks }

export function accessRoutesOf(deps: RouteDeps): BoundRoute[] {
  return bindRoutes(accessRoutes, {
    ...sessionHandlers(deps),
    ...peopleHandlers(deps),
    ...keyHandlers(deps),
    ...auditHandlers(deps),
  })
}

/** People are managed by people and on the host, never by a key, whatever scopes it came to have. */
function byHand(actor: Actor, address: string) {
  ownerOf(actor)
  return { actor: actor.id, address }
}

type PeopleKeys = 'listPeople' | 'addPerson' | 'changePerson' | 'setPassword' | 'removePerson'

function peopleHandlers(deps: RouteDeps): Pick<AccessHandlers, PeopleKeys> {
  const use = { add: addPerson(deps), change: changePerson(deps), remove: removePerson(deps) }
  return {
    listPeople: async () => ({ items: (await listPeople(deps.db.read)).map(toPersonView) }),
    addPerson: async ({ body, actor, request }) => toPersonView(await use.add(body, byHand(actor, request.address))),
    changePerson: async ({ params, body, actor, request }) =>
      toPersonView(await use.change(params.personId, body, byHand(actor, request.address))),
    setPassword: async ({ params, body, actor, request }) =>
      toPersonView(await use.change(params.personId, body, byHand(actor, request.address))),
    removePerson: async ({ params, actor, request }) => {
      await use.remove(params.personId, byHand(actor, request.address))
      return { removed: params.personId }
    },
  }
}

function keyHandlers(deps: SignInDeps): Pick<AccessHandlers, 'listKeys' | 'makeKey' | 'revokeKey'> {
  const { db } = deps
  const use = { make: makeKey(deps), revoke: revokeKey(deps) }
  const ownerName = async (ownerId: number | null): Promise<string | null> =>
    ownerId === null ? null : ((await findPerson(db.read, ownerId))?.name ?? null)
  return {
    listKeys: async ({ query, actor }) => {
      const isAdmin = actor.scopes.has('access:write')
      if (query.all && !isAdmin) throw new NotAllowedError('access/admins-only')
      const ownerId = ownerOf(actor)
      const rows = await listKeys(db.read, query.all || ownerId === null ? {} : { ownerId })
      const names = new Map((await listPeople(db.read)).map(({ id, name }) => [id, name]))
      return { items: rows.map((row) => toKeyView(row, names.get(row.owner_id ?? 0) ?? null)) }
    },
    makeKey: async ({ body, actor, request }) => {
      const { row, key } = await use.make(body, { actor, address: request.address })
      return { ...toKeyView(row, await ownerName(row.owner_id)), key }
    },
    revokeKey: async ({ params, actor, request }) => {
      const row = await use.revoke(params.keyId, { actor, address: request.address })
      return toKeyView(row, await ownerName(row.owner_id))
    },
  }
}

function auditHandlers({ db }: SignInDeps): Pick<AccessHandlers, 'listAudit' | 'exportAudit' | 'checkAudit'> {
  return {
    listAudit: async ({ query }) => {
      const { cursor, limit, ...filter } = query
      const before = decodeCursor(cursor)
      const rows = await listAudit(db.read, { ...filter, before, limit: limit + 1 })
      const page = pageFrom(rows, limit, ({ id }) => id)
      return { items: page.items.map(toAuditView), nextCursor: page.nextCursor }
    },
    exportAudit: async () => ({
      contentType: 'application/x-ndjson',
      fileName: 'patchbay-audit.ndjson',
      data: Readable.from(auditLines(db)),
    }),
    checkAudit: async () => {
      const { entries, brokenAt } = await checkAudit(db)
      return { isIntact: brokenAt === null, entries, brokenAt }
    },
  }
}

async function* auditLines(db: SignInDeps['db']): AsyncGenerator<string> {
  for await (const row of readAudit(db)) yield `${JSON.stringify(toAuditView(row))}\n`
}
