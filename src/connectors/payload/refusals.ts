import { z } from 'zod'
import { refusalIn, saidIn } from '../../kernel/egress/answers.ts'
import type { Answer } from '../../kernel/egress/client.ts'
import { type AppError, type FieldProblem, RejectedError } from '../../kernel/errors.ts'

/** QUIRK(payload 3.90.2): `data` is an object with the fields of a ValidationError, and a list of paths for a QueryError. */
const Refusal = z.object({
  errors: z.array(
    z.object({
      name: z.string().optional(),
      message: z.string().optional(),
      data: z.unknown().optional(),
    }),
  ),
})
const FieldErrors = z.object({ errors: z.array(z.object({ path: z.string(), message: z.string() })) })
const Paths = z.array(z.object({ path: z.string() }))
const NoRoute = z.object({ message: z.string().startsWith('Route not found') })

const MOST_FIELDS = 20

/** Their words as one line of plain text. */
const plain = (text: string): string => saidIn({ bytes: Buffer.from(text) })

function parse(answer: Answer): unknown {
  try {
    return JSON.parse(answer.bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** What a status of 400 and above of Payload means. */
export function problemIn(answer: Answer, { host, path }: { host: string; path: string }): AppError {
  const refusal = refusalIn(answer, { host })
  const said = parse(answer)
  const { status } = answer
  if (status === 404) return notFound(said, { host, path })
  const parsed = Refusal.safeParse(said)
  if (!parsed.success) return refusal
  const [first] = parsed.data.errors
  if (status === 403 || status === 401)
    return new RejectedError('payload/not-allowed', { params: { host, path, said: plain(first?.message ?? '') } })
  if (status !== 400) return refusal
  if (first?.name === 'QueryError') return notAskable(first.data, { host, path }) ?? refusal
  return invalid(first?.data, host) ?? refusal
}

/** QUIRK(payload 3.90.2): a collection that does not exist is 404 as a document is, with another body. */
function notFound(said: unknown, { host, path }: { host: string; path: string }): AppError {
  if (Refusal.safeParse(said).success) return new RejectedError('payload/not-found', { params: { host, path } })
  const code = NoRoute.safeParse(said).success ? 'payload/no-such-collection' : 'payload/no-api'
  return new RejectedError(code, { params: { host, path } })
}

const pathsIn = (data: unknown): string[] => (Paths.safeParse(data).data ?? []).map(({ path }) => plain(path))

function notAskable(data: unknown, { host, path }: { host: string; path: string }): AppError | undefined {
  const paths = pathsIn(data)
  if (paths.length === 0) return undefined
  return new RejectedError('payload/no-such-field', { params: { host, path, field: paths.join(', ') } })
}

/** QUIRK(payload 3): a change of one field validates the whole document, so any field may stand here. */
function invalid(data: unknown, host: string): AppError | undefined {
  const parsed = FieldErrors.safeParse(data)
  if (!parsed.success || parsed.data.errors.length === 0) return undefined
  const errors = parsed.data.errors.slice(0, MOST_FIELDS).map(({ path, message }) => ({
    path: plain(path),
    message: plain(message),
  }))
  const fields: FieldProblem[] = errors.map(({ path, message }) => ({
    pointer: `/${path.replaceAll('.', '/')}`,
    code: 'payload/field-refused',
    params: { field: path, said: message },
  }))
  const said = errors.map(({ path, message }) => `${path}: ${message}`).join(' ')
  return new RejectedError('payload/invalid', { params: { host, field: errors[0]?.path ?? '', said }, fields })
}
