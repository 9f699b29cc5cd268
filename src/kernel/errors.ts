/** Values that may be shown to anyone who may see the error: no secrets, no raw peer bodies. */
export type Params = Readonly<Record<string, string | number | boolean | null>>

export interface FieldProblem {
  /** JSON pointer into the body, or the query's or file's key. */
  pointer: string
  /** `error.*` code of what is wrong there. */
  code: string
  params?: Params
  /** Line in the text that was parsed, 1-based. */
  line?: number
}

export interface ErrorOptions {
  params?: Params
  cause?: unknown
  fields?: readonly FieldProblem[]
}

/**
 * Base of every error that Patchbay means to throw. `code` is `area/kebab`; its words stand in the catalogue under
 * `error.<code>` (what happened), `error.<code>.why` and `error.<code>.todo` where they help.
 */
export abstract class AppError extends Error {
  abstract readonly status: number
  readonly code: string
  readonly params: Params
  readonly fields: readonly FieldProblem[]

  constructor(code: string, options: ErrorOptions = {}) {
    const params = options.params ?? {}
    super(Object.keys(params).length === 0 ? code : `${code} ${JSON.stringify(params)}`, { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.params = params
    this.fields = options.fields ?? []
  }

  /** Whether a job that ends with this error may be tried again. */
  get isRetryable(): boolean {
    return false
  }
}

/** The caller sent something that can't be used: 400, 413, 415 or 422. */
export class InvalidInputError extends AppError {
  readonly status: 400 | 413 | 415 | 422
  constructor(code: string, options: ErrorOptions & { status?: 400 | 413 | 415 | 422 } = {}) {
    super(code, options)
    this.status = options.status ?? 400
  }
}

/** Nobody is signed in (401), or the one who is may not do this (403). */
export class NotAllowedError extends AppError {
  readonly status: 401 | 403
  constructor(code: string, options: ErrorOptions & { status?: 401 | 403 } = {}) {
    super(code, options)
    this.status = options.status ?? 403
  }
}

/** The source answered and had nothing. A look-up that failed is never this. */
export class NotFoundError extends AppError {
  readonly status = 404
}

/** The world is not as the caller thinks: 409, 412 (If-Match) or 428 (If-Match missing). */
export class ConflictError extends AppError {
  readonly status: 409 | 412 | 428
  constructor(code: string, options: ErrorOptions & { status?: 409 | 412 | 428 } = {}) {
    super(code, options)
    this.status = options.status ?? 409
  }
}

/** A remote service refused our credentials. */
export class CredentialsRefusedError extends AppError {
  readonly status = 502
}

/** A service, disk or folder can't serve now; the same call may work later. */
export class UnavailableError extends AppError {
  readonly status = 503
  readonly retryAfterMs: number | undefined
  constructor(code: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(code, options)
    this.retryAfterMs = options.retryAfterMs
  }
  override get isRetryable(): boolean {
    return true
  }
}

/** No answer within the time allowed; the outcome at the other side is unknown. */
export class DeadlineError extends AppError {
  readonly status = 504
  override get isRetryable(): boolean {
    return true
  }
}

/** The other side understood and said no. */
export class RejectedError extends AppError {
  readonly status = 502
}

/** Too many calls. In a job: snooze for `retryAfterMs`. */
export class LimitedError extends AppError {
  readonly status = 429
  readonly retryAfterMs: number
  constructor(code: string, options: ErrorOptions & { retryAfterMs: number }) {
    super(code, options)
    this.retryAfterMs = options.retryAfterMs
  }
  override get isRetryable(): boolean {
    return true
  }
}

/** Our bug: a state that the code promises can't happen. */
export class InvariantError extends AppError {
  readonly status = 500
}
