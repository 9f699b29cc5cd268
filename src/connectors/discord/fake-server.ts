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

interface Embed {
  title?: unknown
  description?: unknown
}

/** What Discord finds wrong with a body. */
function refusalOf(body: { content?: unknown; embeds?: unknown }): unknown {
  const embeds = (Array.isArray(body.embeds) ? body.embeds : []) as Embed[]
  const content = typeof body.content === 'string' ? body.content : ''
  if (content === '' && embeds.length === 0) return { code: 50006, message: 'Cannot send an empty message' }
  const lengths = embeds.map(({ title, description }) => [String(title ?? '').length, String(description ?? '').length])
  const isTooLong =
    content.length > LIMITS.content ||
    embeds.length > 10 ||
    lengths.some(([title = 0, description = 0]) => title > LIMITS.title || description > LIMITS.description) ||
    lengths.flat().reduce((sum, one) => sum + one, 0) > LIMITS.all
  return isTooLong ? { code: 50035, message: 'Invalid Form Body', errors: { embeds: {} } } : undefined
}

function reply(response: ServerResponse, status: number, body?: unknown, headers: Record<string, string> = {}): number {
  const isPage = typeof body === 'string'
  response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json', ...headers })
  response.end(body === undefined ? '' : isPage ? body : JSON.stringify(body))
  return status
}

/** QUIRK(discord): the header is in seconds; in the body of API 10 so is `retry_after`, in older ones it was milliseconds. https://github.com/discord/discord-api-docs/issues/4722 */
function limited(response: ServerResponse, seconds: number): number {
  const body = { message: 'You are being rate limited.', retry_after: seconds, global: false }
  return reply(response, 429, body, { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-limit': String(BUDGET) })
}

export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const { port = 0, key = 'fake-token', now = Date.now } = options
  const posts: Record<string, unknown>[] = []
  const statuses: number[] = []
  const faults: DiscordFault[] = []
  const messages = new Map<string, unknown>()
  const times: number[] = []
  let isDeleted = false
  let lastId = 0
  const meetFault = (fault: DiscordFault, response: ServerResponse): number | undefined => {
    if (fault.kind === 'limited') return limited(response, fault.seconds)
    if (fault.kind === 'limited-page')
      return reply(response, 429, '<html><body>Access denied</body></html>', { 'retry-after': String(fault.seconds) })
    if (fault.kind === 'status') return reply(response, fault.status, { message: 'Something broke', code: 0 })
    return undefined
  }
  const post = (body: Record<string, unknown>, isWaiting: boolean, response: ServerResponse): number => {
    const refusal = refusalOf(body)
    if (refusal !== undefined) return reply(response, 400, refusal)
    const since = now() - WINDOW_MS
    if (times.filter((at) => at > since).length >= BUDGET) return limited(response, WINDOW_MS / 1000)
    times.push(now())
    const id = String(1_300_000_000_000_000_000n + BigInt(++lastId))
    posts.push(body)
    messages.set(id, body)
    return isWaiting ? reply(response, 200, { id, channel_id: '77', ...body }) : reply(response, 204)
  }
  const server = createServer(async (request, response) => {
    const url = new URL(`http://fake${request.url ?? '/'}`)
    const [, id, token, messageId] = ROUTE.exec(url.pathname) ?? []
    const body = await text(request)
    const isPost = request.method === 'POST'
    const fault = isPost ? faults.shift() : undefined
    if (fault?.kind === 'lost-answer') {
      posts.push(JSON.parse(body) as Record<string, unknown>)
      return void response.socket?.destroy()
    }
    const met = fault === undefined ? undefined : meetFault(fault, response)
    if (met !== undefined) return void statuses.push(met)
    if (id !== ID || isDeleted)
      return void statuses.push(reply(response, 404, { message: 'Unknown Webhook', code: 10015 }))
    if (token !== key)
      return void statuses.push(reply(response, 401, { message: 'Invalid Webhook Token', code: 50027 }))
    if (isPost) {
      const parsed = JSON.parse(body) as Record<string, unknown>
      return void statuses.push(post(parsed, url.searchParams.get('wait') === 'true', response))
    }
    if (messageId === undefined)
      return void statuses.push(reply(response, 200, { id, name: 'Patchbay', channel_id: '77', type: 1 }))
    const isThere = messages.has(messageId)
    statuses.push(
      isThere
        ? reply(response, 200, { id: messageId, channel_id: '77' })
        : reply(response, 404, { message: 'Unknown Message', code: 10008 }),
    )
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    webhookAddress: `${url}/api/webhooks/${ID}/${key}`,
    posts,
    statuses,
    faults,
    deleteWebhook: () => void (isDeleted = true),
    deleteMessage: (id) => void messages.delete(id),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
