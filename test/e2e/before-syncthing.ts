import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Before extends AsyncDisposable {
  url: string
}

/** Stands before a Syncthing. */
export async function openBefore(
  url: string,
  does: {
    /** Says of each file that this device has it. */
    claims?: string
    /** Passes calls on under this name. */
    host?: string
  },
): Promise<Before> {
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, host: does.host ?? new URL(url).host }
    const onward = request(new URL(String(asked.url), url), { method: asked.method, headers }, (got) => {
      const isLie = does.claims !== undefined && asked.url?.startsWith('/rest/db/file') === true
      if (isLie && got.statusCode === 200)
        return void claimThere(got, String(does.claims)).then((said) => answer.end(said))
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function claimThere(got: IncomingMessage, deviceId: string): Promise<string> {
  const file = JSON.parse(await text(got)) as Record<string, unknown>
  return JSON.stringify({ ...file, availability: [{ id: deviceId, fromTemporary: false }] })
}
