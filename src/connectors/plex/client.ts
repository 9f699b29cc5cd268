import type { z } from 'zod'
import { readJson, refusalIn } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import { CredentialsRefusedError, RejectedError } from '../../kernel/errors.ts'

/** Plex Media Server's HTTP API. A call is made once: whether to repeat it is decided by who asked for it. */
export interface PlexClient {
  readonly host: string
  get<Schema extends z.ZodType>(path: string, schema: Schema, options: CallOptions): Promise<z.output<Schema>>
  /** Answered with nothing, by GET or by POST as the version has it. */
  order(path: string, options: CallOptions): Promise<void>
}

export interface CallOptions {
  query?: Readonly<Record<string, string>>
  signal: AbortSignal
}

const DEADLINE_MS = 30_000
const MAX_BYTES = 64 << 20
const METHOD_MISSING = [404, 405]

interface ClientParts {
  base: URL
  token: string
  egress: Egress
}

export function createClient({ base, token, egress }: ClientParts): PlexClient {
  const { host } = base
  const send = async (method: 'GET' | 'POST', path: string, { query = {}, signal }: CallOptions): Promise<Answer> => {
    const url = new URL(path, base)
    url.search = new URLSearchParams(query).toString()
    return egress.send({
      method,
      url,
      headers: {
        // QUIRK(plex): XML unless JSON is asked for.
        accept: 'application/json',
        'x-plex-token': token,
        'x-plex-client-identifier': 'patchbay',
        'x-plex-product': 'Patchbay',
      },
      deadlineMs: DEADLINE_MS,
      maxBytes: MAX_BYTES,
      signal,
    })
  }
  /** QUIRK(plex): a wrong token is 401 with a page or with JSON. */
  const problemIn = (answer: Answer) =>
    answer.status === 401 && isPlex(answer)
      ? new CredentialsRefusedError('remote/key-refused', { params: { host, status: 401, said: '' } })
      : refusalIn(answer, { host })
  return {
    host,
    async get(path, schema, options) {
      const answer = await send('GET', path, options)
      if (answer.status !== 200) throw problemIn(answer)
      return readJson(answer, schema, { host })
    },
    async order(path, options) {
      const answer = await send('GET', path, options)
      // QUIRK(plex): newer descriptions say POST; which versions refuse GET is not told.
      const last = METHOD_MISSING.includes(answer.status) ? await send('POST', path, options) : answer
      if (last.status !== 200) throw problemIn(last)
      // Something that stands before it says yes to everything.
      if (last.bytes.length > 0)
        throw new RejectedError('remote/unexpected-shape', { params: { host, field: 'body', problem: 'not_empty' } })
    },
  }
}

const isPlex = ({ headers, bytes }: Answer): boolean =>
  headers['x-plex-protocol'] !== undefined || /unauthorized/i.test(bytes.subarray(0, 500).toString('utf8'))
