import { z } from 'zod'
import { readJson, refusalIn } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import { CredentialsRefusedError } from '../../kernel/errors.ts'
import { isInvalid, problemIn } from './refusals.ts'

/** Kodi's JSON-RPC over HTTP. A call is made once: whether to repeat it is decided by who asked for it. */
export interface KodiClient {
  readonly host: string
  /** Between two looks at what Kodi does by itself. */
  readonly lookMs: number
  /** @throws as `Egress.send`; RejectedError `kodi/…` when Kodi understood and said no */
  call<Schema extends z.ZodType>(method: string, schema: Schema, options: CallOptions): Promise<z.output<Schema>>
  /** The same; undefined when Kodi finds that there is no such thing. */
  find<Schema extends z.ZodType>(
    method: string,
    schema: Schema,
    options: CallOptions,
  ): Promise<z.output<Schema> | undefined>
}

export interface CallOptions {
  params?: Readonly<Record<string, unknown>>
  signal: AbortSignal
}

export interface ClientParts {
  base: URL
  username: string
  password: string
  egress: Egress
  lookMs?: number
}

const DEADLINE_MS = 30_000
const LOOK_MS = 200
/** Some 100,000 rows. */
const MAX_BYTES = 64 << 20

const Envelope = z.object({
  error: z.object({ code: z.number(), message: z.string().catch(''), data: z.unknown().optional() }).optional(),
})

export function createClient({ base, username, password, egress, lookMs = LOOK_MS }: ClientParts): KodiClient {
  const { host } = base
  const url = new URL('jsonrpc', base)
  const credentials: Record<string, string> =
    username === '' ? {} : { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
  const post = async (method: string, { params = {}, signal }: CallOptions): Promise<Answer> => {
    const answer = await egress.send({
      method: 'POST',
      url,
      // QUIRK(kodi 20.1): anything but application/json is 415.
      headers: { ...credentials, accept: 'application/json', 'content-type': 'application/json' },
      // QUIRK(kodi 20.1): a call without id is never answered.
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      deadlineMs: DEADLINE_MS,
      maxBytes: MAX_BYTES,
      signal,
    })
    // QUIRK(kodi 20.1): the 401 has no body.
    if (answer.status === 401 && answer.bytes.length === 0)
      throw new CredentialsRefusedError('remote/key-refused', { params: { host, status: 401, said: '' } })
    if (answer.status !== 200) throw refusalIn(answer, { host })
    return answer
  }
  const resultOf = <Schema extends z.ZodType>(answer: Answer, schema: Schema): z.output<Schema> =>
    (readJson(answer, z.object({ result: schema }), { host }) as { result: z.output<Schema> }).result
  return {
    host,
    lookMs,
    async call(method, schema, options) {
      const answer = await post(method, options)
      // QUIRK(kodi 20.1): errors come with 200.
      const { error } = readJson(answer, Envelope, { host })
      if (error !== undefined) throw problemIn(error, { host, method })
      return resultOf(answer, schema)
    },
    async find(method, schema, options) {
      const answer = await post(method, options)
      const { error } = readJson(answer, Envelope, { host })
      if (error === undefined) return resultOf(answer, schema)
      if (isInvalid(error)) return undefined
      throw problemIn(error, { host, method })
    },
  }
}

/** Kodi answers this at once to whatever it will do later. */
export const Ok = z.literal('OK')
