import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { it } from 'node:test'
import { z } from 'zod'
import { startTestHttp } from '../../test/start-http.ts'
import { defineRoutes } from '../kernel/contract.ts'
import { assertVersion } from '../kernel/etag.ts'
import { UnavailableError } from '../kernel/errors.ts'
import { bindRoutes, withEtag } from '../kernel/routes.ts'
import { ANONYMOUS_ROUTES } from './anonymous-routes.ts'

const noBody = z.object({}).default({})
const table = defineRoutes('demo', {
  echo: {
    method: 'POST',
    path: '/api/v1/demo/:thingId/echo',
    scope: 'jobs:write',
    summary: 'Says what it got',
    params: z.object({ thingId: z.coerce.number().int() }),
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    body: z.object({
      name: z.string().max(10),
      deep: z
        .object({
          list: z
            .array(z.object({ n: z.number() }))
            .min(1)
            .max(2),
        })
        .optional(),
    }),
    reply: z.object({ name: z.string(), thingId: z.number(), limit: z.number() }),
    bodyLimit: 500_000,
  },
  act: {
    method: 'POST',
    path: '/api/v1/demo/act',
    scope: 'read',
    summary: 'Nothing',
    body: noBody,
    reply: z.object({ done: z.boolean() }),
  },
  edit: {
    method: 'PUT',
    path: '/api/v1/demo/thing',
    scope: 'read',
    summary: 'Edits',
    body: noBody,
    reply: z.object({ version: z.string() }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/demo/thing',
    scope: 'read',
    summary: 'Reads',
    reply: z.object({ version: z.string(), beside: z.number() }),
  },
  crash: { method: 'GET', path: '/api/v1/demo/crash', scope: 'read', summary: 'Fails', reply: z.object({}) },
  lies: {
    method: 'GET',
    path: '/api/v1/demo/lies',
    scope: 'read',
    summary: 'Answers otherwise',
    reply: z.object({ a: z.string() }),
  },
  busy: { method: 'GET', path: '/api/v1/demo/busy', scope: 'read', summary: 'Is busy', reply: z.object({}) },
})

/** Shown with the version, and not counted by it. */
let shownBeside = 1

const demo = () =>
  bindRoutes(table, {
    echo: async ({ params, query, body }) => ({
      name: body.name,
      thingId: params.thingId,
      limit: query.limit,
      secret: 'x',
    }),
    act: async () => ({ done: true }),
    edit: async ({ request }) => {
      assertVersion(request.ifMatch, 'v7')
      return { version: 'v8' }
    },
    get: async () => withEtag({ version: 'v7', beside: shownBeside }, 'v7'),
    crash: async () => {
      throw new Error('an inner detail: password=hunter2222')
    },
    lies: async () => ({ a: 7 }) as never,
    busy: async () => {
      throw new UnavailableError('system/not-ready', { retryAfterMs: 2500 })
    },
  })

it('documents exactly the routes that it serves, and lets in without a name exactly those on the list', async () => {
  await using server = await startTestHttp({ routes: demo() })
  const document = server.http.document() as { openapi: string; paths: Record<string, Record<string, object>> }
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  )
  assert.equal(document.openapi, '3.1.0')
  assert.deepEqual(documented.toSorted(), [...server.http.routes].toSorted())
  const open: string[] = []
  for (const route of server.http.routes) {
    const [method = '', path = ''] = route.split(' ')
    const { status } = await server.call(method, path.replace(/:\w+/g, '1').slice(1))
    if (status !== 401) open.push(route)
  }
  assert.deepEqual(open.toSorted(), [...ANONYMOUS_ROUTES].toSorted())
})

it('parses input by the contract and refuses what it does not name', async () => {
  await using server = await startTestHttp({ routes: demo() })
  const cookie = await server.claim()
  const echo = (body: unknown, query = '') => server.call('POST', `api/v1/demo/4/echo${query}`, { cookie, body })
  assert.deepEqual((await echo({ name: 'x' })).json, { name: 'x', thingId: 4, limit: 50 })
  const pointers = async (body: unknown, query?: string) => {
    const { status, json } = await echo(body, query)
    const errors = (json['errors'] ?? []) as { pointer: string; code: string; detail: string }[]
    for (const { detail } of errors) assert.doesNotMatch(detail, /^error\.|\{\{/)
    return [status, ...errors.map(({ pointer, code }) => `${pointer} ${code}`)]
  }
  assert.deepEqual(await pointers({ name: 'x', nmae: 1 }), [400, '/nmae request/unknown-field'])
  assert.deepEqual(await pointers({ name: 'x', deep: { list: [{ n: 1, m: 2 }] } }), [
    400,
    '/deep/list/0/m request/unknown-field',
  ])
  assert.deepEqual(await pointers({}), [400, '/name request/missing'])
  assert.deepEqual(await pointers({ name: 7 }), [400, '/name request/wrong-type'])
  assert.deepEqual(await pointers({ name: 'x'.repeat(11) }), [400, '/name request/too-long'])
  assert.deepEqual(await pointers({ name: 'x', deep: { list: [] } }), [400, '/deep/list request/too-few'])
  const many = { list: [{ n: 1 }, { n: 2 }, { n: 3 }] }
  assert.deepEqual(await pointers({ name: 'x', deep: many }), [400, '/deep/list request/too-many-entries'])
  assert.deepEqual(await pointers({ name: 'x' }, '?limit=0'), [400, 'limit request/too-small'])
  assert.deepEqual(await pointers({ name: 'x' }, '?limt=5'), [400, 'limt request/unknown-field'])
  for (const limit of ['-1', '1e9', 'NaN', '1.5', '', 'abc', '5&limit=6', '9223372036854775808'])
    assert.equal((await echo({ name: 'x' }, `?limit=${limit}`)).status, 400, limit)
  assert.equal((await server.call('POST', 'api/v1/demo/act', { cookie })).status, 200, 'a body may be left out')
  assert.equal((await server.call('GET', 'api/v1/events?cursor=forged', { cookie })).json['code'], 'request/bad-cursor')
  const other = Buffer.from('["x"]').toString('base64url')
  assert.equal(
    (await server.call('GET', `api/v1/events?cursor=${other}`, { cookie })).json['code'],
    'request/bad-cursor',
  )
})

it('refuses hostile bodies with a typed answer, quickly', async () => {
  await using server = await startTestHttp({ routes: demo() })
  const cookie = await server.claim()
  const send = (body: string | Uint8Array, type = 'application/json') =>
    server.call('POST', 'api/v1/demo/4/echo', { cookie, body, headers: { 'content-type': type } })
  const startedAt = performance.now()
  const cases: [string | Uint8Array, number, string][] = [
    ['['.repeat(200_000), 400, 'request/json-too-deep'],
    ['{"a":'.repeat(90_000), 400, 'request/json-too-deep'],
    ['{"name":"x","__proto__":{"a":1}}', 400, 'request/forbidden-key'],
    ['{"name":"x","\\u005f_proto__":{"a":1}}', 400, 'request/forbidden-key'],
    ['{"name":"x","constructor" : {"prototype":{}}}', 400, 'request/forbidden-key'],
    ['{"name":"x","name":"y"}', 400, 'request/key-twice'],
    ['{"name":"\\ud800"}', 400, 'request/bad-text'],
    ['{"name":"\\u0000"}', 400, 'request/bad-text'],
    ['{"name":"x"} trailing', 400, 'request/bad-json'],
    ["{name:'x'}", 400, 'request/bad-json'],
    ['{"name":"x', 400, 'request/bad-json'],
    [new Uint8Array([0x22, 0xff, 0x22]), 400, 'request/not-utf8'],
    [`{"name":"${'x'.repeat(600_000)}"}`, 413, 'request/body-too-large'],
    ['null', 400, 'request/invalid'],
    ['[]', 400, 'request/invalid'],
    ['{"name":"x","deep":{"list":[{"n":1e999}]}}', 400, 'request/invalid'],
  ]
  for (const [body, status, code] of cases) {
    const answer = await send(body)
    assert.deepEqual([answer.status, answer.json['code']], [status, code], String(body).slice(0, 60))
    assert.ok(answer.json['todo'], `${code} says what to do`)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  }
  assert.ok(performance.now() - startedAt < 2000)
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'json',
  ])
    assert.deepEqual((await send('{"name":"x"}', type)).json['code'], 'request/not-json', type)
  assert.equal((await send('{"name":"x"}', 'application/json; charset=utf-8')).status, 200)
})

it('answers errors as problems that tell no inner detail', async () => {
  await using server = await startTestHttp({ routes: demo() })
  const cookie = await server.claim()
  const crash = await server.call('GET', 'api/v1/demo/crash', { cookie })
  assert.equal(crash.status, 500)
  assert.equal(crash.json['type'], 'urn:patchbay:problem:internal/unexpected')
  assert.equal(crash.json['requestId'], crash.headers.get('x-request-id'))
  assert.doesNotMatch(crash.text, /inner detail/)
  const logged = server.logLines.find((line) => line.includes('inner detail'))
  assert.ok(logged?.includes(String(crash.json['requestId'])), 'the log has it under the same id')
  const lies = await server.call('GET', 'api/v1/demo/lies', { cookie })
  assert.deepEqual([lies.status, lies.json['code']], [500, 'http/reply-not-as-declared'])
  const busy = await server.call('GET', 'api/v1/demo/busy', { cookie })
  assert.deepEqual([busy.status, busy.headers.get('retry-after')], [503, '3'])
  assert.equal((await server.call('GET', 'api/v1/nowhere', { cookie })).json['code'], 'request/no-such-address')
  assert.equal((await server.call('DELETE', 'api/v1/demo/thing', { cookie })).status, 404)
  const bad = await server.call('GET', '%zz')
  assert.deepEqual([bad.status, bad.json['code']], [400, 'request/bad'])
})

it('refuses a key in the address and says where it belongs', async () => {
  await using server = await startTestHttp({ routes: demo() })
  for (const name of ['api_key', 'apikey', 'X-Api-Key', 'access_token', 'token', 'password']) {
    const answer = await server.call('GET', `api/v1/demo/thing?${name}=canary-in-url`)
    assert.deepEqual([answer.status, answer.json['code']], [400, 'request/key-in-url'])
    assert.match(String(answer.json['todo']), /header/)
  }
  assert.doesNotMatch(server.logLines.join('\n'), /canary-in-url/)
})

it('knows versions: ETag, 304, 412, 428', async () => {
  await using server = await startTestHttp({ routes: demo() })
  const cookie = await server.claim()
  const read = (headers: Record<string, string> = {}, method = 'GET') =>
    server.call(method, 'api/v1/demo/thing', { cookie, headers })
  const tag = String((await read()).headers.get('etag'))
  assert.match(tag, /^"v7~[\w-]{16}"$/)
  assert.equal((await read({ 'if-none-match': tag }, 'HEAD')).status, 304)
  assert.equal((await read({ 'if-none-match': tag })).status, 304)
  // The version is the same, and what is shown with it is another: nobody is told that nothing changed.
  shownBeside = 2
  assert.equal((await read({ 'if-none-match': tag })).status, 200)
  const edit = async (ifMatch?: string) => {
    const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch }
    return (await server.call('PUT', 'api/v1/demo/thing', { cookie, body: {}, headers })).status
  }
  assert.deepEqual([await edit(), await edit('"v6"'), await edit('"v7"'), await edit(tag)], [428, 412, 200, 200])
})

it('tells whether it is ready, the details only to who may read', async () => {
  let isWell = true
  const check = async () => {
    if (!isWell) throw new Error('disk is full')
  }
  await using server = await startTestHttp({ checks: [{ name: 'database', check }] })
  const cookie = await server.claim()
  assert.deepEqual((await server.call('GET', 'livez')).json, { status: 'ok' })
  assert.deepEqual((await server.call('GET', 'readyz')).json, { status: 'ok' })
  assert.match((await server.call('GET', 'readyz', { cookie })).text, /"name":"database","isOk":true/)
  isWell = false
  const anonymous = await server.call('GET', 'readyz')
  assert.deepEqual([anonymous.status, anonymous.json['code']], [503, 'system/not-ready'])
  assert.doesNotMatch(anonymous.text, /database|disk/)
  assert.match((await server.call('GET', 'readyz', { cookie })).text, /"pointer":"database"/)
})

it('gives figures to a reader and to the collector, whose token opens nothing else', async () => {
  await using server = await startTestHttp({ settings: { metricsToken: 'metrics-token-1' } })
  const cookie = await server.claim()
  const headers = { authorization: 'Bearer metrics-token-1' }
  assert.match(
    (await server.call('GET', 'metrics', { headers })).text,
    /patchbay_http_request_duration_seconds_count\{/,
  )
  assert.equal((await server.call('GET', 'metrics', { cookie })).status, 200)
  assert.equal((await server.call('GET', 'metrics')).status, 401)
  assert.equal((await server.call('GET', 'api/v1/events', { headers })).status, 401)
})

it('stops at once while a stream and an idle connection are open', async () => {
  const server = await startTestHttp()
  const cookie = await server.claim()
  const stream = await fetch(new URL('api/v1/events/stream', server.http.address), { headers: { cookie } })
  const reader = stream.body?.getReader()
  await reader?.read()
  const idle = connect(server.http.port, '127.0.0.1')
  await new Promise((resolve) => idle.once('connect', resolve))
  const startedAt = performance.now()
  await server[Symbol.asyncDispose]()
  assert.ok(performance.now() - startedAt < 2000)
  await reader?.read().catch(() => undefined)
  idle.destroy()
})
