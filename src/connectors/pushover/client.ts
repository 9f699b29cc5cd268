import { z } from 'zod'
import { readJson, refusalIn, saidIn } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import {
  type AppError,
  CredentialsRefusedError,
  LimitedError,
  RejectedError,
  UnavailableError,
} from '../../kernel/errors.ts'
import { createLiveSecrets } from '../../kernel/redact.ts'
import { turnsOf } from '../../kernel/turns.ts'

/** Pushover's API 1 for one application and one user or group. */
export interface PushoverClient {
  readonly host: string
  /** @returns the request's name */
  post(fields: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string>
  /** @returns how many devices would get a message */
  validate(signal: AbortSignal): Promise<number>
  /** What is left of the month. */
  quota(signal: AbortSignal): Promise<{ remaining: number; limit: number }>
}

export interface PushoverAccess {
  base: URL
  token: string
  user: string
  device: string
  egress: Egress
}

const DEADLINE_MS = 20_000
const MAX_BYTES = 1 << 18
/** By Pushover's rules, after an answer of 500 and above. */
const RETRY_MS = 5000
const HOUR_MS = 3_600_000

const Accepted = z.object({ status: z.literal(1), request: z.string().min(1) })
const Validated = z.object({ status: z.literal(1), devices: z.array(z.string()).default([]) })
const Quota = z.object({ limit: z.number(), remaining: z.number() })
const Refused = z.object({
  status: z.literal(0),
  errors: z.array(z.string()),
  token: z.unknown().optional(),
  user: z.unknown().optional(),
})

export function createClient({ base, token, user, device, egress }: PushoverAccess): PushoverClient {
  const { host } = base
  const secrets = createLiveSecrets()
  for (const one of [token, user]) secrets.add(one)
  // At most two connections at once, by Pushover's rules.
  const turns = turnsOf<string>()
  const call = (
    { method, path, fields }: { method: 'GET' | 'POST'; path: string; fields: Readonly<Record<string, string>> },
    signal: AbortSignal,
  ): Promise<Answer> =>
    turns.inTurn('call', async () => {
      const url = new URL(path, base)
      if (method === 'GET') url.search = new URLSearchParams(fields).toString()
      const answer = await egress.send({
        method,
        url,
        headers: method === 'GET' ? {} : { 'content-type': 'application/x-www-form-urlencoded' },
        ...(method === 'GET' ? {} : { body: new URLSearchParams(fields).toString() }),
        deadlineMs: DEADLINE_MS,
        maxBytes: MAX_BYTES,
        signal,
      })
      const safe = { ...answer, bytes: Buffer.from(secrets.redactKnown(answer.bytes.toString('utf8'))) }
      if (safe.status >= 300) throw problemIn(safe, host)
      return safe
    })
  const whom = { token, user, ...(device === '' ? {} : { device }) }
  return {
    host,
    async post(fields, signal) {
      const answer = await call({ method: 'POST', path: '1/messages.json', fields: { ...whom, ...fields } }, signal)
      return readJson(answer, Accepted, { host }).request
    },
    async validate(signal) {
      const answer = await call({ method: 'POST', path: '1/users/validate.json', fields: whom }, signal)
      return readJson(answer, Validated, { host }).devices.length
    },
    async quota(signal) {
      const answer = await call({ method: 'GET', path: '1/apps/limits.json', fields: { token } }, signal)
      return readJson(answer, Quota, { host })
    },
  }
}

function parse({ bytes }: Answer): z.output<typeof Refused> | undefined {
  try {
    return Refused.safeParse(JSON.parse(bytes.toString('utf8'))).data
  } catch {
    return undefined
  }
}

/** What a status of 300 and above of Pushover means: 4xx is never worth the same request again. */
function problemIn(answer: Answer, host: string): AppError {
  const { status } = answer
  const refused = parse(answer)
  const params = { host, status, said: refused?.errors.join('; ').slice(0, 200) || saidIn(answer) }
  if (status >= 500) return new UnavailableError('remote/broke-down', { params, retryAfterMs: RETRY_MS })
  if (refused === undefined) return refusalIn(answer, { host })
  // The month's quota is used up; it comes back on the first.
  if (status === 429) return new LimitedError('pushover/quota', { params, retryAfterMs: HOUR_MS })
  if (refused.token === 'invalid' || refused.user === 'invalid')
    return new CredentialsRefusedError('remote/key-refused', { params })
  return new RejectedError('messages/refused', { params })
}
