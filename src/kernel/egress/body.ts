import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { RejectedError } from '../errors.ts'

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
}

/**
 * The whole body, unpacked, never more than `maxBytes` of it in memory.
 * @throws RejectedError `remote/too-long`, `remote/unknown-encoding`; what the stream throws
 */
export async function readBody(body: Readable, { encoding, maxBytes, isCut = false }: ReadOptions): Promise<Buffer> {
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
      chunks.push(chunk)
      if (length > maxBytes) break
    }
  } finally {
    source.destroy()
    body.destroy()
  }
  return Buffer.concat(chunks, length).subarray(0, maxBytes)
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
