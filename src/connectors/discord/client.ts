import { z } from 'zod'
import { readJson, refusalIn, saidIn } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import { type AppError, CredentialsRefusedError, RejectedError, UnavailableError } from '../../kernel/errors.ts'
import { createLiveSecrets } from '../../kernel/redact.ts'
import type { WebhookAddress } from './settings.ts'

/** One webhook of Discord's API 10. A call is made once: whoever asked decides whether to ask again. */
export interface DiscordClient {
  readonly host: string
  /** @returns the message's id */
  post(body: unknown, signal: AbortSignal): Promise<string>
  /** @throws RejectedError `messages/gone` when the webhook is no more */
  hasMessage(messageId: string, signal: AbortSignal): Promise<boolean>
  describe(signal: AbortSignal): Promise<{ name: string }>
}

const DEADLINE_MS = 20_000
const MAX_BYTES = 1 << 20

/** QUIRK(discord): one code for a webhook that is no more, another for a message of it; both are 404. https://discord.com/developers/docs/topics/opcodes-and-status-codes 2026-11-29 */
const UNKNOWN_MESSAGE = 10008
const UNKNOWN_WEBHOOK = 10015

const Refusal = z.object({ code: z.number(), message: z.string().default('') })
const Named = z.object({ id: z.string().min(1), name: z.string().nullish() })
const Posted = z.object({ id: z.string().min(1), channel_id: z.string() })

export function createClient(
  { origin, id, token }: WebhookAddress,
  { egress, threadId }: { egress: Egress; threadId: string },
): DiscordClient {
  const { host } = origin
  const secrets = createLiveSecrets()
  secrets.add(token)
  const call = async (
    { method, path = '', json }: { method: 'GET' | 'POST'; path?: string; json?: unknown },
    signal: AbortSignal,
  ): Promise<Answer> => {
    const url = new URL(`/api/v10/webhooks/${id}/${token}${path}`, origin)
    if (method === 'POST') url.searchParams.set('wait', 'true')
    if (threadId !== '' && (method === 'POST' || path !== '')) url.searchParams.set('thread_id', threadId)
    const given = json === undefined ? {} : { body: JSON.stringify(json) }
    const headers = {
      accept: 'application/json',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const answer = await egress.send({
      method,
      url,
      headers,
      ...given,
      deadlineMs: DEADLINE_MS,
      maxBytes: MAX_BYTES,
      signal,
    })
    // Whatever stands there may say the address back.
    return { ...answer, bytes: Buffer.from(secrets.redactKnown(answer.bytes.toString('utf8'))) }
  }
  return {
    host,
    async post(body, signal) {
      const answer = await call({ method: 'POST', json: body }, signal)
      if (answer.status >= 300) throw problemIn(answer, host)
      return readJson(answer, Posted, { host }).id
    },
    async hasMessage(messageId, signal) {
      const answer = await call({ method: 'GET', path: `/messages/${encodeURIComponent(messageId)}` }, signal)
      if (answer.status === 404 && codeIn(answer)?.code === UNKNOWN_MESSAGE) return false
      if (answer.status >= 300) throw problemIn(answer, host)
      return readJson(answer, Posted, { host }).id === messageId
    },
    async describe(signal) {
      const answer = await call({ method: 'GET' }, signal)
      if (answer.status >= 300) throw problemIn(answer, host)
      return { name: readJson(answer, Named, { host }).name ?? id }
    },
  }
}

function codeIn({ bytes }: Answer): z.output<typeof Refusal> | undefined {
  try {
    return Refusal.safeParse(JSON.parse(bytes.toString('utf8'))).data
  } catch {
    return undefined
  }
}

/** What a status of 300 and above of Discord means. */
function problemIn(answer: Answer, host: string): AppError {
  const said = codeIn(answer)
  const { status } = answer
  const params = { host, status, said: saidIn(answer) }
  if (status === 404 && said?.code === UNKNOWN_WEBHOOK) return new RejectedError('messages/gone', { params })
  if (status === 401 && said !== undefined) return new CredentialsRefusedError('remote/key-refused', { params })
  if (status === 400 && said !== undefined) return new RejectedError('messages/refused', { params })
  // What broke down over a message did not post it, as far as can be known; losing it would be worse than twice.
  if (status >= 500) return new UnavailableError('remote/broke-down', { params, retryAfterMs: 5000 })
  return refusalIn(answer, { host })
}
