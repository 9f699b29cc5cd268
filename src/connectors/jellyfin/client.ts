import type { z } from 'zod'
import { readJson, refusalIn } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import { CredentialsRefusedError, RejectedError } from '../../kernel/errors.ts'

/** Jellyfin's HTTP API. A call is made once: whether to repeat it is decided by who asked for it. */
export interface JellyfinClient {
  readonly host: string
  get<Schema extends z.ZodType>(path: string, schema: Schema, options: CallOptions): Promise<z.output<Schema>>
  /** The same; undefined when the key's owner may not ask. */
  getIfAllowed<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    options: CallOptions,
  ): Promise<z.output<Schema> | undefined>
  /** Answered with nothing. */
  post(path: string, json: unknown, options: CallOptions): Promise<void>
}

export interface CallOptions {
  query?: Readonly<Record<string, string>>
  signal: AbortSignal
}

const DEADLINE_MS = 30_000
const MAX_BYTES = 64 << 20

/** QUIRK(jellyfin 12): X-Emby-Token, X-MediaBrowser-Token and api_key are "legacy" and refused unless an admin allows them. */
const headerOf = (key: string): string =>
  `MediaBrowser Token="${key}", Client="Patchbay", Device="Patchbay", DeviceId="patchbay", Version="1"`

interface ClientParts {
  base: URL
  apiKey: string
  egress: Egress
}

export function createClient({ base, apiKey, egress }: ClientParts): JellyfinClient {
  const { host } = base
  const send = (
    method: 'GET' | 'POST',
    path: string,
    { query = {}, signal, json }: CallOptions & { json?: unknown },
  ) => {
    const url = new URL(path, base)
    url.search = new URLSearchParams(query).toString()
    return egress.send({
      method,
      url,
      headers: {
        authorization: headerOf(apiKey),
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      deadlineMs: DEADLINE_MS,
      maxBytes: MAX_BYTES,
      signal,
    })
  }
  const problemIn = (answer: Answer, path: string) => {
    const refusal = refusalIn(answer, { host })
    // QUIRK(jellyfin): 403 without a body is a key whose owner may not do this.
    if (answer.status === 403 && answer.bytes.length === 0)
      return new RejectedError('jellyfin/not-allowed', { params: { host, path } })
    if (answer.status === 401 && answer.bytes.length === 0)
      return new CredentialsRefusedError('remote/key-refused', { params: { host, status: 401, said: '' } })
    return refusal
  }
  return {
    host,
    async get(path, schema, options) {
      const answer = await send('GET', path, options)
      if (answer.status !== 200) throw problemIn(answer, path)
      return readJson(answer, schema, { host })
    },
    async getIfAllowed(path, schema, options) {
      const answer = await send('GET', path, options)
      if (answer.status === 403 && answer.bytes.length === 0) return undefined
      if (answer.status !== 200) throw problemIn(answer, path)
      return readJson(answer, schema, { host })
    },
    async post(path, json, options) {
      const answer = await send('POST', path, { ...options, json })
      if (answer.status === 204) return
      if (answer.status >= 300) throw problemIn(answer, path)
      // Something that stands before it says yes to everything.
      throw new RejectedError('remote/unexpected-shape', {
        params: { host, field: 'status', problem: `${answer.status}` },
      })
    },
  }
}
