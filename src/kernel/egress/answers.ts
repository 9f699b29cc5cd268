import { z } from 'zod'
import { type AppError, CredentialsRefusedError, LimitedError, RejectedError, UnavailableError } from '../errors.ts'
import type { Answer } from './client.ts'

const LONGEST_SAID = 200
const LONGEST_RETRY_MS = 15 * 60_000
const SHORTEST_RETRY_MS = 1000

/** The beginning of what the other side wrote, as one line of plain text; for errors, never for decisions. */
export function saidIn({ bytes }: Pick<Answer, 'bytes'>): string {
  const text = bytes.subarray(0, 4096).toString('utf8')
  const plain = isMarkup(text) ? text.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ') : text
  // Control characters must reach no log and no terminal.
  return plain
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_SAID)
}

const isMarkup = (text: string): boolean => /^[\uFEFF\s]*</.test(text)

/**
 * The JSON of an answer in the shape that is read, whatever its content type says (QUIRK(libretime 4.5): JSON comes as text/html).
 * @throws UnavailableError `remote/web-page` or `remote/not-json` (something stands between, or it is just starting),
 * RejectedError `remote/unexpected-shape`
 */
export function readJson<Schema extends z.ZodType>(
  answer: Answer,
  schema: Schema,
  context: { host: string },
): z.output<Schema> {
  const text = answer.bytes.toString('utf8').replace(/^\uFEFF/, '')
  const params = { host: context.host, status: answer.status, said: saidIn(answer) }
  if (isMarkup(text)) throw new UnavailableError('remote/web-page', { params })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new UnavailableError('remote/not-json', { params, cause })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw oddShape(parsed.error, context.host)
}

function oddShape({ issues: [issue] }: z.ZodError, host: string, index?: number): RejectedError {
  const field = [...(index === undefined ? [] : [index]), ...(issue?.path ?? [])].join('.')
  return new RejectedError('remote/unexpected-shape', { params: { host, field, problem: issue?.code ?? '' } })
}

/** The rows of a long list, in the shape that is read, while it comes. */
export interface RowReader<Row> {
  onItem(json: string): void
  /** @throws as `readJson`; UnavailableError `remote/not-json` when it broke off */
  rowsOf(answer: Answer): Row[]
}

export function readRows<Schema extends z.ZodType>(
  schema: Schema,
  { host }: { host: string },
): RowReader<z.output<Schema>> {
  const rows: z.output<Schema>[] = []
  let trouble: { cause?: unknown; odd?: RejectedError } | undefined
  return {
    onItem(json) {
      if (trouble !== undefined) return
      try {
        const parsed = schema.safeParse(JSON.parse(json))
        if (parsed.success) rows.push(parsed.data)
        else trouble = { odd: oddShape(parsed.error, host, rows.length) }
      } catch (cause) {
        trouble = { cause }
      }
    },
    rowsOf(answer) {
      if (answer.isWholeList === undefined) return readJson(answer, z.array(schema), { host })
      if (trouble?.odd !== undefined && answer.isWholeList) throw trouble.odd
      if (answer.isWholeList && trouble === undefined) return rows
      const params = { host, status: answer.status, said: saidIn(answer) }
      throw new UnavailableError('remote/not-json', { params, cause: trouble?.cause })
    },
  }
}

/** What a status of 400 and above means, where the service has no words of its own for it. */
export function refusalIn(answer: Answer, { host }: { host: string }): AppError {
  const { status } = answer
  const params = { host, status, said: saidIn(answer) }
  // A login or a challenge that stands before the service is no word of the service.
  if ((status === 401 || status === 403) && isMarkup(answer.bytes.subarray(0, 200).toString('utf8')))
    return new UnavailableError('remote/web-page', { params })
  if (status === 401 || status === 403) return new CredentialsRefusedError('remote/key-refused', { params })
  if (status === 429) return new LimitedError('remote/too-many-calls', { params, retryAfterMs: retryAfterMs(answer) })
  if (status === 413) return new RejectedError('remote/too-large', { params })
  if (status >= 502 && status <= 504)
    return new UnavailableError('remote/gateway', { params, retryAfterMs: retryAfterMs(answer) })
  if (status >= 500) return new RejectedError('remote/failed', { params })
  return new RejectedError('remote/refused-it', { params })
}

/** Seconds or a date; nonsense and years count as our own bounds. */
function retryAfterMs({ headers }: Pick<Answer, 'headers'>): number {
  const text = headers['retry-after'] ?? ''
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) ? Math.min(LONGEST_RETRY_MS, Math.max(SHORTEST_RETRY_MS, ms)) : SHORTEST_RETRY_MS * 5
}
