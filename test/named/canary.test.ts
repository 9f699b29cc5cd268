import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { silentWav } from '../sounds.ts'
import { BY_HAND, startApp, type TestApp } from '../start-app.ts'

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const BUILT = fileURLToPath(new URL('../../dist/web', import.meta.url))

/** Keys of connections as three ways bring them in. */
const SECRETS = {
  libretime: 'canary-libretime/key+7f3a&9',
  payload: 'canary-payload-key-51c2d8',
  environment: 'canary-environment-key-e04b',
  draft: 'canary-draft-key-77aa01',
}

/** Every form in which a secret travels. */
function formsOf(secret: string): string[] {
  const inHeader = Buffer.from(`${secret}:`).toString('base64')
  const plain = Buffer.from(secret).toString('base64')
  return [secret, encodeURIComponent(secret), inHeader, plain.replace(/=+$/, ''), Buffer.from(secret).toString('hex')]
}

const DOORS: Readonly<Record<string, string>> = {
  '/api/v2/version': '{"api_version":"2.0.0"}',
  '/api/access': '{"collections":{}}',
}

/** Says back all that it was told, in one way after the other: as a page, an error, data, an address. */
async function startEcho(): Promise<{ url: string; told: () => number } & AsyncDisposable> {
  let told = 0
  const ways: ((heard: string, response: ServerResponse) => void)[] = [
    (heard, response) => response.writeHead(500, { 'content-type': 'text/plain' }).end(`ERROR: ${heard}`),
    (heard, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<html><p>${heard}</p></html>`),
    (heard, response) =>
      response.writeHead(400, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          errors: [{ name: 'ValidationError', message: heard, data: { errors: [{ path: heard, message: heard }] } }],
        }),
      ),
    (heard, response) =>
      response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ detail: heard })),
    (heard, response) => response.writeHead(302, { location: `/login?key=${encodeURIComponent(heard)}` }).end(heard),
    (heard, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ timezone: heard })),
    (heard, response) => response.writeHead(502, { 'content-type': 'text/html' }).end(`<html>${heard}</html>`),
  ]
  const server = createServer((request: IncomingMessage, response) => {
    request.resume()
    const basic = Buffer.from(String(request.headers.authorization).split(' ').at(-1) ?? '', 'base64').toString('utf8')
    const heard = `${String(request.headers.authorization)} ${basic} ${decodeURIComponent(String(request.url))}`
    told += 1
    // Mostly the door is opened as it should be, so that what lies behind it is asked for as well.
    const right = told % 3 === 0 ? undefined : DOORS[request.url ?? '']
    if (right !== undefined) return void response.writeHead(200, { 'content-type': 'application/json' }).end(right)
    ways[told % ways.length]?.(heard, response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told: () => told,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

/** Makes everything happen that uses a secret, each several times: the echo answers in another way each time. */
async function useSecrets(app: TestApp, url: string, heard: Map<string, string>): Promise<void> {
  const call = async (method: string, path: string, body?: unknown): Promise<string> => {
    const { text } = await app.cli(method, path, body)
    heard.set(`${method} ${path} ${heard.size}`, text)
    return text
  }
  const add = (kind: string, secret: string): Promise<string> =>
    call('POST', 'api/v1/connections', {
      kind,
      name: `Own ${kind}`,
      settings: { address: url },
      secrets: { api_key: secret },
    })
  await add('libretime', SECRETS.libretime)
  await add('payload', SECRETS.payload)
  const { items } = await app.get<{ items: { connectionId: number; name: string }[] }>('api/v1/connections')
  assert.equal(items.length, 3)
  const libraryConnectionId = items.find(({ name }) => name === 'Own libretime')?.connectionId
  await call('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: 'Europe/Paris', libraryConnectionId })
  await app.drop({ 'radio/show.wav': silentWav(1, 1) })
  await call('POST', 'api/v1/radio/inboxes', { stationId: 1, path: join(app.dataFolder, 'radio'), settleSec: 1 })
  const draft = { kind: 'libretime', settings: { address: url }, secrets: { api_key: SECRETS.draft } }
  for (let round = 0; round < 8; round += 1) {
    for (const { connectionId } of items) await call('POST', `api/v1/connections/${connectionId}/test`)
    await call('POST', 'api/v1/connections/test', draft)
    await call('POST', 'api/v1/radio/stations/1/checkup')
  }
  await call('POST', 'api/v1/radio/inboxes/1/import')
  await call('POST', 'api/v1/connections', { ...draft, name: 'bad', settings: { address: SECRETS.draft } })
}

async function readEverything(app: TestApp, heard: Map<string, string>): Promise<void> {
  const document = await app.get<{ paths: Record<string, Record<string, unknown>> }>('api/v1/openapi.json')
  const gets = Object.entries(document.paths).flatMap(([path, methods]) => ('get' in methods ? [path] : []))
  for (const path of gets.filter((one) => !/stream|tail|\/ws$/.test(one)))
    for (const id of ['1', '2', '3']) {
      const asked = path.replaceAll(/\{\w+\}/g, id).slice(1)
      heard.set(`GET ${asked}`, (await app.cli('GET', asked)).text)
    }
  const commands = [
    ['doctor'],
    ['connections', 'list'],
    ['connections', 'show', '1'],
    ['stations', 'doctor', '1'],
    ['audit'],
    ['events'],
    ['logs'],
  ]
  for (const args of commands) heard.set(`patchbay ${args.join(' ')}`, await patchbay(app, args))
}

function patchbay(app: TestApp, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATCHBAY_DATA: app.dataFolder }
    execFile(process.execPath, [CLI, ...args], { env }, (_error, out, err) => resolve(`${out}\n${err}`))
  })
}

/** Files below a folder, as text of bytes. */
function readFiles(folder: string, heard: Map<string, string>): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    if (statSync(path).isFile()) heard.set(path, readFileSync(path, 'latin1'))
  }
}

it(
  'D6: shows the key of no connection anywhere, even where the other side says it back',
  { timeout: 120_000 },
  async () => {
    await using echo = await startEcho()
    const env = { LIBRETIME_INTERNAL_URL: echo.url, LIBRETIME_API_KEY: SECRETS.environment }
    const heard = new Map<string, string>()
    await using app = await startApp({ yaml: `${BY_HAND}server:\n  log_level: debug\n`, env })
    await app.claim()
    await useSecrets(app, echo.url, heard)
    assert.ok(echo.told() > 60, `the other side was asked ${echo.told()} times`)
    await readEverything(app, heard)
    await app.stop()
    heard.set('terminal', app.logLines.join(''))
    // The vault's rows, the log, events and audit as they lie on the disk.
    readFiles(app.dataFolder, heard)
    readFiles(BUILT, heard)
    assert.ok(heard.size > 150)
    for (const [where, text] of heard)
      for (const [name, secret] of Object.entries(SECRETS))
        for (const form of formsOf(secret)) assert.equal(text.includes(form), false, `${name} in ${where}`)
    assert.ok(
      [...heard.values()].some((text) => text.includes('[redacted]')),
      'nothing was said back',
    )
  },
)
