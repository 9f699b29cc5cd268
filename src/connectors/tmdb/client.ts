import type { z } from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import { readJson } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import { LimitedError } from '../../kernel/errors.ts'
import { createPace } from './pace.ts'
import { problemIn } from './refusals.ts'

/** TMDB's API, version 3. A call is made once: whether to repeat it is decided by who asked for it. */
export interface TmdbClient {
  readonly host: string
  /** @param path below the address @throws as `Egress.send`, and what `problemIn` says */
  get<Schema extends z.ZodType>(path: string, schema: Schema, options: CallOptions): Promise<z.output<Schema>>
}

export interface CallOptions {
  query?: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
}

export interface ClientParts {
  base: URL
  apiKey: string
  perSecond: number
  egress: Egress
  clock: Clock
}

const DEADLINE_MS = 30_000
/** A film with hundreds of pictures is some 500 kB. */
const MAX_BYTES = 16 << 20

/** The short key of version 3; the long one is a token for the header. */
const SHORT_KEY = /^[0-9a-f]{32}$/i
const HIDDEN = '[redacted]'

export function createClient({ base, apiKey, perSecond, egress, clock }: ClientParts): TmdbClient {
  const { host } = base
  const isShort = SHORT_KEY.test(apiKey)
  const pace = createPace(clock, { perSecond, host })
  const send = async (path: string, { query = {}, signal }: CallOptions): Promise<Answer> => {
    await pace.turn(signal)
    const url = new URL(path, base)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
    if (isShort) url.searchParams.set('api_key', apiKey)
    const headers = { accept: 'application/json', ...(isShort ? {} : { authorization: `Bearer ${apiKey}` }) }
    const answer = await egress.send({
      method: 'GET',
      url,
      headers,
      deadlineMs: DEADLINE_MS,
      maxBytes: MAX_BYTES,
      signal,
    })
    return isShort ? withoutKey(answer, apiKey) : answer
  }
  return {
    host,
    async get(path, schema, options) {
      const answer = await send(path, options)
      if (answer.status < 300) return readJson(answer, schema, { host })
      const problem = problemIn(answer, { host, path })
      if (problem instanceof LimitedError) pace.pause(problem)
      throw problem
    },
  }
}

/** What came back may quote the address, and with it the key. */
function withoutKey(answer: Answer, apiKey: string): Answer {
  if (!answer.bytes.includes(apiKey)) return answer
  return { ...answer, bytes: Buffer.from(answer.bytes.toString('utf8').replaceAll(apiKey, HIDDEN)) }
}
