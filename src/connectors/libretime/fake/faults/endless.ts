import type { ServerResponse } from 'node:http'
import { finished } from 'node:stream/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const GIB = 1024 ** 3
const MEMBER_BYTES = 16 * 1024 ** 2
const ROW = '{"id":1,"name":"","track_title":"one of very many","length":"00:03:00","hidden":false},'

/** Resolves when there is room for more, or nobody reads any more. */
async function roomIn(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  response.once('drain', resolve).once('close', resolve)
  await promise
  response.off('drain', resolve).off('close', resolve)
}

async function sendMany(response: ServerResponse, chunk: Buffer | string, times: number): Promise<void> {
  for (let sent = 0; sent < times && !response.destroyed; sent += 1) {
    if (response.write(chunk)) continue
    await roomIn(response)
  }
  response.end()
  await finished(response).catch(() => undefined)
}

/** A small answer that unpacks to `bytes` of spaces: the same packed member again and again. */
export async function sendGzipBomb(response: ServerResponse, bytes: number = GIB): Promise<void> {
  const member = await promisify(gzip)(Buffer.alloc(MEMBER_BYTES, ' '))
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
  await sendMany(response, member, Math.ceil(bytes / MEMBER_BYTES))
}

/** A list of rows of `bytes`, made as it is sent. */
export async function sendHugeJson(response: ServerResponse, bytes: number = GIB): Promise<void> {
  const rows = ROW.repeat(Math.ceil(65_536 / ROW.length))
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('[')
  await sendMany(response, rows, Math.ceil(bytes / rows.length))
}
