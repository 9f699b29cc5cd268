import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../kernel/clock.ts'
import { LimitedError, NotAllowedError } from '../kernel/errors.ts'
import type { Actor, Authenticate, Authenticated, Credentials, TicketHolder } from '../kernel/routes.ts'
import { createTokenBuckets, type TokenBuckets } from '../kernel/token-bucket.ts'
import { assertNoKeyInUrl, assertOwnHost, assertSameOrigin, type OriginRules } from './origin.ts'
import { anonymous, type ServedRoute } from './served-route.ts'

const CALLS_PER_KEY = 600

export interface Authorizer {
  /** Before the body is read. @throws NotAllowedError, LimitedError, InvalidInputError */
  admit(request: FastifyRequest, reply: FastifyReply, route: ServedRoute): Promise<void>
  /** Whether the sender of an admitted request would be admitted now. */
  isStillAllowed(request: FastifyRequest, route: ServedRoute): Promise<boolean>
}

export function createAuthorizer(deps: { authenticate: Authenticate; clock: Clock; rules: OriginRules }): Authorizer {
  const buckets = createTokenBuckets({ clock: deps.clock, perMinute: CALLS_PER_KEY })
  return {
    async admit(request, reply, route) {
      assertOwnHost(request, deps.rules)
      assertNoKeyInUrl(request)
      const found = await whoCalls(deps.authenticate, request, route)
      request.actor = found?.actor ?? anonymous
      request.authenticatedBy = found?.by ?? 'nothing'
      assertSameOrigin(request, deps.rules)
      assertScope(request.actor, route)
      await route.admit?.({ params: request.params, header: credentialsOf(request).header })
      if (request.actor.id.startsWith('key:')) countCall(buckets, request.actor, reply)
    },
    async isStillAllowed(request, route) {
      if (request.ticketHolder !== undefined) return request.ticketHolder.isStillAllowed()
      try {
        const found = await deps.authenticate(credentialsOf(request))
        if (found === undefined) return false
        assertScope(found.actor, route)
        return true
      } catch (error) {
        if (error instanceof NotAllowedError) return false
        throw error
      }
    },
  }
}

async function whoCalls(
  authenticate: Authenticate,
  request: FastifyRequest,
  route: ServedRoute,
): Promise<Authenticated | undefined> {
  if (route.authentication === 'never' || route.spec.scope === 'sender') return undefined
  const ticket = request.ws ? (request.query as { ticket?: unknown }).ticket : undefined
  if (typeof ticket === 'string') {
    request.ticketHolder = byTicket(route, ticket)
    return { actor: request.ticketHolder.actor, by: 'header' }
  }
  try {
    const credentials = credentialsOf(request)
    return (await route.authenticateFirst?.(credentials)) ?? (await authenticate(credentials))
  } catch (error) {
    if (route.authentication === 'if-possible') return undefined
    throw error
  }
}

function byTicket(route: ServedRoute, ticket: string): TicketHolder {
  const holder = route.socket?.redeem(ticket)
  if (holder === undefined) throw new NotAllowedError('request/ticket-used', { status: 401 })
  return holder
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

export function credentialsOf(request: FastifyRequest): Credentials {
  const header = (name: string): string | undefined => {
    const value = request.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  const isForwarded = header('x-forwarded-for') !== undefined || header('forwarded') !== undefined
  return {
    header,
    cookie: (name) => request.cookies[name],
    address: request.ip,
    isSecure: request.protocol === 'https',
    isLocal: !isForwarded && LOOPBACK.test(request.socket.remoteAddress ?? ''),
  }
}

/** Default deny: a route that is not anonymous needs somebody who has its scope. */
export function assertScope(actor: Actor, { spec: { scope } }: Pick<ServedRoute, 'spec'>): void {
  if (scope === 'anonymous' || scope === 'sender') return
  if (actor.id === anonymous.id) throw new NotAllowedError('request/sign-in-first', { status: 401 })
  if (scope !== 'signed-in' && !actor.scopes.has(scope))
    throw new NotAllowedError('request/scope-missing', { params: { scope } })
}

function countCall(buckets: TokenBuckets, actor: Actor, reply: FastifyReply): void {
  const { isAllowed, limit, remaining, retryAfterMs } = buckets.take(actor.id)
  void reply.headers({
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(((limit - remaining) * 60) / limit)),
  })
  if (!isAllowed) throw new LimitedError('request/too-many', { retryAfterMs, params: { limit } })
}
