import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { picture } from '../pictures.ts'
import { startApp, type TestApp } from '../start-app.ts'

interface OpenApi {
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[]; requestBody?: unknown }>>
}

let app: TestApp
let document: OpenApi
before(async () => {
  app = await startApp()
  document = await app.get<OpenApi>('api/v1/openapi.json')
})
after(() => app[Symbol.asyncDispose]())

const isTyped = (answer: { json: Record<string, unknown>; text: string }, about: string): void => {
  // Paths of other programs answer with those programs' codes, and with ours beside them.
  assert.match(
    String(answer.json['type']),
    /^urn:patchbay:problem:[\w-]+\/[\w-]+$/,
    `${about}: ${answer.text.slice(0, 300)}`,
  )
  assert.ok(answer.json['title'] ?? answer.json['detail'], about)
}

const routes = (): { method: string; path: string; parameters: string[]; hasBody: boolean }[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, '1').slice(1),
      parameters: (route.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name),
      hasBody: route.requestBody !== undefined,
    })),
  )

it('answers JSON of depth 200,000 with a typed error, and goes on', { timeout: 60_000 }, async () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  for (const body of [deep, `{"values":${deep}}`, '{"a":'.repeat(200_000)]) {
    const answer = await app.cli('POST', 'api/v1/archive/runs', body)
    assert.ok([400, 413].includes(answer.status), answer.text.slice(0, 300))
    isTyped(answer, 'deep JSON')
  }
  assert.equal((await app.cli('GET', 'api/v1/archive')).status, 200)
})

it('refuses bad cursors on every list', { timeout: 60_000 }, async () => {
  const lists = routes().filter((route) => route.method === 'GET' && route.parameters.includes('cursor'))
  assert.ok(lists.length >= 8)
  const encoded = (text: string): string => Buffer.from(text).toString('base64url')
  const odd = ['[0.5]', '[-1]', '[1e308]', '[9007199254740992]', '[1,2]', '1']
  for (const { path } of lists) {
    for (const cursor of ['x', 'bm90IGpzb24', 'WyJhIl0', 'A'.repeat(5000), 'W10', ...odd.map(encoded)]) {
      const answer = await app.cli('GET', `${path}?cursor=${cursor}`)
      assert.equal(
        answer.status === 400 || answer.status === 404,
        true,
        `${path} ${cursor.slice(0, 20)}: ${answer.status} ${answer.text.slice(0, 200)}`,
      )
      isTyped(answer, path)
    }
    for (const limit of ['-1', '0', '1e9', 'NaN', '1.5']) {
      assert.ok([400, 404].includes((await app.cli('GET', `${path}?limit=${limit}`)).status), `${path} limit=${limit}`)
    }
  }
})

it('refuses the character NUL in an address, which PostgreSQL takes in no text', { timeout: 60_000 }, async () => {
  const reads = routes().filter(({ method, parameters }) => method === 'GET' && parameters.length > 0)
  assert.ok(reads.length >= 8)
  for (const { path, parameters } of reads) {
    for (const name of parameters) {
      const answer = await app.cli('GET', `${path}?${name}=a%00b`)
      assert.equal(answer.status, 400, `${path} ${name}: ${answer.text.slice(0, 200)}`)
      isTyped(answer, path)
    }
  }
  assert.equal((await app.cli('POST', 'api/v1/queues/a%00b/drain', {})).status, 400)
})

it('takes plain decimal digits for an id, and nothing else', { timeout: 60_000 }, async () => {
  const withId = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, route]) => /\{\w+Id\}/.test(path) && route.requestBody === undefined)
      .map(([method]) => ({ method: method.toUpperCase(), path: path.slice(1) })),
  )
  assert.ok(withId.length >= 10)
  for (const { method, path } of withId) {
    for (const id of ['0x10', '1e3', '%201', '1.0', '+1', '%D9%A3', 'true', '']) {
      const answer = await app.cli(method, path.replaceAll(/\{\w+Id\}/g, id))
      assert.ok(
        answer.status === 400 || (id === '' && answer.status === 404),
        `${method} ${path} ${id}: ${answer.text}`,
      )
    }
  }
  assert.equal((await app.cli('GET', 'api/v1/plans?runId=0x10')).status, 400)
  assert.equal((await app.cli('GET', 'api/v1/jobs?limit=0x10')).status, 400)
})

it('has no children of a job that nobody knows', { timeout: 60_000 }, async () => {
  const answer = await app.cli('GET', 'api/v1/jobs/999999/children')
  assert.equal(answer.status, 404, answer.text)
})

it('refuses unknown fields and wrong kinds of bodies on every route that takes one', { timeout: 60_000 }, async () => {
  const takers = routes().filter((route) => route.hasBody)
  assert.ok(takers.length >= 15)
  for (const { method, path } of takers) {
    for (const body of [{ nobodyKnowsThis: 1 }, [1], '"text"', '{broken']) {
      const answer = await app.cli(method, path, body)
      assert.ok(
        answer.status >= 400 && answer.status < 500,
        `${method} ${path} ${JSON.stringify(body)}: ${answer.status} ${answer.text.slice(0, 200)}`,
      )
      isTyped(answer, `${method} ${path}`)
    }
  }
})

it('still files after all that', { timeout: 60_000 }, async () => {
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await app.settled()
  assert.deepEqual(await app.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
})
