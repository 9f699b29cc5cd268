import { z } from 'zod'
import { refusalIn, saidIn } from '../../kernel/egress/answers.ts'
import type { Answer } from '../../kernel/egress/client.ts'
import {
  type AppError,
  CredentialsRefusedError,
  LimitedError,
  NotFoundError,
  RejectedError,
  UnavailableError,
} from '../../kernel/errors.ts'

const Refusal = z.object({ status_code: z.number().int(), status_message: z.string().optional() })

/** Numbers of its own, beside the status. https://developer.themoviedb.org/docs/errors 2026-11 */
const KEY_REFUSED: ReadonlySet<number> = new Set([3, 7, 10, 14, 35, 36, 45])
const GONE: ReadonlySet<number> = new Set([6, 34, 37])
const TOO_MANY: ReadonlySet<number> = new Set([25])
const AWAY: ReadonlySet<number> = new Set([9, 11, 24, 43, 46])

/** What a status of 400 and above means. */
export function problemIn(answer: Answer, { host, path }: { host: string; path: string }): AppError {
  const refusal = refusalIn(answer, { host })
  const said = parse(answer)
  // Only its own word says that something is not there: a wrong address, and whatever stands between, say 404 as well.
  if (said === undefined)
    return answer.status === 404 ? new RejectedError('tmdb/no-api', { params: { host, path } }) : refusal
  const { status_code: number, status_message: message = '' } = said
  const params = { host, status: answer.status, said: saidIn({ bytes: Buffer.from(message) }), number }
  if (KEY_REFUSED.has(number)) return new CredentialsRefusedError('remote/key-refused', { params })
  if (GONE.has(number)) return new NotFoundError('library/gone-at-provider', { params: { host, path } })
  if (TOO_MANY.has(number) && !(refusal instanceof LimitedError))
    return new LimitedError('remote/too-many-calls', { params, retryAfterMs: DEFAULT_PAUSE_MS })
  if (AWAY.has(number) && !(refusal instanceof UnavailableError))
    return new UnavailableError('remote/gateway', { params })
  if (refusal instanceof RejectedError) return new RejectedError('tmdb/refused', { params })
  return refusal
}

const DEFAULT_PAUSE_MS = 10_000

function parse(answer: Answer): z.output<typeof Refusal> | undefined {
  try {
    return Refusal.safeParse(JSON.parse(answer.bytes.toString('utf8'))).data
  } catch {
    return undefined
  }
}
