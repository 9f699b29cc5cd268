import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'

export interface UploadBody {
  headers: Readonly<Record<string, string>>
  stream: Readable
}

const CHUNK_BYTES = 1 << 18

/** One part named `file`, read from the disk as it is sent; its length is known before. */
export function uploadBody(
  { path, name, sizeBytes }: { path: string; name: string; sizeBytes: number },
  onSent: (bytes: number) => void,
): UploadBody {
  const boundary = `patchbay-${randomBytes(12).toString('hex')}`
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escaped(name)}"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n',
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  async function* parts(): AsyncGenerator<Buffer> {
    yield head
    let sent = 0
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      yield chunk
      sent += chunk.length
      onSent(sent)
    }
    yield tail
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + sizeBytes + tail.length),
    },
    stream: Readable.from(parts(), { objectMode: false }),
  }
}

/** As browsers do (WHATWG HTML): nothing in a name ends the header. */
const escaped = (name: string): string => name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
