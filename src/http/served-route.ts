import type { Params } from '../kernel/errors.ts'
import type { Actor, Authenticate, Authenticated, BoundRoute, BoundSocket, TicketHolder } from '../kernel/routes.ts'

/** A bound route as this server serves it. */
export interface ServedRoute extends BoundRoute {
  socket?: BoundSocket
  /** Members that stand beside ours in the route's problems, for clients that know another shape. */
  problemMembers?: (error: { code: string; status: number; text: string; params: Params }) => Record<string, unknown>
  /** `never` asks nobody who calls; `if-possible` goes on without when that can't be found out. */
  authentication?: 'never' | 'if-possible'
  /** A further way in, for this route alone. */
  authenticateFirst?: Authenticate
}

export const anonymous: Actor = { id: 'anonymous', name: '', scopes: new Set() }

declare module 'fastify' {
  interface FastifyContextConfig {
    served?: ServedRoute
  }
  interface FastifyRequest {
    actor: Actor
    authenticatedBy: Authenticated['by'] | 'nothing'
    /** Set when a ticket opened this WebSocket. */
    ticketHolder: TicketHolder | undefined
  }
}
