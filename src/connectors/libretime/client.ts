import type { z } from 'zod'
import { readJson, readRows, refusalIn } from '../../kernel/egress/answers.ts'
import type { Answer, Egress, EgressRequest, OpenAnswer } from '../../kernel/egress/client.ts'
import { type AppError, CredentialsRefusedError } from '../../kernel/errors.ts'

/** LibreTime's two doors: the API of today (v2), and the older application, which alone takes uploads. */
export interface LibreTimeClient {
  readonly base: URL
  /** @throws as `Egress.send`, and what the status means */
  get<Schema extends z.ZodType>(path: string, schema: Schema, options?: CallOptions): Promise<z.output<Schema>>
  /** The rows of a list, however long: only what is read of them is kept. @throws as `get` */
  list<Schema extends z.ZodType>(path: string, row: Schema, options?: CallOptions): Promise<z.output<Schema>[]>
  send(method: EgressRequest['method'], path: string, options?: SendOptions): Promise<Answer>
  /** Bytes as they come, through v2; an answer that says no is given back with what it means. @throws as `Egress.open` */
  open(path: string, options: OpenOptions): Promise<OpenAnswer | { refused: Answer; meaning: AppError }>
}

export interface OpenOptions {
  headers: Readonly<Record<string, string>>
  signal: AbortSignal
}

export interface CallOptions {
  /** `rest` is the door of uploads, `open` needs no key. */
  door?: 'v2' | 'rest' | 'open'
  signal?: AbortSignal
  deadlineMs?: number
  maxBytes?: number
  /** Only the beginning of the answer is wanted. */
  isCut?: boolean
}

export interface SendOptions extends CallOptions {
  json?: unknown
  body?: EgressRequest['body']
  onItem?: EgressRequest['onItem']
  headers?: Readonly<Record<string, string>>
}

const DEADLINE_MS = 60_000
/** Of what comes as it is read: until it begins, and between two parts of it. */
const PAUSE_MS = 30_000
/** 20,000 files are 24 MB. */
const MAX_BYTES = 256 << 20

export function createClient({ base, apiKey, egress }: { base: URL; apiKey: string; egress: Egress }): LibreTimeClient {
  const send = async (method: EgressRequest['method'], path: string, options: SendOptions = {}): Promise<Answer> => {
    const answer = await egress.send({
      method,
      url: new URL(path, base),
      headers: {
        ...authorization(options.door ?? 'v2', apiKey),
        ...(options.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.json === undefined ? {} : { body: JSON.stringify(options.json) }),
      ...(options.body === undefined ? {} : { body: options.body }),
      deadlineMs: options.deadlineMs ?? DEADLINE_MS,
      maxBytes: options.maxBytes ?? MAX_BYTES,
      isCut: options.isCut ?? false,
      onItem: options.onItem,
      signal: options.signal,
    })
    if (answer.status < 300) return answer
    throw problemIn(answer, base)
  }
  return {
    base,
    send,
    async open(path, { headers, signal }) {
      const url = new URL(path, base)
      const all = { ...authorization('v2', apiKey), ...headers }
      const answer = await egress.open({ method: 'GET', url, headers: all, deadlineMs: PAUSE_MS, signal })
      return 'stream' in answer ? answer : { refused: answer, meaning: problemIn(answer, base) }
    },
    async get(path, schema, options) {
      return readJson(await send('GET', path, options), schema, { host: base.host })
    },
    async list(path, row, options) {
      const { onItem, rowsOf } = readRows(row, { host: base.host })
      return rowsOf(await send('GET', path, { ...options, onItem }))
    },
  }
}

/** QUIRK(libretime 4.5): the older door takes the key as user name with an empty password, v2 only in a scheme of its own. */
function authorization(door: 'v2' | 'rest' | 'open', apiKey: string): Record<string, string> {
  if (door === 'open') return {}
  if (door === 'v2') return { authorization: `Api-Key ${apiKey}` }
  return { authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}` }
}

/** QUIRK(libretime 4.5): a wrong key is 500 on the older door, never 401. */
function problemIn(answer: Answer, { host }: URL) {
  const refusal = refusalIn(answer, { host })
  const isKey = answer.status === 500 && answer.bytes.subarray(0, 40).toString().startsWith('ERROR: Incorrect API key.')
  return isKey ? new CredentialsRefusedError('remote/key-refused', { params: { ...refusal.params } }) : refusal
}
