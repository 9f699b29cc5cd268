import { createServer, type ServerResponse } from 'node:http'
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

function reply(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): number {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(JSON.stringify(body))
  return status
}

const count = (value: string | null): number => [...(value ?? '')].length

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

export async function startFakePushover(options: { port?: number; key?: string } = {}): Promise<FakePushover> {
  const keys = { token: options.key ?? TOKEN, user: USER }
  const posts: Record<string, string>[] = []
  const requests: { path: string; status: number }[] = []
  const statuses: number[] = []
  const month = { remaining: LIMIT }
  const post = (fields: URLSearchParams, response: ServerResponse): number => {
    const refusal = errorsIn(fields, keys) ?? errorsInMessage(fields)
    if (refusal !== undefined) return reply(response, 400, refusal)
    if (month.remaining === 0)
      return reply(response, 429, { errors: ['application is over its quota'], status: 0, request: REQUEST })
    month.remaining -= 1
    posts.push(Object.fromEntries(fields))
    return reply(
      response,
      200,
      { status: 1, request: REQUEST },
      {
        'x-limit-app-limit': String(LIMIT),
        'x-limit-app-remaining': String(month.remaining),
      },
    )
  }
  const server = createServer(async (request, response) => {
    const url = new URL(`http://fake${request.url ?? '/'}`)
    const fields = request.method === 'GET' ? url.searchParams : new URLSearchParams(await text(request))
    const broken = statuses.shift()
    let status = 404
    if (broken !== undefined)
      status = reply(response, broken, { errors: ['internal error'], status: 0, request: REQUEST })
    else if (url.pathname === '/1/messages.json') status = post(fields, response)
    else if (url.pathname === '/1/users/validate.json')
      status = reply(
        response,
        errorsIn(fields, keys) === undefined ? 200 : 400,
        errorsIn(fields, keys) ?? { status: 1, devices: ['phone', 'tablet'], request: REQUEST },
      )
    else if (url.pathname === '/1/apps/limits.json')
      status = reply(response, 200, { limit: LIMIT, remaining: month.remaining, reset: 0, status: 1, request: REQUEST })
    else reply(response, 404, { errors: ['not found'], status: 0 })
    requests.push({ path: url.pathname, status })
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
