import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, html, type Incoming, json } from './answer.ts'
import type { Fault, Faults } from './faults.ts'

export interface LoggedRequest {
  method: string
  path: string
  query: string
  /** undefined while it is under way, and when no answer was sent. */
  status: number | undefined
}

export interface TransportParts {
  port: number
  faults: Faults
  requests: LoggedRequest[]
  serve(request: Incoming): Answer
  /** Paths below `/__fake/`, which no fault meets. */
  control(request: Incoming): Answer
}

const CHALLENGE =
  '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>'

function answerInPlace(fault: Fault): Answer | undefined {
  if (fault.kind === 'html')
    return html(fault.status, CHALLENGE, fault.labelledJson === true ? 'application/json' : undefined)
  if (fault.kind !== 'status') return undefined
  const answer = json(fault.status, { errors: [{ message: 'Something went wrong.' }] })
  return fault.retryAfter === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'retry-after': fault.retryAfter } }
}

function withWrongTypes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, typeof inner === 'object' ? 7 : inner]))
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

const SPOILING = new Set(['lost-answer', 'truncated', 'cut', 'wrong-types'])

function spoil(response: ServerResponse, given: Answer, { kind }: Fault): void {
  const half = given.body.slice(0, given.body.length >> 1)
  if (kind === 'lost-answer') return void response.socket?.destroy()
  if (kind === 'truncated') return send(response, { ...given, body: half })
  if (kind === 'wrong-types')
    return send(response, { ...given, body: JSON.stringify(withWrongTypes(JSON.parse(given.body))) })
  response.writeHead(given.status, { ...given.headers, 'content-length': Buffer.byteLength(given.body) })
  response.write(half, () => response.socket?.destroy())
}

async function exchange(parts: TransportParts, stream: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(`http://fake${stream.url ?? '/'}`)
  const method = stream.method ?? 'GET'
  const { pathname: path, searchParams: query } = url
  const request: Incoming = { method, path, query, headers: stream.headers, body: await text(stream) }
  if (path.startsWith('/__fake')) return send(response, parts.control(request))
  const logged: LoggedRequest = { method, path, query: query.toString(), status: undefined }
  parts.requests.push(logged)
  const met = parts.faults.meet(request)
  for (const fault of met) if (fault.kind === 'slow') await sleep(fault.ms)
  const hang = met.find((fault) => fault.kind === 'hang')
  if (hang?.point === 'answer') parts.serve(request)
  if (hang !== undefined) return
  const inPlace = met.map(answerInPlace).find((answer) => answer !== undefined)
  const given = inPlace ?? parts.serve(request)
  const spoiling = inPlace === undefined ? met.find(({ kind }) => SPOILING.has(kind)) : undefined
  if (spoiling === undefined) logged.status = given.status
  return spoiling === undefined ? send(response, given) : spoil(response, given, spoiling)
}

export async function startTransport(parts: TransportParts): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer((stream, response) => {
    exchange(parts, stream, response).catch((error: unknown) => {
      // A client that went away is no failure of the double; anything else is.
      if (!stream.destroyed || stream.complete) process.emitWarning(error as Error)
      response.socket?.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(parts.port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
