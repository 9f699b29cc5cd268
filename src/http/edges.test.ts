import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { type Answered, startTestHttp } from '../../test/start-http.ts'
import { defineRoutes } from '../kernel/contract.ts'
import { manualClock } from '../kernel/clock.ts'
import { bindRoutes } from '../kernel/routes.ts'

const table = defineRoutes('demo', {
  add: {
    method: 'POST',
    path: '/api/v1/demo/things',
    scope: 'read',
    summary: 'Adds',
    body: z.object({ n: z.number() }),
    reply: z.object({ thing: z.number() }),
    status: 201,
  },
  where: {
    method: 'GET',
    path: '/api/v1/demo/where',
    scope: 'read',
    summary: 'Tells the caller about itself',
    reply: z.object({ address: z.string(), isSecure: z.boolean() }),
  },
})

/** Adds things; the first call waits until it is let go. */
function things() {
  let count = 0
  let letGo = (): void => {}
  const gate = { isShut: false, entered: Promise.withResolvers<void>() }
  const routes = bindRoutes(table, {
    add: async ({ body }) => {
      if (body.n < 0) throw new Error('no')
      count++
      if (gate.isShut) {
        const opened = new Promise<void>((resolve) => (letGo = resolve))
        gate.entered.resolve()
        await opened
      }
      return { thing: count }
    },
    where: async ({ request: { address, isSecure } }) => ({ address, isSecure }),
  })
  return { routes, gate, letGo: () => letGo(), added: () => count }
}

it('does a creating request once for one Idempotency-Key', async () => {
  const { routes, gate, letGo, added } = things()
  const clock = manualClock()
  await using server = await startTestHttp({ routes, clock })
  const cookie = await server.claim()
  const add = (key: string, body: unknown) =>
    server.call('POST', 'api/v1/demo/things', { cookie, body, headers: { 'idempotency-key': key } })
  const first = await add('a', { n: 1 })
  const again = await add('a', { n: 1 })
  assert.deepEqual(
    [first.status, first.json, again.status, again.json, added()],
    [201, { thing: 1 }, 201, { thing: 1 }, 1],
  )
  assert.equal(again.headers.get('idempotency-replayed'), 'true')
  const other = await add('a', { n: 2 })
  assert.deepEqual([other.status, other.json['code']], [422, 'request/other-body-for-key'])
  assert.equal((await add('b', { n: -1 })).status, 500)
  assert.equal((await add('b', { n: -1 })).status, 500, 'what failed may be tried again')
  assert.equal((await add('bad key', { n: 1 })).json['code'], 'request/bad-idempotency-key')

  gate.isShut = true
  const slow = add('c', { n: 3 })
  await gate.entered.promise
  const meanwhile = await add('c', { n: 3 })
  assert.deepEqual([meanwhile.status, meanwhile.json['code']], [409, 'request/still-working'])
  clock.advance(6 * 60_000)
  assert.equal((await add('c', { n: 3 })).json['code'], 'request/outcome-unknown')
  letGo()
  gate.isShut = false
  assert.deepEqual((await add('c', { n: 3 })).json, (await slow).json)
  clock.advance(86_400_000 + 1)
  assert.deepEqual([(await add('a', { n: 1 })).json, added()], [{ thing: 3 }, 3], 'a day later the key is free')
})

it('does 50 equal requests at once one time', async () => {
  const { routes, added } = things()
  await using server = await startTestHttp({ routes })
  const cookie = await server.claim()
  const options = { cookie, body: { n: 1 }, headers: { 'idempotency-key': 'double-click' } }
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => server.call('POST', 'api/v1/demo/things', options)),
  )
  assert.equal(added(), 1)
  assert.ok(answers.every(({ status }) => status === 201 || status === 409))
})

it('keeps no secret for an Idempotency-Key', async () => {
  await using server = await startTestHttp()
  const cookie = await server.claim()
  const options = { cookie, body: { name: 'k', scopes: ['read'] }, headers: { 'idempotency-key': 'k1' } }
  assert.equal((await server.call('POST', 'api/v1/access/keys', options)).status, 201)
  assert.equal((await server.call('POST', 'api/v1/access/keys', options)).json['code'], 'request/done-already')
})

it('lets a session change things from its own pages only', async () => {
  const { routes, added } = things()
  await using server = await startTestHttp({ routes, settings: { allowedOrigins: ['https://other.example'] } })
  const cookie = await server.claim()
  const own = new URL(server.http.address)
  const add = async (headers: Record<string, string>) =>
    (await server.call('POST', 'api/v1/demo/things', { body: { n: 1 }, headers: { cookie, ...headers } })).json
  assert.equal((await add({}))['code'], 'request/no-origin')
  assert.equal((await add({ origin: 'https://evil.example' }))['code'], 'request/other-origin')
  assert.equal((await add({ origin: 'null' }))['code'], 'request/other-origin')
  assert.equal((await add({ origin: `http://127.0.0.1:${own.port === '1' ? 2 : 1}` }))['code'], 'request/other-origin')
  for (const site of ['cross-site', 'same-site', 'none'])
    assert.equal((await add({ 'sec-fetch-site': site }))['code'], 'request/other-origin')
  assert.equal(added(), 0)
  assert.deepEqual(await add({ 'sec-fetch-site': 'same-origin' }), { thing: 1 })
  assert.deepEqual(await add({ origin: own.origin }), { thing: 2 })
  const signIn = (headers: Record<string, string>) =>
    server.call('POST', 'api/v1/session', { body: { name: 'Ann', password: 'a wrong one' }, headers })
  assert.equal((await signIn({ origin: 'https://evil.example' })).status, 403, 'nobody is signed in by another page')
  assert.equal((await signIn({})).status, 401)

  const cors = await server.call('GET', 'api/v1/session', { headers: { origin: 'https://other.example' } })
  assert.equal(cors.headers.get('access-control-allow-origin'), 'https://other.example')
  assert.equal(cors.headers.get('access-control-allow-credentials'), null)
  const preflight = { origin: 'https://other.example', 'access-control-request-method': 'PUT' }
  assert.equal((await server.call('OPTIONS', 'api/v1/demo/things', { headers: preflight })).status, 204)
  const stranger = await server.call('GET', 'api/v1/session', { headers: { origin: 'https://evil.example' } })
  assert.equal(stranger.headers.get('access-control-allow-origin'), null)
})

it('walks X-Forwarded-For from the right to the first proxy that it does not trust', async () => {
  const trusting = { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] }
  await using behind = await startTestHttp({ routes: things().routes, settings: trusting })
  const where = async (server: typeof behind, cookie: string, headers: Record<string, string>) =>
    (await server.call('GET', 'api/v1/demo/where', { cookie, headers })).json
  const cookie = await behind.claim()
  assert.deepEqual(await where(behind, cookie, { 'x-forwarded-for': '1.1.1.1, 203.0.113.9, 10.2.3.4' }), {
    address: '203.0.113.9',
    isSecure: false,
  })
  // As over TLS: only the cookie with the prefix counts there.
  const secured = cookie.replace(/^patchbay=/, '__Host-patchbay=')
  assert.equal((await where(behind, secured, { 'x-forwarded-proto': 'https' }))['isSecure'], true)
  const secure = await behind.call('POST', 'api/v1/session', {
    body: { name: 'Ann', password: 'correct horse battery' },
    headers: { 'x-forwarded-proto': 'https' },
  })
  assert.match(secure.headers.getSetCookie()[0] ?? '', /^__Host-patchbay=.*; Secure;/)
  assert.match(secure.headers.get('strict-transport-security') ?? '', /max-age/)
  await using open = await startTestHttp({ routes: things().routes })
  const plain = await where(open, await open.claim(), { 'x-forwarded-for': '1.1.1.1', 'x-forwarded-proto': 'https' })
  assert.deepEqual(plain, { address: '127.0.0.1', isSecure: false })
})

it('answers only to its own names when they are given', async () => {
  await using server = await startTestHttp({ settings: { allowedHosts: ['media.example'] } })
  const ask = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: server.http.port, path: '/api/v1/session', headers: { host } }
      get(options, (reply) => resolve(reply.resume().statusCode)).on('error', reject)
    })
  assert.deepEqual(
    await Promise.all(['media.example', 'MEDIA.example:80', 'localhost:1', '127.0.0.1', '[::1]:7979'].map(ask)),
    [200, 200, 200, 200, 200],
  )
  assert.equal(await ask('rebound.example'), 400)
})

it('counts calls per key and says how many are left', async () => {
  const clock = manualClock()
  await using server = await startTestHttp({ clock, routes: things().routes })
  const cookie = await server.claim()
  const made = await server.call('POST', 'api/v1/access/keys', { cookie, body: { name: 'k', scopes: ['read'] } })
  const headers = { 'x-api-key': String(made.json['key']) }
  const first = await server.call('GET', 'api/v1/demo/where', { headers })
  assert.deepEqual([first.headers.get('ratelimit-limit'), first.headers.get('ratelimit-remaining')], ['600', '599'])
  let last: Answered = first
  for (let n = 1; n <= 600; n++) last = await server.call('GET', 'api/v1/demo/where', { headers })
  assert.deepEqual([last.status, last.headers.get('retry-after')], [429, '1'])
  clock.advance(1000)
  assert.equal((await server.call('GET', 'api/v1/demo/where', { headers })).status, 200)
})

function buildWeb(): string {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-web-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><base href="__BASE__"><title>Patchbay</title>')
  writeFileSync(join(folder, 'assets', 'main-1a2b.js'), 'plain()')
  writeFileSync(join(folder, 'assets', 'main-1a2b.js.gz'), gzipSync('packed()'))
  writeFileSync(join(folder, '.secret'), 'hidden')
  return folder
}

it('serves the control center below its base path: hashed files for ever, the page for the rest', async () => {
  const webFolder = buildWeb()
  try {
    await using server = await startTestHttp({ settings: { webFolder, basePath: '/media/' } })
    assert.match(server.http.address, /\/media\/$/)
    const page = await server.call('GET', 'archive/batches?x=1')
    assert.match(page.text, /<base href="\/media\/">/)
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /script-src 'self'; style-src 'self'; .*base-uri 'self'/,
    )
    assert.equal(page.headers.get('cache-control'), 'no-cache')
    assert.equal((await server.call('GET', '/archive')).status, 200, 'a proxy may take the base path away')
    assert.match((await server.call('GET', '/media')).text, /<base/)
    const script = await server.call('GET', 'assets/main-1a2b.js', { headers: { 'accept-encoding': 'gzip' } })
    assert.deepEqual([script.text, script.headers.get('content-encoding')], ['packed()', 'gzip'])
    assert.match(script.headers.get('cache-control') ?? '', /max-age=31536000, immutable/)
    assert.equal(
      (await server.call('GET', 'assets/main-1a2b.js', { headers: { 'accept-encoding': 'identity' } })).text,
      'plain()',
    )
    assert.equal((await server.call('GET', 'assets/gone-9z.js')).status, 404)
    for (const path of ['api/nothing', 'hooks/x', 'livez/x', 'metrics/x']) {
      const answer = await server.call('GET', path)
      assert.deepEqual([answer.status, answer.json['code']], [404, 'request/no-such-address'], path)
    }
    for (const path of ['.secret', 'assets/..%2f.secret', '%2e%2e/%2e%2e/etc/passwd', 'assets//main-1a2b.js'])
      assert.doesNotMatch((await server.call('GET', path)).text, /hidden|root:/)
    assert.equal((await server.call('POST', 'archive')).status, 404)
    assert.equal((await server.call('GET', 'api/v1/session')).headers.get('x-content-type-options'), 'nosniff')
  } finally {
    rmSync(webFolder, { recursive: true })
  }
})

it('serves the page of a control center that is built anew while the server runs', async () => {
  const webFolder = buildWeb()
  await using server = await startTestHttp({ settings: { webFolder } })
  assert.match((await server.call('GET', 'archive')).text, /Patchbay/)
  writeFileSync(join(webFolder, 'index.html'), '<!doctype html><base href="__BASE__"><title>Newer</title>')
  assert.match((await server.call('GET', 'archive')).text, /<base href="\/"><title>Newer/)
  rmSync(webFolder, { recursive: true })
})

it('says so when the control center was not built', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'patchbay-web-'))
  await using server = await startTestHttp({ settings: { webFolder: empty } })
  assert.equal((await server.call('GET', '')).json['code'], 'http/not-built')
  rmSync(empty, { recursive: true })
})
