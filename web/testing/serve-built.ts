import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { BASE_PLACEHOLDER } from '../build/base-path.ts'

/** What the server sends with the page (docs/decisions/0001-csp-and-mantine.md). */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export interface BuiltPages extends AsyncDisposable {
  url: string
}

/** Serves a built folder as the product's server does: strict policy, base path written into the page, no API. */
export async function serveBuilt(folder: string, page: string): Promise<BuiltPages> {
  const server = createServer((request, reply) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname))
    const name = TYPES[extname(path)] === undefined ? page : path
    readFile(join(folder, name)).then(
      (bytes) => {
        const isPage = name.endsWith('.html')
        reply.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream')
        reply.setHeader('content-security-policy', POLICY)
        return reply.end(isPage ? bytes.toString('utf8').replaceAll(BASE_PLACEHOLDER, '/') : bytes)
      },
      () => reply.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
