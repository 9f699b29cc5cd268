import { AppError, DeadlineError, RejectedError, UnavailableError } from '../errors.ts'

interface Attempt {
  host: string
  method: string
  deadlineMs: number
  /** Whether our own deadline has passed. */
  isLate: boolean
  /** Whether the head of an answer came. */
  answered: boolean
}

const BEFORE_SENDING: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'remote/refused',
  EHOSTUNREACH: 'remote/unreachable',
  ENETUNREACH: 'remote/unreachable',
  EHOSTDOWN: 'remote/unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'remote/connect-timed-out',
  ETIMEDOUT: 'remote/connect-timed-out',
}
/** OpenSSL's and Node's words for a certificate that is not trusted, and for a port that speaks no TLS. */
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_MISMATCH)/
const CERTIFICATE = /^(ERR_TLS_CERT|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/
const UNPACKING = /^(Z_|ERR_BROTLI|ERR__ERROR)/

/** What went wrong on the way, in our words: the code tells whether the request may have arrived. */
export function troubleOf(error: unknown, attempt: Attempt): AppError {
  const { host, isLate, answered, deadlineMs } = attempt
  const root = rootOf(error)
  if (root instanceof AppError) return root
  const code = String((root as NodeJS.ErrnoException).code ?? '')
  const params = { host }
  const cause = error
  if (TLS.test(code)) {
    const kind = CERTIFICATE.test(code) ? 'remote/certificate-refused' : 'remote/tls-failed'
    return new UnavailableError(kind, { params: { ...params, problem: code }, cause })
  }
  const early = BEFORE_SENDING[code]
  if (early !== undefined && !answered) return new UnavailableError(early, { params, cause })
  if (UNPACKING.test(code)) return new RejectedError('remote/garbled', { params, cause })
  if (isLate || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return new DeadlineError('remote/no-answer', {
      params: { ...params, seconds: Math.round(deadlineMs / 1000) },
      cause,
    })
  return new UnavailableError('remote/broken-off', { params: { ...params, problem: code }, cause })
}

/** Node bundles the failures of several addresses, and wraps what a look-up threw. */
function rootOf(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0])
  const { cause } = error as { cause?: unknown }
  return cause instanceof Error && (error as NodeJS.ErrnoException).code === undefined ? rootOf(cause) : error
}

/** Codes after which the other side may have got the request, whole or in part. */
const UNKNOWN = new Set([
  'remote/no-answer',
  'remote/broken-off',
  'remote/garbled',
  'remote/not-json',
  'remote/too-long',
  'remote/unknown-encoding',
])

/** Codes of answers that say neither yes nor a clear no. */
const UNCLEAR = new Set(['remote/failed', 'remote/unexpected-shape'])

/** Whether what was asked for may have been done although the answer is an error: it broke down over it, or made no sense. */
export const mayBeDone = (error: unknown): boolean => error instanceof AppError && UNCLEAR.has(error.code)

/**
 * Whether what was asked for may have been done although no answer tells: then one looks before one asks again.
 * Anything that is not known to have stayed here counts.
 */
export function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof AppError)) return true
  return !error.code.startsWith('remote/') || UNKNOWN.has(error.code)
}
