import type { LookupAddress } from 'node:dns'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import type { Agent, buildConnector, Dispatcher } from 'undici'
import { InvariantError, UnavailableError } from '../errors.ts'
import { refusalOf } from './addresses.ts'
import { readBody } from './body.ts'
import { credentialsHider } from './hide-credentials.ts'
import { cutList } from './json-list.ts'
import { createNames, type Names } from './names.ts'
import { connectPinned } from './pinned.ts'
import { findAddress } from './reach.ts'
import { troubleOf } from './trouble.ts'

export interface EgressRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: URL
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array | Readable
  /** From the look-up of the name to the last byte of the answer. */
  deadlineMs: number
  /** Until the first byte of the answer, once the request has left; the deadline unless said. */
  firstByteMs?: number
  /** Of the answer, unpacked. */
  maxBytes?: number
  /** Only the beginning is wanted: what is beyond `maxBytes` is left unread, and no error. */
  isCut?: boolean
  /** Where the answer says yes and is a JSON list: each item as it comes; `bytes` are then only the beginning. */
  onItem?: ((json: string) => void) | undefined
  /**
   * SHA-256 fingerprint of the one certificate that is taken, whoever signed it; where it stands, neither its name nor
   * its dates are looked at.
   */
  certificate?: string | undefined
  signal?: AbortSignal | undefined
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** Unpacked, without the credentials that the request carried. */
  bytes: Buffer
  /** Whether the list that went to `onItem` came whole; undefined when none did. */
  isWholeList?: boolean | undefined
  tookMs: number
}

export type OpenRequest = Omit<EgressRequest, 'isCut' | 'onItem' | 'firstByteMs'>

/** An answer that said yes, before its bytes. */
export interface OpenAnswer {
  status: number
  headers: IncomingHttpHeaders
  stream: Readable
}

/** The one way out of the process. Redirects are answers: nobody else chooses where a request goes. */
export interface Egress extends AsyncDisposable {
  /**
   * @throws UnavailableError `remote/…` when nothing left, or `remote/broken-off` when it is unknown what arrived;
   * DeadlineError `remote/no-answer` (unknown as well), RejectedError `remote/too-long`, the signal's reason
   */
  send(request: EgressRequest): Promise<Answer>
  /**
   * As `send`, and where the answer says yes its bytes come as they are, however long that takes; `deadlineMs` then holds
   * for each pause. Whoever asked reads the stream to its end, or destroys it. Any other answer is read whole.
   * @throws as `send`; what breaks off later is an error of the stream
   */
  open(request: OpenRequest): Promise<Answer | OpenAnswer>
  /** Where a host that speaks something else than HTTP may be reached. @throws as `findAddress` */
  addressOf(url: URL): Promise<string>
}

export interface EgressOptions {
  names?: Names
  /** A certificate authority of one's own, PEM. */
  ca?: string
  connectMs?: number
}

const CONNECT_MS = 5000
const KEEP_ALIVE_MS = 10_000
const MAX_BYTES = 10 << 20
/** Of an answer that says no. */
const SAID_BYTES = 1 << 16
const AGENT = 'Patchbay'

export function createEgress(options: EgressOptions = {}): Egress {
  const names = options.names ?? createNames()
  const connect = {
    timeout: options.connectMs ?? CONNECT_MS,
    lookup: lookupBy(names),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  }
  const agents = new Map<string | undefined, Promise<Agent>>()
  const agentFor = ({ certificate }: Pick<EgressRequest, 'certificate'>): Promise<Agent> => {
    const agent = agents.get(certificate) ?? openAgent(connect, certificate)
    agents.set(certificate, agent)
    return agent
  }
  return {
    send: async (request) => send(await agentFor(request), request),
    open: async (request) => open(await agentFor(request), request),
    addressOf: (url) => findAddress(url, names),
    async [Symbol.asyncDispose]() {
      await Promise.all([...agents.values()].map(async (agent) => (await agent).destroy()))
    },
  }
}

/** Loaded for the first request: a start asks nobody, and this is a tenth of what it would load. */
async function openAgent(connect: buildConnector.BuildOptions, certificate: string | undefined): Promise<Agent> {
  const { Agent } = await import('undici')
  return new Agent({
    connect: certificate === undefined ? connect : await connectPinned(certificate, connect),
    keepAliveTimeout: KEEP_ALIVE_MS,
    pipelining: 1,
  })
}

async function send(agent: Agent, request: EgressRequest): Promise<Answer> {
  const { url, method, deadlineMs } = request
  assertMayConnect(url)
  const deadline = AbortSignal.timeout(deadlineMs)
  const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline])
  const startedAt = performance.now()
  const progress = { answered: false }
  try {
    const { statusCode, headers, body } = await agent.request(toDispatch(request, signal))
    progress.answered = true
    const hide = credentialsHider(request.headers ?? {})
    const list = listOf(request, { statusCode, hideIn: hide.inText })
    const read = await readBody(body, {
      encoding: headers['content-encoding'],
      maxBytes: request.maxBytes ?? MAX_BYTES,
      isCut: request.isCut ?? false,
      list,
    })
    const tookMs = Math.round(performance.now() - startedAt)
    return { status: statusCode, headers, bytes: hide.inBytes(read), isWholeList: list?.isWhole(), tookMs }
  } catch (error) {
    request.signal?.throwIfAborted()
    throw troubleOf(error, { host: url.host, method, deadlineMs, isLate: deadline.aborted, ...progress })
  }
}

async function open(agent: Agent, request: OpenRequest): Promise<Answer | OpenAnswer> {
  const { url, method, deadlineMs } = request
  assertMayConnect(url)
  // Ends the wait for the head only: the body may take longer than any deadline.
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), deadlineMs)
  const signal = request.signal === undefined ? late.signal : AbortSignal.any([request.signal, late.signal])
  const startedAt = performance.now()
  const progress = { answered: false }
  try {
    const { statusCode, headers, body } = await agent.request(toDispatch(request, signal))
    progress.answered = true
    if (statusCode < 300) return { status: statusCode, headers, stream: heard(body) }
    const encoding = headers['content-encoding']
    const read = await readBody(body, { encoding, maxBytes: SAID_BYTES, isCut: true, list: undefined })
    const bytes = credentialsHider(request.headers ?? {}).inBytes(read)
    return { status: statusCode, headers, bytes, tookMs: Math.round(performance.now() - startedAt) }
  } catch (error) {
    request.signal?.throwIfAborted()
    throw troubleOf(error, { host: url.host, method, deadlineMs, isLate: late.signal.aborted, ...progress })
  } finally {
    clearTimeout(timer)
  }
}

/** A body that is given up tells of it as an error; without anybody to hear it the process ends. */
const heard = (body: Readable): Readable => body.on('error', () => undefined)

function listOf({ onItem }: EgressRequest, answer: { statusCode: number; hideIn(text: string): string }) {
  if (onItem === undefined || answer.statusCode >= 300) return undefined
  return cutList((json) => onItem(answer.hideIn(json)))
}

function toDispatch(
  { url, method, headers, body, ...limits }: EgressRequest,
  signal: AbortSignal,
): Dispatcher.RequestOptions {
  return {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    headers: { 'user-agent': AGENT, 'accept-encoding': 'gzip, deflate', ...headers },
    body: body ?? null,
    signal,
    headersTimeout: limits.firstByteMs ?? limits.deadlineMs,
    bodyTimeout: limits.deadlineMs,
  }
}

function assertMayConnect(url: URL): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new InvariantError('remote/bad-protocol', { params: { protocol: url.protocol } })
  // A look-up is made for names only.
  const bare = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(bare) !== 0) assertAllowed([{ address: bare, family: isIP(bare) }], url.hostname)
}

/** Every address of the name must be allowed: else the next look-up might take another one. */
function assertAllowed(addresses: readonly LookupAddress[], host: string): void {
  for (const { address } of addresses) {
    const refusal = refusalOf(address, { host })
    if (refusal !== undefined) throw new UnavailableError(`remote/address-${refusal}`, { params: { host, address } })
  }
}

function lookupBy(names: Names): LookupFunction {
  const find = async (host: string): Promise<LookupAddress[]> => {
    const found = await names.addressesOf(host)
    assertAllowed(found, host)
    return found
  }
  return (host, options, give) => {
    const tell = (found: readonly LookupAddress[]): void => {
      const first = found.find(({ family }) => !options.family || family === options.family) ?? found[0]
      if (options.all === true) give(null, [...found])
      else give(null, first?.address ?? '', first?.family)
    }
    find(host).then(tell, (error: Error) => give(error, []))
  }
}
