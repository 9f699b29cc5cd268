import { Readable } from 'node:stream'
import sendBy from '@fastify/send'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { z } from 'zod'
import { type RouteSpec, Problem } from '../kernel/contract.ts'
import { NotFoundError } from '../kernel/errors.ts'
import { shownTag } from '../kernel/etag.ts'
import { type FileToSend, isHttpReply, type RawBody } from '../kernel/routes.ts'
import type { Authorizer } from './authorize.ts'
import { callOf } from './call.ts'
import type { Answer, Once } from './idempotency.ts'
import { serveSocket } from './serve-socket.ts'
import type { ServedRoute } from './served-route.ts'
import { strictly } from './strict-schema.ts'

export interface ServeTools {
  authorizer: Authorizer
  once: Once
  /** Streams that are being sent; they are ended when the server stops. */
  streams: Set<Readable>
}

const BODY_LIMIT = 1024 * 1024
const TAKES_BODY = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const READS = new Set(['GET', 'HEAD'])
const nothing = z.strictObject({})

export function serveRoute(app: FastifyInstance, route: ServedRoute, tools: ServeTools): void {
  const { spec, socket } = route
  const options: RouteOptions = {
    method: spec.method,
    url: spec.path,
    schema: schemaOf(route),
    bodyLimit: spec.bodyLimit ?? BODY_LIMIT,
    config: { served: route },
    handler: async (request, reply) => {
      const call = callOf(request, route, { authorizer: tools.authorizer, signal: goneSignal(reply) })
      const answer = await tools.once(request, route, async () => answerOf(await route.handle(call), spec))
      return send(request, reply, { answer, spec, streams: tools.streams })
    },
  }
  if (socket === undefined) app.route({ ...options, exposeHeadRoute: spec.method === 'GET' })
  else
    app.route({
      ...options,
      wsHandler: (ws, request) => serveSocket(ws, request, { route, socket, authorizer: tools.authorizer }),
    })
}

function schemaOf({ spec, operationId }: ServedRoute): object {
  const status = spec.status ?? 200
  const takesBody = TAKES_BODY.has(spec.method)
  return {
    operationId,
    summary: spec.summary,
    tags: [operationId.split('.')[0]],
    security: securityOf(spec),
    ...(spec.params === undefined ? {} : { params: strictly(spec.params) }),
    querystring: strictly(spec.query ?? nothing),
    ...(takesBody ? { body: spec.body === undefined ? nothing.optional() : strictly(spec.body) } : {}),
    response: {
      ...(spec.reply === 'raw' ? {} : { [status]: spec.reply }),
      default: { description: 'Problem', content: { 'application/problem+json': { schema: Problem } } },
    },
  }
}

function securityOf({ scope }: RouteSpec): object[] {
  if (scope === 'anonymous') return []
  if (scope === 'sender') return [{ sender: [] }, { basic: [] }, { signature: [] }]
  return [{ session: [] }, { key: [] }]
}

/** Aborts when the client went away before the reply was complete. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

function answerOf(result: unknown, spec: RouteSpec): Answer {
  const status = spec.status ?? 200
  if (!isHttpReply(result)) return { status, headers: {}, body: result }
  return { status: result.status ?? status, headers: result.headers, body: result.body }
}

interface Sending {
  answer: Answer
  spec: RouteSpec
  streams: Set<Readable>
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { answer, spec, streams }: Sending,
): FastifyReply | Promise<FastifyReply> {
  const { status, headers, body } = answer
  const isRead = READS.has(request.method)
  const version = headers['etag']
  const isKept = headers['cache-control'] !== 'no-store'
  const isTagged = isRead && isKept && spec.reply !== 'raw'
  const etag = version !== undefined && isTagged ? shownTag(version, body) : version
  void reply.headers({
    'cache-control': 'no-store',
    ...(etag === undefined ? {} : { 'cache-control': 'no-cache' }),
    ...headers,
    ...(etag === undefined ? {} : { etag }),
  })
  if (isRead && isKept && etag !== undefined && request.headers['if-none-match'] === etag) return reply.code(304).send()
  void reply.code(status)
  if (status === 204) return reply.send()
  if (spec.reply !== 'raw') return reply.header('content-type', 'application/json; charset=utf-8').send(body)
  return sendRaw(reply, body as RawBody, streams)
}

async function sendRaw(
  reply: FastifyReply,
  { contentType, data, fileName, cacheControl }: RawBody,
  streams: Set<Readable>,
): Promise<FastifyReply> {
  void reply.header('content-type', contentType)
  if (cacheControl !== undefined) void reply.header('cache-control', cacheControl)
  if (fileName !== undefined) {
    void reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`)
  }
  if (typeof data === 'object' && 'relPath' in data) return sendFile(reply, data, streams)
  if (data instanceof Readable) {
    if (reply.request.method === 'HEAD') return reply.send(unread(data))
    follow(data, streams)
  }
  return reply.send(data)
}

function follow(stream: Readable, streams: Set<Readable>): void {
  streams.add(stream)
  stream.once('close', () => streams.delete(stream))
}

/** With the head and the part that were asked for. @throws NotFoundError when it is gone since */
async function sendFile(
  reply: FastifyReply,
  { folder, relPath }: FileToSend,
  streams: Set<Readable>,
): Promise<FastifyReply> {
  const path = relPath.split('/').map(encodeURIComponent).join('/')
  const options = { root: folder, dotfiles: 'allow', cacheControl: false, contentType: false, index: false } as const
  const { type, statusCode, headers, stream } = await sendBy(reply.request.raw, `/${path}`, options)
  if (type === 'error' && statusCode === 404) throw new NotFoundError('request/file-gone')
  const { 'Content-Security-Policy': _policy, ...heads } = headers
  follow(stream, streams)
  return reply.code(statusCode).headers(heads).send(stream)
}

/** Of a stream, which may never end, only the head is sent. */
function unread(stream: Readable): Readable {
  stream.destroy()
  return Readable.from([])
}
