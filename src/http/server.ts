import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { Registry } from 'prom-client'
import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import { InvalidInputError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { Authenticate, BoundRoute, BoundSocket, ReceivedBody } from '../kernel/routes.ts'
import { aliasRoutes } from './aliases.ts'
import { createAuthorizer } from './authorize.ts'
import { addHooks } from './hooks.ts'
import { createOnce } from './idempotency.ts'
import { watchInFlight } from './in-flight.ts'
import { parseJsonBody } from './json-body.ts'
import type { OriginRules } from './origin.ts'
import { listenOn } from './listen.ts'
import { openApiInfo } from './openapi.ts'
import { PROBLEM_TYPE, toProblem } from './problem.ts'
import type { ServedRoute } from './served-route.ts'
import { serveRoute } from './serve-route.ts'
import { LONGEST_MESSAGE_BYTES } from './serve-socket.ts'
import { createRequestTimes, type ReadinessCheck, systemRoutesOf } from './system-routes.ts'
import { serializerCompiler, validatorCompiler } from './validate.ts'
import { serveWeb } from './web-files.ts'

export interface HttpSettings extends OriginRules {
  host: string
  /** 0 takes any free port. */
  port: number
  /** Below which path everything is served; starts and ends with `/`. */
  basePath: string
  /** Addresses and CIDR ranges whose `X-Forwarded-*` headers count. */
  trustedProxies: readonly string[]
  /** The built control center; without it only the API is served. */
  webFolder?: string
  /** Lets a collector read `/metrics` without a key. */
  metricsToken?: string
}

export interface HttpOptions {
  routes: readonly BoundRoute[]
  sockets: readonly BoundSocket[]
  authenticate: Authenticate
  health: { checks: readonly ReadinessCheck[]; metrics: Registry }
  settings: HttpSettings
  ctx: { db: Db; clock: Clock; log: Log }
}

export interface RunningHttp extends AsyncDisposable {
  /** `http://127.0.0.1:7979/`, with the base path. */
  address: string
  port: number
  /** `METHOD /path` of every route, for the tests that hold lists against the server. */
  routes: readonly string[]
  /** The OpenAPI document. */
  document(): object
}

/** Replies that are under way when the server stops get this long. */
const GRACE_MS = 5000
const HEADERS_WITHIN_MS = 10_000
const REQUEST_WITHIN_MS = 60_000
const CHECK_TIMEOUTS_EVERY_MS = 5000

/** Serves the API, the control center and the sockets until it is disposed. */
export async function startHttp(options: HttpOptions): Promise<RunningHttp> {
  const { settings } = options
  const app = createApp(settings)
  const streams = new Set<Readable>()
  const allAnswered = watchInFlight(app)
  await app.register(cookie)
  await app.register(websocket, { options: { maxPayload: LONGEST_MESSAGE_BYTES } })
  await app.register(swagger, { openapi: openApiInfo, transform: jsonSchemaTransform })
  const served = await serveAll(app, options, streams)
  await serveWeb(app, { webFolder: settings.webFolder, basePath: settings.basePath })
  await listenOn(app, { host: settings.host, port: settings.port })
  const { port } = app.server.address() as AddressInfo
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return {
    address: `http://${host}:${port}${settings.basePath}`,
    port,
    routes: served.map(({ spec }) => `${spec.method} ${spec.path}`),
    document: () => app.swagger(),
    [Symbol.asyncDispose]: () => stop(app, streams, allAnswered),
  }
}

function createApp({ trustedProxies, basePath }: HttpSettings): FastifyInstance {
  const prefix = basePath.slice(0, -1)
  const app = Fastify({
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    requestTimeout: REQUEST_WITHIN_MS,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    genReqId: () => randomBytes(9).toString('base64url'),
    // A proxy may pass the base path on or take it away; both arrive.
    rewriteUrl: ({ url = '/' }) =>
      prefix !== '' && (url === prefix || url.startsWith(basePath)) ? url.slice(prefix.length) || '/' : url,
    http: { headersTimeout: HEADERS_WITHIN_MS, connectionsCheckingInterval: CHECK_TIMEOUTS_EVERY_MS },
    frameworkErrors: (error, request, reply) => {
      const problem = toProblem(error, request.id)
      reply.raw.writeHead(problem.status, { 'content-type': PROBLEM_TYPE }).end(JSON.stringify(problem))
    },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeAllContentTypeParsers()
  addBodyParsers(app)
  app.decorateRequest('actor')
  app.decorateRequest('authenticatedBy')
  app.decorateRequest('ticketHolder')
  return app
}

function addBodyParsers(app: FastifyInstance): void {
  const takesBytes = (request: FastifyRequest): boolean => request.routeOptions.config.served?.spec.takesBytes === true
  const receive = (bytes: Buffer): ReceivedBody => ({ bytes, json: () => parseJsonBody(bytes) })
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    if (takesBytes(request)) return receive(body)
    return body.length === 0 ? undefined : parseJsonBody(body)
  })
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    if (takesBytes(request)) return receive(body)
    throw new InvalidInputError('request/not-json', { status: 415 })
  })
}

async function serveAll(app: FastifyInstance, options: HttpOptions, streams: Set<Readable>): Promise<ServedRoute[]> {
  const { authenticate, settings, ctx, health } = options
  const authorizer = createAuthorizer({ authenticate, clock: ctx.clock, rules: settings })
  addHooks(app, { authorizer, rules: settings, log: ctx.log, times: createRequestTimes(health.metrics) })
  const sockets = new Map(options.sockets.map((socket) => [socket.operationId, socket]))
  const system = systemRoutesOf({
    ...health,
    ...settings,
    clock: ctx.clock,
    log: ctx.log,
    document: () => app.swagger(),
  })
  const rooms = options.routes.map((route): ServedRoute => ({ ...route, socket: sockets.get(route.operationId) }))
  const served = [...system, ...rooms, ...aliasRoutes(rooms)]
  const tools = { authorizer, once: createOnce(ctx), streams }
  for (const route of served) serveRoute(app, route, tools)
  return served
}

/** Ends the streams, lets replies that are under way finish, and closes what is left. */
async function stop(app: FastifyInstance, streams: Set<Readable>, allAnswered: () => Promise<void>): Promise<void> {
  for (const stream of streams) stream.destroy()
  const closed = app.close()
  const late = AbortSignal.timeout(GRACE_MS)
  await Promise.race([allAnswered(), once(late, 'abort')])
  app.server.closeAllConnections()
  await closed
}
