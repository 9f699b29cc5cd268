import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import staticFiles from '@fastify/static'
import { NotFoundError } from '../kernel/errors.ts'
import { PAGE_POLICY } from './security-headers.ts'

const BASE_PLACEHOLDER = '__BASE__'
const NOT_PAGES = /^\/(api|hooks|livez|readyz|metrics)(\/|$)/
/** Files that the build names after their content. */
const HASHED = /^\/assets\//

/**
 * Serves the built control center: hashed files for ever and precompressed, the page itself for every other GET, with
 * the base path written into it.
 */
export async function serveWeb(
  app: FastifyInstance,
  options: { webFolder: string | undefined; basePath: string },
): Promise<void> {
  const { webFolder, basePath } = options
  if (webFolder !== undefined) {
    await app.register(staticFiles, {
      root: webFolder,
      serve: false,
      preCompressed: true,
      dotfiles: 'deny',
      index: false,
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url)
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !NOT_PAGES.test(path)
    if (!isPage || webFolder === undefined) throw new NotFoundError('request/no-such-address')
    if (path !== '/' && isFile(webFolder, path)) return sendFile(reply, path)
    const page = readPage(webFolder, basePath)
    if (HASHED.test(path) || page === undefined)
      throw new NotFoundError(page === undefined ? 'http/not-built' : 'request/no-such-address')
    return sendPage(reply, page)
  })
}

/** Glued to a host, because by itself `//name/` would be one. */
const pathOf = (url: string): string => new URL(`http://x${url}`).pathname

/** Read each time: it names the files of its build, and a new build may be made while the server runs. */
function readPage(webFolder: string, basePath: string): string | undefined {
  const path = join(webFolder, 'index.html')
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll(BASE_PLACEHOLDER, basePath) : undefined
}

/** Only plain names: letters, digits, `-`, `_`, `.` between slashes, none of them starting with a dot. */
const isFile = (folder: string, path: string): boolean =>
  path !== '/index.html' &&
  /^(\/[A-Za-z0-9_-][\w.-]*)+$/.test(path) &&
  existsSync(join(folder, path)) &&
  /\.\w+$/.test(path)

function sendFile(reply: FastifyReply, path: string): FastifyReply {
  const isHashed = HASHED.test(path)
  return reply.sendFile(path.slice(1), isHashed ? { maxAge: '365d', immutable: true } : { maxAge: 0 })
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .code(200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': PAGE_POLICY,
    })
    .send(page)
}
