import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type LibreTimeMode = 'well' | 'page' | 'wrong-key' | 'upload-door-down'

/** What LibreTime answers to a test, and the four ways in which it most often goes wrong. */
export async function playLibreTime() {
  const state = { mode: 'well' as LibreTimeMode, calls: 0 }
  const server = createServer((request, response) => {
    state.calls += 1
    const say = (status: number, body: unknown) => void response.writeHead(status).end(JSON.stringify(body))
    const path = request.url ?? ''
    if (state.mode === 'page') return void response.writeHead(200).end('<html><title>Just a moment</title></html>')
    if (path === '/api/v2/version') return say(200, { api_version: '2.0.0' })
    if (state.mode === 'wrong-key') return say(403, { detail: 'Invalid API key.' })
    if (path === '/api/v2/libraries') return say(200, [{ id: 1 }, { id: 2 }])
    if (path.startsWith('/api/v2/files?md5=')) return say(200, [])
    if (state.mode === 'upload-door-down') return void response.writeHead(502).end('<html>502 Bad Gateway</html>')
    return say(200, [])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    state,
    address: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
