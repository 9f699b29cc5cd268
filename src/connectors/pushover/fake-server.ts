import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A double of Pushover's API 1 on a real socket of the loopback: its limits, its refusals, its quota. */
export interface FakePushover extends AsyncDisposable {
  readonly url: string
  readonly token: string
  readonly user: string
  /** What was taken, oldest first. */
  readonly posts: readonly Readonly<Record<string, string>>[]
  /** Requests of any kind. */
  readonly requests: { path: string; status: number }[]
  /** The next requests are answered with these. */
  readonly statuses: number[]
  /** Messages that are left of the month. */
  remaining: number
}

const TOKEN = 'azGDORePK8gMaC0QOYAMyEEuzJnyUi'
const USER = 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG'
const REQUEST = '647d2300-702c-4b38-8b2f-d56326ae460b'
const LIMIT = 10_000

interface Reply {
  status: number
  body: unknown
  headers?: Record<string, string>
}

const count = (value: string | null): number => Array.from(value ?? '').length

/** What Pushover finds wrong. */
function errorsIn(fields: URLSearchParams, keys: { token: string; user: string }): Record<string, unknown> | undefined {
  const refused = (errors: string[], more: Record<string, string>) => ({ ...more, errors, status: 0, request: REQUEST })
  if (fields.get('token') !== keys.token) return refused(['application token is invalid'], { token: 'invalid' })
  if (fields.get('user') !== keys.user)
    return refused(['user identifier is not a valid user, group, or subscribed user key'], { user: 'invalid' })
  return undefined
}

function errorsInMessage(fields: URLSearchParams): Record<string, unknown> | undefined {
  const refused = (error: string) => ({ message: error, errors: [`message ${error}`], status: 0, request: REQUEST })
  if ((fields.get('message') ?? '').trim() === '') return refused('cannot be blank')
  if (count(fields.get('message')) > 1024 || count(fields.get('title')) > 250) return refused('is too long')
  return undefined
}

const taken = (body: Record<string, unknown>, headers = {}): Reply => ({
  status: 200,
  body: { status: 1, request: REQUEST, ...body },
  headers,
})

export async function startFakePushover(options: { port?: number; key?: string } = {}): Promise<FakePushover> {
  const keys = { token: options.key ?? TOKEN, user: USER }
  const posts: Record<string, string>[] = []
  const requests: { path: string; status: number }[] = []
  const statuses: number[] = []
  const month = { remaining: LIMIT }
  const post = (fields: URLSearchParams): Reply => {
    const refusal = errorsIn(fields, keys) ?? errorsInMessage(fields)
    if (refusal !== undefined) return { status: 400, body: refusal }
    if (month.remaining === 0)
      return { status: 429, body: { errors: ['application is over its quota'], status: 0, request: REQUEST } }
    month.remaining -= 1
    posts.push(Object.fromEntries(fields))
    const left = String(month.remaining)
    return taken({}, { 'x-limit-app-limit': String(LIMIT), 'x-limit-app-remaining': left })
  }
  const serve = (path: string, fields: URLSearchParams): Reply => {
    if (path === '/1/messages.json') return post(fields)
    if (path === '/1/apps/limits.json') return taken({ limit: LIMIT, remaining: month.remaining, reset: 0 })
    if (path !== '/1/users/validate.json') return { status: 404, body: { errors: ['not found'], status: 0 } }
    const refusal = errorsIn(fields, keys)
    return refusal === undefined ? taken({ devices: ['phone', 'tablet'] }) : { status: 400, body: refusal }
  }
  const server = createServer(async (request, response) => {
    const url = new URL(`http://fake${request.url ?? '/'}`)
    const fields = request.method === 'GET' ? url.searchParams : new URLSearchParams(await text(request))
    const broken = statuses.shift()
    const body = { errors: ['internal error'], status: 0, request: REQUEST }
    const reply = broken === undefined ? serve(url.pathname, fields) : { status: broken, body }
    requests.push({ path: url.pathname, status: reply.status })
    response.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8', ...reply.headers })
    response.end(JSON.stringify(reply.body))
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...keys,
    posts,
    requests,
    statuses,
    get remaining() {
      return month.remaining
    },
    set remaining(left) {
      month.remaining = left
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
