import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { sendGzipBomb, sendHugeJson } from '../../src/connectors/libretime/fake/faults/endless.ts'

/** Answers every request, whatever it asks, in one wrong way. */
type Answering = (response: ServerResponse) => void | Promise<void>

const CHALLENGE = '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking</body></html>'
const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>'
const JSON_TYPE = 'application/json'
const HTML_TYPE = 'text/html; charset=utf-8'

const say =
  (status: number, type: string, body: string | Buffer): Answering =>
  (response) =>
    void response.writeHead(status, { 'content-type': type }).end(body)

const withHeader =
  (name: string, value: string, answering: Answering): Answering =>
  (response) => {
    response.setHeader(name, value)
    return answering(response)
  }

/** Half of what is promised, then the end of the connection. */
const cutOff: Answering = (response) => {
  response.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': '1000' })
  response.write('[{"id":1,', () => response.socket?.destroy())
}

/** As many fields as any row here has, none of its type. */
const NONSENSE = {
  id: { value: '1' },
  api_version: 2,
  user: 'me',
  docs: 5,
  doc: [],
  collections: 'all',
  timezone: 12,
  import_status: 'done',
  starts_at: 5,
  ends_at: [],
}

/** Twenty ways, and some more, in which what comes back is not the service's answer. */
export const WRONG_BODIES: Readonly<Record<string, Answering>> = {
  'a web page with 200': say(200, HTML_TYPE, CHALLENGE),
  'a web page that says it is JSON': say(200, JSON_TYPE, CHALLENGE),
  'a challenge with 403': withHeader('server', 'cloudflare', say(403, HTML_TYPE, CHALLENGE)),
  'a challenge with 503': withHeader('server', 'cloudflare', say(503, HTML_TYPE, CHALLENGE)),
  'the 502 page of nginx': say(502, HTML_TYPE, BAD_GATEWAY),
  'the 504 page of nginx': say(504, HTML_TYPE, BAD_GATEWAY.replaceAll('502', '504')),
  'a 502 page with 200': say(200, HTML_TYPE, BAD_GATEWAY),
  'a way to the sign-in': withHeader('location', '/login', say(302, HTML_TYPE, '')),
  'a sign-in page with a mark in front': say(200, HTML_TYPE, `\u{feff}\r\n${CHALLENGE}`),
  nothing: say(200, JSON_TYPE, ''),
  blanks: say(200, JSON_TYPE, ' '.repeat(2000)),
  'plain words': say(200, 'text/plain', 'OK'),
  null: say(200, JSON_TYPE, 'null'),
  'a number': say(200, JSON_TYPE, '42'),
  'a text': say(200, JSON_TYPE, '"success"'),
  'an object of nothing': say(200, JSON_TYPE, '{}'),
  'a success that says nothing': say(200, JSON_TYPE, '{"success":true,"message":"ok"}'),
  'a list of null': say(200, JSON_TYPE, '[null]'),
  'a list of objects of nothing': say(200, JSON_TYPE, '[{}]'),
  'wrong types': say(200, JSON_TYPE, JSON.stringify(NONSENSE)),
  'a list of wrong types': say(200, JSON_TYPE, JSON.stringify([NONSENSE])),
  'half of a list': say(200, JSON_TYPE, '[{"id":1,"name":"on'),
  'brackets without end': say(200, JSON_TYPE, '['.repeat(200_000)),
  'no text at all': say(200, JSON_TYPE, Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3])),
  'not packed, and said to be': withHeader('content-encoding', 'gzip', say(200, JSON_TYPE, '[{"id":1}]')),
  'half of what was packed': withHeader(
    'content-encoding',
    'gzip',
    say(200, JSON_TYPE, gzipSync('[{"id":1}]').subarray(0, 12)),
  ),
  'packed in an unknown way': withHeader('content-encoding', 'zstd', say(200, JSON_TYPE, '[{"id":1}]')),
  'a connection that ends': cutOff,
  'a failure with 500': say(500, HTML_TYPE, '<h1>Server Error (500)</h1>'),
}

/** What unpacks, or goes on, to 1 GiB. */
export const ENDLESS: Readonly<Record<string, Answering>> = {
  'a gzip bomb': (response) => sendGzipBomb(response),
  '1 GiB of JSON': (response) => sendHugeJson(response),
}

export interface WrongServer extends AsyncDisposable {
  url: string
  answering: Answering
}

export async function startWrongServer(): Promise<WrongServer> {
  const server = createServer((request, response) => {
    request.resume()
    response.on('error', () => undefined)
    void wrong.answering(response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const wrong: WrongServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answering: say(500, HTML_TYPE, ''),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
  return wrong
}
