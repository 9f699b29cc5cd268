import { instant, type RouteSpec } from '../kernel/contract.ts'
import { NotAllowedError, NotFoundError } from '../kernel/errors.ts'
import { type Call, type Handler, withHeaders } from '../kernel/routes.ts'
import { hasEnded } from './authenticate.ts'
import type { accessRoutes } from './contract.ts'
import { sha256 } from './credentials/key-format.ts'
import { endedSessionCookie, readSessionCookie, sessionCookie } from './credentials/session-cookie.ts'
import { ownerOf } from './keys.ts'
import {
  type Caller,
  changePassword,
  checkSetupCode,
  claim,
  type SignedIn,
  signIn,
  type SignInDeps,
} from './sign-in.ts'
import { deleteSessions, findPerson, hasPeople, listPeople, listSessions } from './store.ts'
import { toSessionState, toSessionView, toStartedState } from './views.ts'

type Routes = (typeof accessRoutes)['routes']
export type AccessHandlers = { [Key in keyof Routes]: Handler<Routes[Key]> }

type AnyCall = Pick<Call<RouteSpec>, 'request'>

const tokenOf = ({ request }: AnyCall): string | undefined => readSessionCookie(request)

function callerOf(call: AnyCall): Caller {
  const oldToken = tokenOf(call)
  const caller = { address: call.request.address, client: call.request.header('user-agent') ?? '' }
  return oldToken === undefined ? caller : { ...caller, oldToken }
}

function started({ token, person }: SignedIn, { request: { isSecure } }: AnyCall, { isDemo }: SignInDeps) {
  return withHeaders(toStartedState(person, { isSecure, isDemo }), { 'set-cookie': sessionCookie(token, isSecure) })
}

/** The person who calls. @throws NotAllowedError for keys and the command line, which have no session */
function personOf(actorId: string): number {
  const [kind, id] = actorId.split(':')
  if (kind !== 'person') throw new NotAllowedError('access/people-only')
  return Number(id)
}

type SessionKeys =
  | 'getSession'
  | 'signIn'
  | 'signOut'
  | 'changePassword'
  | 'checkSetupCode'
  | 'claim'
  | 'listSessions'
  | 'endSession'
  | 'endOtherSessions'

export function sessionHandlers(deps: SignInDeps): Pick<AccessHandlers, SessionKeys> {
  return { ...entryHandlers(deps), ...listHandlers(deps) }
}

function entryHandlers(deps: SignInDeps) {
  const use = {
    signIn: signIn(deps),
    claim: claim(deps),
    checkSetupCode: checkSetupCode(deps),
    changePassword: changePassword(deps),
  }
  const handlers: Pick<
    AccessHandlers,
    'getSession' | 'signIn' | 'signOut' | 'changePassword' | 'checkSetupCode' | 'claim'
  > = {
    getSession: async ({ actor, request }) => {
      if (actor.id === 'anonymous') return { state: (await hasPeople(deps.db.read)) ? 'signed-out' : 'setup' }
      const [kind, id] = actor.id.split(':')
      const person = kind === 'person' ? await findPerson(deps.db.read, Number(id)) : undefined
      return toSessionState(actor, person, { isSecure: request.isSecure, isDemo: deps.isDemo })
    },
    signIn: async (call) => started(await use.signIn({ ...call.body, caller: callerOf(call) }), call, deps),
    signOut: async (call) => {
      const token = tokenOf(call)
      await deps.db.tx(async (tx) => {
        const ended = token === undefined ? 0 : await deleteSessions(tx, { tokenHash: sha256(token) })
        const entry = { actor: call.actor.id, action: 'access.session.ended', subject: call.actor.id }
        if (ended > 0) await deps.audit.append(tx, { ...entry, address: call.request.address })
      })
      return withHeaders({ state: 'signed-out' as const }, { 'set-cookie': endedSessionCookie(call.request.isSecure) })
    },
    changePassword: async (call) => {
      const personId = personOf(call.actor.id)
      return started(await use.changePassword({ personId, ...call.body, caller: callerOf(call) }), call, deps)
    },
    checkSetupCode: async ({ body, request }) => {
      const { expiresAt } = await use.checkSetupCode({ code: body.code, address: request.address })
      return { expiresAt: instant(expiresAt) }
    },
    claim: async (call) => started(await use.claim({ ...call.body, caller: callerOf(call) }), call, deps),
  }
  return handlers
}

function listHandlers({ db, clock, audit }: SignInDeps) {
  const handlers: Pick<AccessHandlers, 'listSessions' | 'endSession' | 'endOtherSessions'> = {
    listSessions: async (call) => {
      const isAll = call.query.all
      if (isAll && !call.actor.scopes.has('access:write')) throw new NotAllowedError('access/admins-only')
      const filter = isAll ? {} : { personId: personOf(call.actor.id) }
      const names = new Map((await listPeople(db.read)).map(({ id, name }) => [id, name]))
      const token = tokenOf(call)
      const current = token === undefined ? undefined : sha256(token)
      const alive = (await listSessions(db.read, filter)).filter((row) => !hasEnded(row, clock.now()))
      return { items: alive.map((row) => toSessionView(row, names.get(row.person_id) ?? '', current)) }
    },
    endSession: async ({ params: { sessionId }, actor, request }) => {
      const own = actor.scopes.has('access:write') ? {} : { personId: ownerOf(actor) ?? 0 }
      const ended = await db.tx(async (tx) => {
        const count = await deleteSessions(tx, { sessionId, ...own })
        const entry = { actor: actor.id, action: 'access.session.ended', subject: `session:${sessionId}` }
        if (count > 0) await audit.append(tx, { ...entry, address: request.address })
        return count
      })
      if (ended === 0) throw new NotFoundError('access/no-such-session', { params: { sessionId } })
      return { ended }
    },
    endOtherSessions: async (call) => {
      const personId = personOf(call.actor.id)
      const token = tokenOf(call)
      const keep = token === undefined ? {} : { exceptHash: sha256(token) }
      const ended = await db.tx(async (tx) => {
        const count = await deleteSessions(tx, { personId, ...keep })
        const entry = { actor: call.actor.id, action: 'access.sessions.ended', subject: call.actor.id }
        if (count > 0) await audit.append(tx, { ...entry, address: call.request.address, details: { count } })
        return count
      })
      return { ended }
    },
  }
  return handlers
}
