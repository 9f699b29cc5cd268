import type { FastifyRequest } from 'fastify'
import type { RouteSpec } from '../kernel/contract.ts'
import type { Call } from '../kernel/routes.ts'
import { type Authorizer, credentialsOf } from './authorize.ts'
import type { ServedRoute } from './served-route.ts'

/** A request as the rooms see it. */
export function callOf(
  request: FastifyRequest,
  route: ServedRoute,
  { authorizer, signal }: { authorizer: Authorizer; signal: AbortSignal },
): Call<RouteSpec> {
  const { header, cookie, address, isSecure } = credentialsOf(request)
  return {
    // The route's schemas have parsed these; `bindRoutes` gave them their types.
    params: request.params as never,
    query: request.query as never,
    body: request.body as never,
    actor: request.actor,
    signal,
    request: {
      id: request.id,
      address,
      isSecure,
      isStillAllowed: () => authorizer.isStillAllowed(request, route),
      ifMatch: header('if-match'),
      header: (name) => header(name.toLowerCase()),
      cookie,
    },
  }
}
