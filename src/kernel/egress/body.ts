import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { RejectedError } from '../errors.ts'

const DECODERS: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * The whole body, unpacked, never more than `maxBytes` of it in memory.
 * @throws RejectedError `remote/too-long`, `remote/unknown-encoding`; what the stream throws
 */
export async function readBody(
  body: Readable,
  { encoding, maxBytes }: { encoding: string | string[] | undefined; maxBytes: number },
): Promise<Buffer> {
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
      if (length > maxBytes) throw new RejectedError('remote/too-long', { params: { maxBytes } })
      chunks.push(chunk)
    }
  } finally {
    source.destroy()
    body.destroy()
  }
  return Buffer.concat(chunks, length)
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
