import type { z } from 'zod'
import { readJson, refusalIn, saidIn } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import { type AppError, CredentialsRefusedError, NotFoundError, RejectedError } from '../../kernel/errors.ts'

/** Syncthing's REST API. A call is made once: whether to repeat it is decided by who asked for it. */
export interface SyncthingClient {
  readonly host: string
  /** Whoever answers there, asked without the key. */
  knock(signal: AbortSignal): Promise<Answer>
  get<Schema extends z.ZodType>(path: string, schema: Schema, options: CallOptions): Promise<z.output<Schema>>
  /** The same; undefined when it answers that there is no such thing. */
  find<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    options: CallOptions,
  ): Promise<z.output<Schema> | undefined>
  /** What changes something; answered with nothing that matters. */
  send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options: SendOptions): Promise<void>
}

export interface CallOptions {
  /** Several values of one name are sent one after the other. */
  query?: readonly (readonly [string, string])[]
  signal: AbortSignal
}

export interface SendOptions extends CallOptions {
  json?: unknown
  deadlineMs?: number
}

const DEADLINE_MS = 30_000
const MAX_BYTES = 64 << 20

interface ClientParts {
  base: URL
  apiKey: string
  egress: Egress
  /** SHA-256 fingerprint of a certificate of its own. */
  certificate?: string | undefined
}

export function createClient({ base, apiKey, egress, certificate }: ClientParts): SyncthingClient {
  const { host } = base
  const send = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options: SendOptions) => {
    const { query = [], signal, json, deadlineMs = DEADLINE_MS } = options
    const url = new URL(path, base)
    url.search = new URLSearchParams(query.map(([name, value]) => [name, value])).toString()
    return egress.send({
      method,
      url,
      headers: {
        // Bearer is known to newer ones only.
        'x-api-key': apiKey,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      deadlineMs,
      maxBytes: MAX_BYTES,
      certificate,
      signal,
    })
  }
  return {
    host,
    knock: (signal) =>
      egress.send({
        method: 'GET',
        url: new URL('rest/system/ping', base),
        deadlineMs: DEADLINE_MS,
        certificate,
        signal,
      }),
    async get(path, schema, options) {
      const answer = await send('GET', path, options)
      if (answer.status !== 200) throw problemIn(answer, host)
      return readJson(answer, schema, { host })
    },
    async find(path, schema, options) {
      const answer = await send('GET', path, options)
      if (answer.status === 200) return readJson(answer, schema, { host })
      const problem = problemIn(answer, host)
      if (problem.code === 'syncthing/no-such-thing') return undefined
      throw problem
    },
    async send(method, path, options) {
      const answer = await send(method, path, options)
      if (answer.status !== 200) throw problemIn(answer, host)
      // Something that stands before it says yes to everything; this one names itself.
      if (answer.headers['x-syncthing-version'] === undefined)
        throw new RejectedError('syncthing/not-syncthing', { params: { host } })
    },
  }
}

/** It names itself in each answer that comes from behind its doors; those before them are known by their words. */
export const isSyncthing = (answer: Answer, host: string): boolean =>
  answer.headers['x-syncthing-version'] !== undefined ||
  problemIn(answer, host).code.startsWith('syncthing/key-refused')

/** A 404 with these words is about the thing that was asked for; another one is nobody's answer. */
const NO_SUCH_THING = /^no (folder|device) with given id|^no such object in the index/i

/**
 * What it means when Syncthing says no. It tells its reasons as plain text, and by their first words only.
 * QUIRK(syncthing 1.19 to 2): 403 has three meanings, and a wrong key is 401 once a password is set (403 `Forbidden` in 2).
 */
export function problemIn(answer: Answer, host: string): AppError {
  const { status, headers } = answer
  const said = saidIn(answer)
  const params = { host, status, said }
  if (status === 403 && /^host check error/i.test(said)) return new RejectedError('syncthing/host-check', { params })
  if (status === 403 && /^csrf error/i.test(said))
    return new CredentialsRefusedError('syncthing/key-refused', { params })
  if (status === 401 && /^not authorized/i.test(said))
    return new CredentialsRefusedError('syncthing/key-refused-password', { params })
  if (status === 403 && /^forbidden/i.test(said))
    return new CredentialsRefusedError('syncthing/key-refused-password', { params })
  if (status >= 301 && status <= 308 && String(headers.location ?? '').startsWith('https:'))
    return new RejectedError('syncthing/wants-https', { params })
  if (status === 404 && NO_SUCH_THING.test(said)) return new NotFoundError('syncthing/no-such-thing', { params })
  return folderProblem(said, params) ?? refusalIn(answer, { host })
}

function folderProblem(said: string, params: { host: string; status: number; said: string }): AppError | undefined {
  if (/^no such folder/i.test(said)) return new NotFoundError('syncthing/no-such-folder', { params })
  if (/^folder is paused/i.test(said)) return new RejectedError('syncthing/folder-paused', { params })
  if (/^folder path missing/i.test(said)) return new RejectedError('syncthing/folder-path-missing', { params })
  if (/^folder marker missing/i.test(said)) return new RejectedError('syncthing/folder-marker-missing', { params })
  return undefined
}
