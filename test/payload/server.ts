// A real Payload without Next.js, in a process of its own: `node server.ts MODULES DATABASE [PLUGIN]`, where PLUGIN is a
// `PluginGiven` in JSON. Says its address in one line of JSON and ends when its input does.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { patchbay } from '../../integrations/payload-plugin/src/index.mjs'
import { collections, people, withAirFields } from './collections.ts'
import type { PluginGiven } from './real-payload.ts'

interface Payload {
  create(options: { collection: string; data: Record<string, unknown> }): Promise<unknown>
}

interface PayloadModule {
  buildConfig(config: Record<string, unknown>): Promise<unknown>
  getPayload(options: { config: unknown }): Promise<Payload>
  handleEndpoints(options: { config: unknown; request: Request }): Promise<Response>
}

interface SqliteModule {
  sqliteAdapter(options: Record<string, unknown>): unknown
}

/** As long as a real one must be. */
const SECRET = 'only-for-tests-on-the-loopback-0'

const [modules = '', database = '', given] = process.argv.slice(2)
const plugin = given === undefined ? undefined : (JSON.parse(given) as PluginGiven)
const require = createRequire(join(modules, 'package.json'))
const load = async (name: string): Promise<unknown> => import(pathToFileURL(require.resolve(name)).href)

async function readBody(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function toRequest(stream: IncomingMessage): Promise<Request> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(stream.headers)) headers.set(name, String(value))
  const method = stream.method ?? 'GET'
  const body = await readBody(stream)
  return new Request(`http://${stream.headers.host}${stream.url}`, {
    method,
    headers,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
  })
}

function reply(response: ServerResponse, answer: Response): void {
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  if (answer.body === null) return void response.end()
  Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]).pipe(response)
}

function pluginOf({ airing, ...options }: PluginGiven): unknown {
  const mayWrite = ({ user }: { user: { role?: string } }): boolean => user.role === airing.role
  return patchbay({ ...options, airing: { collection: airing.collection, mayWrite } })
}

async function main(): Promise<void> {
  const { buildConfig, getPayload, handleEndpoints } = (await load('payload')) as PayloadModule
  const { sqliteAdapter } = (await load('@payloadcms/db-sqlite')) as SqliteModule
  const config = await buildConfig({
    secret: SECRET,
    telemetry: false,
    typescript: { autoGenerate: false },
    logger:
      plugin === undefined
        ? { options: { level: 'silent' } }
        : { options: { level: 'debug' }, destination: process.stderr },
    db: sqliteAdapter({ client: { url: pathToFileURL(database).href } }),
    ...(plugin === undefined
      ? { collections }
      : { collections: withAirFields(collections), plugins: [pluginOf(plugin)] }),
  })
  const payload = await getPayload({ config })
  for (const data of people) await payload.create({ collection: 'users', data })
  const server = createServer((stream, response) => {
    toRequest(stream)
      .then((request) => handleEndpoints({ config, request }))
      .then((answer) => reply(response, answer))
      .catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
  })
  // Whoever started it holds its input: when they are gone, however they went, it goes too.
  process.stdin.resume().on('end', () => process.exit(0))
}

await main()
