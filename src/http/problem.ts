import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../kernel/contract.ts'
import { AppError, InvalidInputError, LimitedError, UnavailableError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { say, sayCode, sayError } from '../kernel/words.ts'

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'
const SERVER_FAULT = 500

/** Words of a status, at `problem.<name>`. */
const TITLES: Readonly<Record<number, string>> = {
  400: 'unusable',
  401: 'sign-in',
  403: 'not-allowed',
  404: 'not-found',
  409: 'not-now',
  412: 'changed',
  413: 'too-large',
  415: 'unreadable',
  422: 'impossible',
  428: 'which-version',
  429: 'too-many',
  502: 'refused-elsewhere',
  503: 'unavailable',
  504: 'no-answer',
}

/** Fastify's own refusals, by their status. */
const BY_STATUS: Readonly<Record<number, string>> = { 413: 'request/body-too-large', 415: 'request/not-json' }

function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  const status = (error as Partial<FastifyError>).statusCode ?? SERVER_FAULT
  if (status >= SERVER_FAULT) return undefined
  const code = BY_STATUS[status] ?? 'request/bad'
  return new InvalidInputError(code, { status: status === 413 || status === 415 ? status : 400, cause: error })
}

/** An error as a problem document (RFC 9457). What is not ours says only that it is unexpected. */
export function toProblem(error: unknown, requestId: string): Problem {
  const known = toAppError(error)
  const status = known?.status ?? SERVER_FAULT
  const { code, text, why, todo } = sayError(known)
  const problem: Problem = {
    type: `urn:patchbay:problem:${code}`,
    title: say(`problem.${TITLES[status] ?? 'unexpected'}`),
    status,
    code,
    detail: text,
    ...(why === undefined ? {} : { why }),
    ...(todo === undefined ? {} : { todo }),
    requestId,
  }
  const fields = known?.fields ?? []
  if (fields.length > 0) {
    problem.errors = fields.map(({ pointer, code: fieldCode, params = {}, line }) => ({
      pointer,
      code: fieldCode,
      detail: sayCode(fieldCode, params).text,
      ...(line === undefined ? {} : { line }),
    }))
  }
  return problem
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const problem = toProblem(error, request.id)
  const more = request.routeOptions.config.served?.problemMembers?.({
    code: problem.code,
    status: problem.status,
    text: problem.detail ?? problem.title,
    params: toAppError(error)?.params ?? {},
  })
  const retryAfterMs =
    error instanceof LimitedError || error instanceof UnavailableError ? error.retryAfterMs : undefined
  if (retryAfterMs !== undefined) void reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)))
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="patchbay"')
  return reply
    .code(problem.status)
    .headers({ 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store' })
    .serializer(JSON.stringify)
    .send({ ...more, ...problem, ...overlaid(more) })
}

/** `code` is the one member of ours that an alias may say in its own way. */
function overlaid(more: Record<string, unknown> | undefined): Record<string, unknown> {
  return more?.['code'] === undefined ? {} : { code: more['code'] }
}

/** The one place where a failed request is logged. */
export function logFailure(log: Log, request: FastifyRequest, error: unknown): void {
  const known = toAppError(error)
  if (known !== undefined && known.status < SERVER_FAULT) return
  const fields = { requestId: request.id, method: request.method, route: request.routeOptions.url, err: error }
  if (request.raw.destroyed && (error as Error).name === 'AbortError') log.debug(fields, 'The reader went away')
  else if (known?.isRetryable === true) log.warn(fields, 'Request could not be served now')
  else log.error(fields, 'Request failed')
}
