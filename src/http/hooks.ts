import type { FastifyInstance } from 'fastify'
import type { Log } from '../kernel/log.ts'
import type { Authorizer } from './authorize.ts'
import { answerCors, type OriginRules } from './origin.ts'
import { logFailure, sendProblem } from './problem.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { anonymous } from './served-route.ts'
import type { RequestTimes } from './system-routes.ts'

interface HookTools {
  authorizer: Authorizer
  rules: OriginRules
  log: Log
  times: RequestTimes
}

/** What happens to every request, whichever route it meets. */
export function addHooks(app: FastifyInstance, { authorizer, rules, log, times }: HookTools): void {
  app.addHook('onRequest', async (request, reply) => {
    request.actor = anonymous
    request.authenticatedBy = 'nothing'
    request.ticketHolder = undefined
    void reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id })
    if (request.protocol === 'https') void reply.header('strict-transport-security', 'max-age=31536000')
    if (answerCors(request, reply, rules)) return reply.code(204).send()
    const route = request.routeOptions.config.served
    if (route !== undefined) await authorizer.admit(request, reply, route)
    return undefined
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const seconds = reply.elapsedTime / 1000
    times.observe({ method: request.method, route, status: reply.statusCode, seconds })
    const fields = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      actor: request.actor.id,
    }
    log.debug({ ...fields, ms: Math.round(reply.elapsedTime) }, 'Request answered')
  })
  app.setErrorHandler((error, request, reply) => {
    logFailure(log, request, error)
    return sendProblem(request, reply, error)
  })
}
