import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { CLI_TOKEN_FILE, CLI_USER_HEADER } from '../access/contract.ts'
import { readSecretFile } from '../kernel/secret-file.ts'
import { dataPaths } from '../db/data-paths.ts'
import { isFolderLocked, readRunning } from '../db/folder-lock.ts'
import { Problem, type ReplyOf, type RequestOf, type RouteSpec } from '../kernel/contract.ts'
import { InvalidInputError, NotFoundError, RejectedError, UnavailableError } from '../kernel/errors.ts'

const DEADLINE_MS = 60_000
/** What the server gives at once. */
const MOST_IN_PAGE = 200

export interface Answer<Body> {
  body: Body
  /** Of an edited thing, ready for `ifMatch`. */
  etag: string | undefined
}

export interface CallExtras {
  ifMatch?: string | undefined
  signal?: AbortSignal
}

/** The API as the contracts describe it. */
export interface Api {
  address: string
  call<Spec extends RouteSpec>(
    spec: Spec,
    request: RequestOf<Spec>,
    extras?: CallExtras,
  ): Promise<Answer<ReplyOf<Spec>>>
  /** For routes that answer `raw`: the reply as it comes, open. */
  open<Spec extends RouteSpec>(spec: Spec, request: RequestOf<Spec>, extras?: CallExtras): Promise<Response>
}

/** The server said no: its problem document, as it came. */
export class ApiProblem extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiProblem'
    this.problem = problem
  }
}

type Environment = Readonly<Record<string, string | undefined>>
interface Where {
  address: string
  headers: Record<string, string>
}

/**
 * `PATCHBAY_URL` with `PATCHBAY_API_KEY`, or the server that runs on the data folder, with the token that it left there.
 * @throws NotFoundError `cli/not-running`, InvalidInputError `cli/bad-url`
 */
export function connect(dataFolder: string, env: Environment): Api {
  const where = chooseServer(dataFolder, env)
  const open: Api['open'] = (spec, request, extras) =>
    send(where, { spec, request: request as SentRequest }, extras ?? {})
  return {
    address: where.address,
    open,
    call: (spec, request, extras) =>
      inPages(spec, request as SentRequest, async (asked) => {
        const signal = AbortSignal.timeout(DEADLINE_MS)
        const response = await send(where, { spec, request: asked }, { signal, ...extras })
        const etag = response.headers.get('etag')?.replace(/^W\/|"/g, '')
        return { body: await readReply(spec, response), etag }
      }),
  }
}

function chooseServer(dataFolder: string, env: Environment): Where {
  const url = env['PATCHBAY_URL']
  if (url !== undefined && url !== '') {
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
      throw new InvalidInputError('cli/bad-url', { params: { url } })
    const key = env['PATCHBAY_API_KEY'] ?? readSecretFile(env, 'PATCHBAY_API_KEY')?.text
    return { address: withSlash(url), headers: key === undefined ? {} : { authorization: `Bearer ${key}` } }
  }
  const paths = dataPaths(dataFolder)
  const running = readRunning(paths)
  if (running?.address == null || !isFolderLocked(paths)) {
    throw new NotFoundError('cli/not-running', { params: { folder: paths.folder } })
  }
  return {
    address: loopback(running.address),
    headers: { [CLI_USER_HEADER]: userInfo().username, ...tokenOf(paths.keys) },
  }
}

function tokenOf(keysFolder: string): Record<string, string> {
  const file = join(keysFolder, CLI_TOKEN_FILE)
  return existsSync(file) ? { authorization: `Bearer ${readFileSync(file, 'utf8').trim()}` } : {}
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`)

/** A server that listens everywhere is called where the token counts. */
function loopback(address: string): string {
  const url = new URL(address)
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1'
  return withSlash(url.href)
}

interface SentRequest {
  params?: Record<string, unknown>
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
}

async function send(
  where: Where,
  what: { spec: RouteSpec; request: SentRequest },
  extras: CallExtras,
): Promise<Response> {
  const { spec, request } = what
  const url = urlOf(where.address, spec.path, request)
  const headers: Record<string, string> = { ...where.headers }
  const init: RequestInit = { method: spec.method, headers }
  if (spec.body !== undefined) {
    const isBytes = request.body instanceof Uint8Array
    headers['content-type'] = isBytes ? 'application/octet-stream' : 'application/json'
    init.body = isBytes ? (request.body as Uint8Array<ArrayBuffer>) : JSON.stringify(request.body ?? {})
  }
  if (spec.method === 'POST') headers['idempotency-key'] = randomUUID()
  if (extras.ifMatch !== undefined) headers['if-match'] = `"${extras.ifMatch}"`
  if (extras.signal !== undefined) init.signal = extras.signal
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (extras.signal?.aborted === true && !(extras.signal.reason instanceof DOMException)) throw cause
    throw new UnavailableError('cli/no-answer', { params: { address: where.address }, cause })
  })
  if (!response.ok) throw await problemOf(response, where.address)
  return response
}

/** More rows than a page holds are asked for page by page, until there are as many or no more. */
async function inPages<Body>(
  spec: RouteSpec,
  request: SentRequest,
  ask: (request: SentRequest) => Promise<Answer<Body>>,
): Promise<Answer<Body>> {
  const wanted = Number(request.query?.['limit'])
  const isPaged = spec.query instanceof z.ZodObject && 'cursor' in spec.query.shape
  if (!isPaged || !(wanted > MOST_IN_PAGE)) return ask(request)
  const answer = await ask({ ...request, query: { ...request.query, limit: MOST_IN_PAGE } })
  const whole = answer.body as { items: unknown[]; nextCursor: string | null }
  while (whole.items.length < wanted && whole.nextCursor !== null) {
    const limit = Math.min(MOST_IN_PAGE, wanted - whole.items.length)
    const next = await ask({ ...request, query: { ...request.query, limit, cursor: whole.nextCursor } })
    const { items, nextCursor } = next.body as typeof whole
    whole.items.push(...items)
    whole.nextCursor = nextCursor
  }
  return answer
}

function urlOf(address: string, path: string, request: SentRequest): URL {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(request.params?.[name])))
  const url = new URL(filled.replace(/^\//, ''), address)
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value))
  }
  return url
}

async function readReply<Spec extends RouteSpec>(spec: Spec, response: Response): Promise<ReplyOf<Spec>> {
  if (spec.reply === 'raw') return response as ReplyOf<Spec>
  if (response.status === 204) return null as ReplyOf<Spec>
  const parsed = spec.reply.safeParse(await response.json())
  if (!parsed.success) throw new RejectedError('cli/odd-answer', { params: { path: spec.path }, cause: parsed.error })
  return parsed.data as ReplyOf<Spec>
}

async function problemOf(response: Response, address: string): Promise<Error> {
  const text = await response.text()
  if (response.headers.get('content-type')?.includes('json') === true) {
    const problem = Problem.safeParse(JSON.parse(text))
    if (problem.success) return new ApiProblem(problem.data)
  }
  return new RejectedError('cli/not-patchbay', { params: { address, status: response.status } })
}
