import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Reply {
  status: number
  headers?: Readonly<Record<string, string>>
  body?: string
}

/** `undefined` closes the connection without a word. */
export type Serve = (request: {
  method: string
  path: string
  query: URLSearchParams
  header(name: string): string
  body: string
}) => Promise<Reply | undefined>

export interface FakeHttp extends AsyncDisposable {
  readonly url: string
}

async function exchange(serve: Serve, stream: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(`http://fake${stream.url ?? '/'}`)
  const reply = await serve({
    method: stream.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    header: (name) => String(stream.headers[name] ?? ''),
    body: await text(stream),
  })
  if (reply === undefined) return void response.socket?.destroy()
  response.writeHead(reply.status, reply.headers)
  response.end(reply.body ?? '')
}

/** HTTP of a double, on a real socket of the loopback. @param port 0 takes any free port of the loopback */
export async function startFakeHttp(port: number, serve: Serve): Promise<FakeHttp> {
  const server = createServer((stream, response) => {
    exchange(serve, stream, response).catch((error: unknown) => {
      if (!stream.destroyed || stream.complete) process.emitWarning(error as Error)
      response.socket?.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => void server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
