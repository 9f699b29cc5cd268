import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface FakeDiscordOptions {
  port?: number
  key?: string
  now?(): number
}

/** What stands before the next requests, in this order; nothing is posted then. */
export type DiscordFault =
  /** Of Discord's own limit: JSON, with both units of the time. */
  | { kind: 'limited'; seconds: number }
  /** Of the wall before it: a page, with the header alone. */
  | { kind: 'limited-page'; seconds: number }
  | { kind: 'status'; status: number }
  /** It is posted, and the answer never comes. */
  | { kind: 'lost-answer' }

/**
 * A double of Discord's webhooks (API 10) on a real socket of the loopback: its limits of length, its budget of five in
 * two seconds, its codes.
 */
export interface FakeDiscord extends AsyncDisposable {
  readonly url: string
  readonly webhookAddress: string
  /** What was posted, oldest first. */
  readonly posts: readonly Readonly<Record<string, unknown>>[]
  /** Answers, oldest first. */
  readonly statuses: readonly number[]
  readonly faults: DiscordFault[]
  /** Somebody deletes the webhook. */
  deleteWebhook(): void
  /** Somebody deletes a message. */
  deleteMessage(id: string): void
}

const ID = '1188216034150000000'
const BUDGET = 5
const WINDOW_MS = 2000
const ROUTE = /^\/api\/v10\/webhooks\/(\d+)\/([\w-]+)(?:\/messages\/(\d+))?$/
const LIMITS = { title: 256, description: 4096, all: 6000, content: 2000 }

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0)

/** What Discord finds wrong with a body. */
function refusalOf(body: { content?: unknown; embeds?: unknown }): unknown {
  const embeds = (Array.isArray(body.embeds) ? body.embeds : []) as { title?: unknown; description?: unknown }[]
  if (lengthOf(body.content) === 0 && embeds.length === 0)
    return { code: 50006, message: 'Cannot send an empty message' }
  const lengths = embeds.map(({ title, description }) => [lengthOf(title), lengthOf(description)])
  const isTooLong =
    lengthOf(body.content) > LIMITS.content ||
    embeds.length > 10 ||
    lengths.some(([title = 0, description = 0]) => title > LIMITS.title || description > LIMITS.description) ||
    lengths.flat().reduce((sum, one) => sum + one, 0) > LIMITS.all
  return isTooLong ? { code: 50035, message: 'Invalid Form Body', errors: { embeds: {} } } : undefined
}

interface Reply {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

function answer(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const isPage = typeof body === 'string'
  response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json', ...headers })
  response.end(body === undefined ? '' : isPage ? body : JSON.stringify(body))
}

/** QUIRK(discord): the header is in seconds; in the body of API 10 so is `retry_after`, in older ones it was milliseconds. https://github.com/discord/discord-api-docs/issues/4722 */
const limited = (seconds: number): Reply => ({
  status: 429,
  body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
  headers: { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-limit': String(BUDGET) },
})

function meet(fault: DiscordFault): Reply {
  if (fault.kind === 'limited') return limited(fault.seconds)
  if (fault.kind === 'status') return { status: fault.status, body: { message: 'Something broke', code: 0 } }
  const headers = { 'retry-after': String(fault.kind === 'limited-page' ? fault.seconds : 1) }
  return { status: 429, body: '<html><body>Access denied</body></html>', headers }
}

class World {
  readonly posts: Record<string, unknown>[] = []
  readonly messages = new Set<string>()
  readonly times: number[] = []
  isDeleted = false
  readonly key: string
  readonly now: () => number

  constructor(key: string, now: () => number) {
    this.key = key
    this.now = now
  }

  serve({ method, url, body }: { method: string; url: URL; body: string }): Reply {
    const [, id, token, messageId] = ROUTE.exec(url.pathname) ?? []
    if (id !== ID || this.isDeleted) return { status: 404, body: { message: 'Unknown Webhook', code: 10015 } }
    if (token !== this.key) return { status: 401, body: { message: 'Invalid Webhook Token', code: 50027 } }
    if (method === 'POST') return this.post(body, url.searchParams.get('wait') === 'true')
    if (messageId === undefined) return { status: 200, body: { id, name: 'Patchbay', channel_id: '77', type: 1 } }
    if (this.messages.has(messageId)) return { status: 200, body: { id: messageId, channel_id: '77' } }
    return { status: 404, body: { message: 'Unknown Message', code: 10008 } }
  }

  private post(given: string, isWaiting: boolean): Reply {
    const body = JSON.parse(given) as Record<string, unknown>
    const refusal = refusalOf(body)
    if (refusal !== undefined) return { status: 400, body: refusal }
    const since = this.now() - WINDOW_MS
    if (this.times.filter((at) => at > since).length >= BUDGET) return limited(WINDOW_MS / 1000)
    this.times.push(this.now())
    this.posts.push(body)
    const id = String(1_300_000_000_000_000_000n + BigInt(this.posts.length))
    this.messages.add(id)
    return isWaiting ? { status: 200, body: { id, channel_id: '77', ...body } } : { status: 204 }
  }
}

export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const world = new World(options.key ?? 'fake-token', options.now ?? Date.now)
  const statuses: number[] = []
  const faults: DiscordFault[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(`http://fake${request.url ?? '/'}`)
    const given = { method: request.method ?? 'GET', url, body: await text(request) }
    const fault = given.method === 'POST' ? faults.shift() : undefined
    const reply = fault === undefined || fault.kind === 'lost-answer' ? world.serve(given) : meet(fault)
    if (fault?.kind === 'lost-answer') return void response.socket?.destroy()
    statuses.push(reply.status)
    answer(response, reply)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    webhookAddress: `${url}/api/webhooks/${ID}/${world.key}`,
    posts: world.posts,
    statuses,
    faults,
    deleteWebhook: () => void (world.isDeleted = true),
    deleteMessage: (id) => void world.messages.delete(id),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
