import type { FastifyReply, FastifyRequest } from 'fastify'
import { isIP } from 'node:net'
import { InvalidInputError, NotAllowedError } from '../kernel/errors.ts'

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface OriginRules {
  /** Host names under which the server may be called, beside addresses and localhost; none named allows all. */
  allowedHosts: readonly string[]
  /** Other pages whose scripts may call the API, with a key. */
  allowedOrigins: readonly string[]
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)

/** @throws InvalidInputError when the server is called by a name that is not its own, as in DNS rebinding */
export function assertOwnHost(request: FastifyRequest, { allowedHosts }: OriginRules): void {
  if (allowedHosts.length === 0) return
  const name = request.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const isOwn = isIP(name) !== 0 || name === 'localhost' || allowedHosts.some((host) => host.toLowerCase() === name)
  if (!isOwn) throw new InvalidInputError('request/unknown-host', { params: { host: name.slice(0, 100) } })
}

/**
 * A browser sends the session cookie with whatever a page makes it send; only pages of this server may change state.
 * @throws NotAllowedError when the request comes from elsewhere, or carries a cookie and does not say where it comes from
 */
export function assertSameOrigin(request: FastifyRequest, rules: OriginRules): void {
  const isUpgrade = request.ws
  if (CHANGES_NOTHING.has(request.method) && !isUpgrade) return
  if (request.authenticatedBy === 'header') return
  const site = one(request.headers['sec-fetch-site'])
  const origin = one(request.headers.origin)
  if (origin !== undefined && isOwnOrigin(request, origin, rules)) return
  if (origin === undefined && site === 'same-origin') return
  const saysNothing = origin === undefined && site === undefined
  if (saysNothing && request.authenticatedBy === 'nothing') return
  throw new NotAllowedError(saysNothing ? 'request/no-origin' : 'request/other-origin')
}

function isOwnOrigin(request: FastifyRequest, origin: string, { allowedOrigins }: OriginRules): boolean {
  if (!URL.canParse(origin)) return false
  return new URL(origin).host === request.host.toLowerCase() || isAllowed(origin, allowedOrigins)
}

const isAllowed = (origin: string, allowed: readonly string[]): boolean =>
  allowed.some((url) => new URL(url).origin === origin)

/** Lets the pages that an administrator named read answers; cookies stay out of it. @returns whether it was a preflight */
export function answerCors(request: FastifyRequest, reply: FastifyReply, { allowedOrigins }: OriginRules): boolean {
  const origin = one(request.headers.origin)
  if (origin === undefined || !isAllowed(origin, allowedOrigins)) return false
  void reply.headers({ 'access-control-allow-origin': origin, vary: 'Origin' })
  void reply.header(
    'access-control-expose-headers',
    'etag, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset',
  )
  if (request.method !== 'OPTIONS') return false
  void reply.headers({
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': 'authorization, content-type, x-api-key, idempotency-key, if-match, last-event-id',
    'access-control-max-age': '600',
  })
  return true
}

const KEY_NAMES = /^(api[-_]?key|x-api-key|access[-_]?token|token|key|password|authorization)$/i

/** A key in an address ends up in logs, histories and referrers. @throws InvalidInputError */
export function assertNoKeyInUrl(request: FastifyRequest): void {
  const name = Object.keys(request.query as Record<string, unknown>).find((key) => KEY_NAMES.test(key))
  if (name !== undefined) throw new InvalidInputError('request/key-in-url', { params: { name } })
}
