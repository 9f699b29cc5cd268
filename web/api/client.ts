import type { Problem, ReplyOf, RequestOf, RouteSpec } from '../../src/kernel/contract.ts'
import { say } from '../words.ts'

/** A call that the server refused, or that never reached it; `ProblemPanel` shows it. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.code)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** The sentence that says what happened; the title alone is as general as the status. */
export const whatHappened = ({ problem }: ProblemError): string => problem.detail ?? problem.title

/** Any error in one sentence, for where there is no room for a panel. */
export const inOneSentence = (error: Error): string =>
  error instanceof ProblemError ? whatHappened(error) : error.message

interface Parts {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  /** A Blob goes as its bytes, all else as JSON. */
  body?: unknown
}

interface CallOptions {
  signal?: AbortSignal
  /** The `etag` of what is changed, so that nobody's change is lost. */
  ifMatch?: string
}

/**
 * Calls a route of a contract, below the page's base path.
 * @throws ProblemError for every answer that is not a success, and when there is no answer
 */
export async function call<const Spec extends RouteSpec>(
  route: Spec,
  request: RequestOf<Spec>,
  options: CallOptions = {},
): Promise<ReplyOf<Spec>> {
  const parts = request as Parts
  const reply = await send(addressOf(route, parts), {
    method: route.method,
    headers: headersOf(route, parts, options),
    ...(parts.body === undefined ? {} : { body: parts.body instanceof Blob ? parts.body : JSON.stringify(parts.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  if (!reply.ok) throw new ProblemError(await readProblem(reply))
  if (route.reply === 'raw') return reply as ReplyOf<Spec>
  return (reply.status === 204 ? null : await reply.json()) as ReplyOf<Spec>
}

/** The address of a route, for images and downloads. */
export function addressOf(
  route: Pick<RouteSpec, 'path'>,
  { params = {}, query = {} }: Pick<Parts, 'params' | 'query'>,
): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const url = new URL(path.slice(1), document.baseURI)
  for (const [name, value] of Object.entries(query))
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      url.searchParams.set(name, String(value))
  return url.href
}

function headersOf(route: RouteSpec, { body }: Parts, { ifMatch }: CallOptions): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(body === undefined ? {} : { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    ...(route.method === 'POST' ? { 'idempotency-key': onceKey() } : {}),
  }
}

/** So that a reply that got lost does not make the same thing twice. Works without a secure context, too. */
const onceKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { credentials: 'same-origin', ...init })
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause
    throw new ProblemError(localProblem('web/unreachable', 0))
  }
}

async function readProblem(reply: Response): Promise<Problem> {
  if (reply.headers.get('content-type')?.startsWith('application/problem+json') !== true)
    return localProblem('web/not-an-answer', reply.status)
  return (await reply.json()) as Problem
}

function localProblem(code: 'web/unreachable' | 'web/not-an-answer', status: number): Problem {
  return {
    type: `about:${code}`,
    title: say(`error.${code}`, { status }),
    status,
    code,
    why: say(`error.${code}.why`),
    todo: say(`error.${code}.todo`),
  }
}
