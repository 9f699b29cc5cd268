import type { IncomingMessage } from 'node:http'

/** One request as the handlers see it. */
export interface Incoming {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  /** The whole body. @throws BodyTooLarge */
  read(): Promise<Buffer>
  stream: IncomingMessage
}

/** More came in than the web server in front lets through. */
export class BodyTooLarge extends Error {}

/** Reads on behalf of `Incoming.read`. Bodies without a length are held to the limit as they come in. */
export async function readBody(stream: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
  }
  if (size > maxBytes) throw new BodyTooLarge()
  return Buffer.concat(chunks)
}

/** Name and password of HTTP Basic; undefined when the header is something else. */
export function readBasic(header: string | undefined): { name: string; password: string } | undefined {
  const found = /^Basic\s+(\S+)$/i.exec(header ?? '')
  if (found === null) return undefined
  const [, encoded = ''] = found
  const plain = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = plain.indexOf(':')
  return colon < 0 ? undefined : { name: plain.slice(0, colon), password: plain.slice(colon + 1) }
}

/** `Authorization: Api-Key KEY`: the key; '' when there is none; undefined when it is another scheme. */
export function readApiKey(header: string | undefined): string | undefined {
  const found = /^Api-Key(?:\s+(.*))?$/.exec(header ?? '')
  return found === null ? undefined : (found[1] ?? '')
}
