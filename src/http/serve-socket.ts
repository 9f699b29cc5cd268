import type { FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { BoundSocket, Socket } from '../kernel/routes.ts'
import { toProblem } from './problem.ts'
import type { Authorizer } from './authorize.ts'
import { callOf } from './call.ts'
import type { ServedRoute } from './served-route.ts'

/** A message from the client may be this long. */
export const LONGEST_MESSAGE_BYTES = 1024 * 1024
const PING_EVERY_MS = 20_000
const ABNORMAL = 1011
const POLICY = 1008

interface Serving {
  route: ServedRoute
  socket: BoundSocket
  authorizer: Authorizer
}

/** Hands an accepted WebSocket to its room; ends it when the other side no longer answers pings. */
export function serveSocket(ws: WebSocket, request: FastifyRequest, { route, socket, authorizer }: Serving): void {
  const gone = new AbortController()
  let isAlive = true
  ws.on('pong', () => (isAlive = true))
  // What went wrong is told by `close`, which always follows.
  ws.on('error', () => ws.terminate())
  ws.on('close', () => gone.abort())
  const pinging = setInterval(() => {
    if (!isAlive) return ws.terminate()
    isAlive = false
    ws.ping()
  }, PING_EVERY_MS)
  gone.signal.addEventListener('abort', () => clearInterval(pinging))
  const call = callOf(request, route, { authorizer, signal: gone.signal })
  socket.open(toSocket(ws, gone.signal), call).catch((error: unknown) => {
    ws.close(ABNORMAL, toProblem(error, request.id).code)
  })
}

function toSocket(ws: WebSocket, signal: AbortSignal): Socket {
  return {
    signal,
    get bufferedBytes() {
      return ws.bufferedAmount
    },
    send: (text) =>
      new Promise((resolve) => {
        // A socket that is closing takes no more; `signal` tells its owner.
        ws.send(text, () => resolve())
      }),
    close: (code, reason) => ws.close(code, reason),
    onMessage(listener) {
      ws.on('message', (data: Buffer, isBinary: boolean) => {
        if (isBinary) ws.close(POLICY, 'text only')
        else listener(data.toString('utf8'))
      })
    },
  }
}
