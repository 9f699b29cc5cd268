import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { isFresh, isSignedWith } from '../../kernel/standard-webhooks.ts'

export interface Received {
  id: string
  body: string
  isSigned: boolean
  headers: IncomingHttpHeaders
}

/** A receiver of Standard Webhooks on a real socket of the loopback. */
export interface FakeReceiver extends AsyncDisposable {
  readonly url: string
  readonly secret: string
  readonly received: readonly Received[]
  /** The next requests are answered with these; then 204. */
  readonly statuses: number[]
  /** From now on each request is answered with it. */
  always: number | undefined
}

const SECRET = `whsec_${Buffer.from('thirty-two bytes of no secrecy!!').toString('base64')}`

export async function startFakeReceiver(options: { port?: number; key?: string } = {}): Promise<FakeReceiver> {
  const secret = options.key?.startsWith('whsec_') === true ? options.key : SECRET
  const received: Received[] = []
  const statuses: number[] = []
  const state = { always: undefined as number | undefined }
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const said = (name: string): string => String(request.headers[`webhook-${name}`] ?? '')
    const signed = { id: said('id'), timestamp: said('timestamp'), signatures: said('signature') }
    const isSigned = isFresh(signed, Date.now()) && isSignedWith(secret, signed, Buffer.from(body))
    received.push({ id: signed.id, body, isSigned, headers: request.headers })
    const status = statuses.shift() ?? state.always ?? (isSigned ? 204 : 401)
    response.writeHead(status, { 'content-type': 'text/plain', ...(status === 429 ? { 'retry-after': '7' } : {}) })
    response.end(status === 410 ? 'Gone' : '')
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    secret,
    received,
    statuses,
    get always() {
      return state.always
    },
    set always(status) {
      state.always = status
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
