import { z } from 'zod'
import { readJson } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import { AppError, CredentialsRefusedError } from '../../kernel/errors.ts'
import { problemIn } from './refusals.ts'

export interface PayloadUser {
  id: string
  name: string
}

/** Payload's REST API. A call is made once: whether to repeat it is decided by who asked for it. */
export interface PayloadClient {
  readonly host: string
  /** @param path below `api/` @throws as `Egress.send`, and what `problemIn` says */
  get<Schema extends z.ZodType>(path: string, schema: Schema, options: CallOptions): Promise<z.output<Schema>>
  patch<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    options: CallOptions & { json: unknown },
  ): Promise<z.output<Schema>>
  /** To a door of our own plugin. */
  post<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    options: CallOptions & { json: unknown },
  ): Promise<z.output<Schema>>
  /** @throws CredentialsRefusedError `remote/key-refused` */
  whoAmI(signal: AbortSignal): Promise<PayloadUser>
}

export interface CallOptions {
  query?: URLSearchParams
  deadlineMs?: number
  signal: AbortSignal
}

const DEADLINE_MS = 30_000
/** Some 100,000 episodes. */
const MAX_BYTES = 64 << 20

const Id = z.union([z.string(), z.number()]).transform(String)
const text = z.string().nullish()
const Me = z.object({ user: z.object({ id: Id, email: text, username: text }).nullable() })

export interface ClientParts {
  base: URL
  authCollection: string
  apiKey: string
  egress: Egress
}

export function createClient({ base, authCollection, apiKey, egress }: ClientParts): PayloadClient {
  const { host } = base
  const send = async (
    method: 'GET' | 'PATCH' | 'POST',
    path: string,
    { query, signal, json, deadlineMs = DEADLINE_MS }: CallOptions & { json?: unknown },
  ): Promise<Answer> => {
    const url = new URL(`api/${path}`, base)
    url.search = query?.toString() ?? ''
    const answer = await egress.send({
      method,
      url,
      headers: {
        authorization: `${authCollection} API-Key ${apiKey}`,
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      deadlineMs,
      maxBytes: MAX_BYTES,
      signal,
    })
    if (answer.status < 300) return answer
    throw problemIn(answer, { host, path })
  }
  const client: PayloadClient = {
    host,
    get: async (path, schema, options) => readJson(await send('GET', path, options), schema, { host }),
    post: async (path, schema, options) => readJson(await send('POST', path, options), schema, { host }),
    async patch(path, schema, options) {
      try {
        return readJson(await send('PATCH', path, options), schema, { host })
      } catch (error) {
        // A stranger is refused in the same words as one who may not.
        if (error instanceof AppError && error.code === 'payload/not-allowed') await client.whoAmI(options.signal)
        throw error
      }
    },
    async whoAmI(signal) {
      const { user } = await client.get(`${authCollection}/me`, Me, { signal })
      // QUIRK(payload 3): a wrong key is nobody, with 200; nothing ever says 401.
      if (user === null)
        throw new CredentialsRefusedError('remote/key-refused', {
          params: { host, status: 200, said: `${authCollection}/me: user null` },
        })
      return { id: user.id, name: user.email ?? user.username ?? user.id }
    },
  }
  return client
}
