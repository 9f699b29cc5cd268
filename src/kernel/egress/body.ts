import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { RejectedError } from '../errors.ts'
import type { ListCutter } from './json-list.ts'

const DECODERS: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

interface ReadOptions {
  encoding: string | string[] | undefined
  maxBytes: number
  /** The beginning is enough. */
  isCut?: boolean
  /** What it takes is not kept, but for its beginning. */
  list?: ListCutter | undefined
}

const BEGINNING_BYTES = 4096

/**
 * The whole body, unpacked, never more than `maxBytes` of it in memory.
 * @throws RejectedError `remote/too-long`, `remote/unknown-encoding`; what the stream throws
 */
export async function readBody(
  body: Readable,
  { encoding, maxBytes, isCut = false, list }: ReadOptions,
): Promise<Buffer> {
  // A body that is given up tells of it as an error; without anybody to hear it the process ends.
  body.on('error', () => undefined)
  const source = unpacked(
    body,
    String(encoding ?? '')
      .trim()
      .toLowerCase(),
  )
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > maxBytes && !isCut) throw new RejectedError('remote/too-long', { params: { maxBytes } })
      if (list?.take(chunk) !== true) chunks.push(chunk)
      else if (length === chunk.length) chunks.push(Buffer.from(chunk.subarray(0, BEGINNING_BYTES)))
      if (length > maxBytes) break
    }
  } finally {
    source.destroy()
    body.destroy()
  }
  return Buffer.concat(chunks).subarray(0, maxBytes)
}

function unpacked(body: Readable, encoding: string): Readable {
  if (encoding === '' || encoding === 'identity') return body
  const decoder = DECODERS[encoding]?.()
  if (decoder === undefined) {
    body.destroy()
    throw new RejectedError('remote/unknown-encoding', { params: { encoding: encoding.slice(0, 40) } })
  }
  body.on('error', (error) => decoder.destroy(error))
  return body.pipe(decoder)
}
