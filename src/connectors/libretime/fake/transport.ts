import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, djangoPage, nginxPage } from './answer.ts'
import { sendGzipBomb, sendHugeJson } from './faults/endless.ts'
import type { Fault, Faults } from './faults/faults.ts'
import { answerInPlace, withWrongTypes } from './faults/pages.ts'
import { BodyTooLarge, type Incoming, readBody } from './request.ts'
import type { LoggedRequest, RequestLog } from './request-log.ts'
import { createPace, type Pace, type Speeds } from './speeds.ts'

export interface Transport {
  /** Listens, on the same port as before when it did so already. */
  start(): Promise<void>
  /** Refuses connections and cuts those that are open. */
  stop(): Promise<void>
  readonly port: number
}

export interface TransportParts {
  port: number
  faults: Faults
  requests: RequestLog
  speeds: Speeds | undefined
  /** `client_max_body_size` of the web server in front. */
  maxBodyBytes(): number
  serve(request: Incoming): Promise<Answer>
  /** Of every answer, whatever it is. */
  headers(): Record<string, string>
  /** Paths below `/__fake/`, which no fault meets. */
  control(request: Incoming): Promise<Answer>
}

type Exchange = {
  request: Incoming
  response: ServerResponse
  logged: LoggedRequest | undefined
  more: Record<string, string>
}

function toIncoming(stream: IncomingMessage, maxBytes: number): Incoming {
  const url = new URL(`http://fake${stream.url ?? '/'}`)
  return {
    method: stream.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: stream.headers,
    read: () => readBody(stream, maxBytes),
    stream,
  }
}

function send({ request, response, logged, more }: Exchange, given: Answer): void {
  const body = Buffer.from(given.body as string)
  const isEmpty = given.status === 204
  const headers = { server: 'nginx', ...given.headers, ...more, ...(isEmpty ? {} : { 'content-length': body.length }) }
  if (logged !== undefined) logged.status = given.status
  response.writeHead(given.status, headers)
  response.end(request.method === 'HEAD' || isEmpty ? undefined : body)
}

/** Half of the answer leaves; the rest never does. */
function sendHalf({ response }: Exchange, given: Answer, then: (socket: Socket | null) => void): void {
  const body = Buffer.from(given.body as string)
  response.writeHead(given.status, { ...given.headers, 'content-length': body.length + 1 })
  response.write(body.subarray(0, Math.max(1, body.length >> 1)), () => then(response.socket))
}

function spoil(exchange: Exchange, given: Answer, fault: Fault): Promise<void> | void {
  const { response } = exchange
  if (fault.kind === 'lost-answer') return void response.socket?.destroy()
  if (fault.kind === 'late-500') return send(exchange, djangoPage(500))
  if (fault.kind === 'gzip-bomb') return sendGzipBomb(response, fault.bytes)
  if (fault.kind === 'huge-json') return sendHugeJson(response, fault.bytes)
  if (fault.kind === 'cut') return sendHalf(exchange, given, (socket) => void socket?.destroy())
  if (fault.kind === 'hang' && fault.point === 'answer') return
  if (fault.kind === 'hang') return sendHalf(exchange, given, () => undefined)
  const text = given.body.toString()
  if (text === '') return send(exchange, given)
  if (fault.kind === 'bom') return send(exchange, { ...given, body: `\u{feff}${text}` })
  if (fault.kind === 'truncated') return send(exchange, { ...given, body: text.slice(0, text.length >> 1) })
  return send(exchange, { ...given, body: JSON.stringify(withWrongTypes(JSON.parse(text))) })
}

const SPOILING = new Set([
  'lost-answer',
  'late-500',
  'gzip-bomb',
  'huge-json',
  'cut',
  'hang',
  'truncated',
  'bom',
  'wrong-types',
])

async function exchangeWith(parts: TransportParts, exchange: Exchange, pace: Pace): Promise<void> {
  const { request } = exchange
  const startedAt = performance.now()
  if (Number(request.headers['content-length'] ?? 0) > parts.maxBodyBytes()) return refuseBody(exchange)
  const met = parts.faults.meet(request)
  for (const fault of met) if (fault.kind === 'slow') await sleep(fault.ms)
  if (met.some((fault) => fault.kind === 'hang' && (fault.point === 'connect' || fault.point === 'request')))
    return void request.stream.resume()
  if (met.some(({ kind }) => kind === 'reset')) {
    await request.read()
    return void exchange.response.socket?.destroy()
  }
  const inPlace = met.map(answerInPlace).find((page) => page !== undefined)
  if (inPlace !== undefined) {
    // nginx reads the whole body before it asks the application behind.
    await request.read()
    return send(exchange, inPlace)
  }
  const given = await parts.serve(request)
  await pace(request, startedAt, given)
  const spoiling = met.find(({ kind }) => SPOILING.has(kind))
  return spoiling === undefined ? send(exchange, given) : spoil(exchange, given, spoiling)
}

/** As nginx: at once, without waiting for the rest of the body. */
function refuseBody(exchange: Exchange): void {
  const page = nginxPage(413)
  exchange.request.stream.resume()
  send(exchange, { ...page, headers: { ...page.headers, connection: 'close' } })
}

async function answerOne(parts: TransportParts, exchange: Exchange, pace: Pace): Promise<void> {
  try {
    const isControl = exchange.request.path.startsWith('/__fake')
    await (isControl ? send(exchange, await parts.control(exchange.request)) : exchangeWith(parts, exchange, pace))
  } catch (error) {
    if (error instanceof BodyTooLarge) return refuseBody(exchange)
    // A client that went away in the middle of its body is no failure of the double; anything else is.
    if (exchange.request.stream.destroyed && !exchange.request.stream.complete) return
    process.emitWarning(error as Error)
    exchange.response.socket?.destroy()
  }
}

export function createTransport(parts: TransportParts): Transport {
  const pace = createPace(parts.speeds)
  const sockets = new Set<Socket>()
  let listener: Server | undefined
  let port = parts.port
  const http = createHttpServer({ keepAliveTimeout: 65_000 }, (stream, response) => {
    const request = toIncoming(stream, parts.maxBodyBytes())
    const { method, path, query } = request
    const logged = path.startsWith('/__fake')
      ? undefined
      : parts.requests.add({ method, path, query: query.toString() })
    void answerOne(parts, { request, response, logged, more: parts.headers() }, pace)
  })
  return {
    get port() {
      return port
    },
    async start() {
      if (listener !== undefined) return
      const server = createSocketServer((socket) => {
        sockets.add(socket)
        socket.once('close', () => sockets.delete(socket))
        socket.on('error', () => undefined)
        if (!parts.faults.hangsAtConnect()) http.emit('connection', socket)
      })
      listener = server
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', resolve)
      })
      port = (server.address() as AddressInfo).port
    },
    async stop() {
      const server = listener
      listener = undefined
      for (const socket of sockets) socket.destroy()
      if (server !== undefined) await new Promise((resolve) => void server.close(resolve))
    },
  }
}
