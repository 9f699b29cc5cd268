import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

/** Lies that a run through the screens must find out. */
export const SABOTAGES = {
  /** A list of items comes without its last row. */
  'drop-row': {
    matches: (method: string, path: string) => method === 'GET' && /^\/api\/v1\/archive\/items(\?|$)/.test(path),
    reply: dropRow,
  },
  /** Saving the settings is answered with success, and nothing is saved. */
  'lie-200': {
    matches: (method: string, path: string) => method === 'PUT' && path.startsWith('/api/v1/config'),
    reply: claimSaved,
  },
} as const

export type Sabotage = keyof typeof SABOTAGES
export const isSabotage = (name: string): name is Sabotage => Object.hasOwn(SABOTAGES, name)

export interface Double extends AsyncDisposable {
  address: string
  /** How often it lied: a run that never met the lie proves nothing. */
  lies(): number
}

/** Stands between browser and server and lies about one thing. */
export async function startDouble(serverAddress: string, sabotage: Sabotage): Promise<Double> {
  const { matches, reply } = SABOTAGES[sabotage]
  let told = 0
  const server = createServer((asked, answer) => {
    if (!matches(String(asked.method), String(asked.url))) return passOn(serverAddress, asked, answer)
    told++
    reply(serverAddress, asked, answer).catch((error: unknown) => answer.destroy(error as Error))
  })
  server.on('upgrade', (asked: IncomingMessage, near: Socket, head: Buffer) =>
    passSocket(serverAddress, asked, { near, head }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    lies: () => told,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const forward = (serverAddress: string, asked: IncomingMessage) =>
  request(new URL(String(asked.url), serverAddress), {
    method: asked.method,
    headers: { ...asked.headers, 'accept-encoding': 'identity' },
  })

function passOn(serverAddress: string, asked: IncomingMessage, answer: ServerResponse): void {
  const onward = forward(serverAddress, asked)
  onward.on('response', (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers)
    got.pipe(answer)
  })
  onward.on('error', () => answer.destroy())
  answer.on('close', () => onward.destroy())
  asked.pipe(onward)
}

/** A WebSocket goes through as it is: nothing that comes over it is lied about. */
function passSocket(
  serverAddress: string,
  asked: IncomingMessage,
  { near, head }: { near: Socket; head: Buffer },
): void {
  const { hostname, port } = new URL(serverAddress)
  const lines = asked.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${String(all[at + 1])}`] : []))
  const far = connect(Number(port), hostname)
  far.write(`${String(asked.method)} ${String(asked.url)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  far.write(head)
  near.pipe(far).pipe(near)
  for (const [end, other] of [
    [near, far],
    [far, near],
  ] as const) {
    end.on('error', () => other.destroy())
    end.on('close', () => other.destroy())
  }
}

async function dropRow(serverAddress: string, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const onward = forward(serverAddress, asked)
  onward.end()
  const [got] = (await once(onward, 'response')) as [IncomingMessage]
  const page = JSON.parse(await text(got)) as { items?: unknown[] }
  page.items?.pop()
  send(answer, { status: got.statusCode ?? 502, body: page })
}

async function claimSaved(serverAddress: string, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const sent = JSON.parse(await text(asked)) as { text?: string }
  const { cookie = '' } = asked.headers
  const now = await fetch(new URL(String(asked.url), serverAddress), { headers: { cookie } })
  const body = { ...((await now.json()) as object), ...(sent.text === undefined ? {} : { text: sent.text }) }
  send(answer, { status: 200, body })
}

function send(answer: ServerResponse, { status, body }: { status: number; body: unknown }): void {
  answer.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}
