import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ANONYMOUS_ROUTES } from '../src/http/anonymous-routes.ts'
import { startApp, type TestApp } from './start-app.ts'

const JUNK = ['%00', '-1', '9223372036854775808', '..%2f', 'NaN', '%F0%9F%98%80', "'", '1e9', 'x'.repeat(600)]
const BODIES = [
  null,
  [],
  'x',
  { a: 1 },
  { dryRun: 'x' },
  { name: '\u202e' },
  { values: { archive: { batch: { max_size_gb: -1 } } } },
]
/** Streams never end, and a claim would change who may do what. */
const LEFT_OUT = /stream|tail|setup\/claim/

describe('every route of the whole server', () => {
  let app: TestApp
  before(async () => {
    app = await startApp()
  })
  after(() => app[Symbol.asyncDispose]())

  it('stands in the OpenAPI document, and nothing else does', () => {
    const { paths } = app.app.http.document() as { paths: Record<string, object> }
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    assert.deepEqual(documented.toSorted(), app.app.http.routes.toSorted())
  })

  it('is closed to strangers unless it is on the list', async () => {
    const open: string[] = []
    for (const route of app.app.http.routes) {
      const [method = '', path = ''] = route.split(' ')
      const { status } = await app.call(method, path.replace(/:\w+/g, '1').slice(1))
      if (status !== 401) open.push(route)
    }
    assert.deepEqual(open.toSorted(), ANONYMOUS_ROUTES.toSorted())
  })

  it('answers HEAD as GET, without a body', async () => {
    const wrong: string[] = []
    for (const route of app.app.http.routes) {
      const [method, path = ''] = route.split(' ')
      if (method !== 'GET' || LEFT_OUT.test(route) || route.endsWith('/ws')) continue
      const { status, text } = await app.call('HEAD', path.replace(/:\w+/g, '1').slice(1))
      const isOpen = ANONYMOUS_ROUTES.includes(route)
      if (text !== '' || (isOpen ? status !== 200 : status !== 401)) wrong.push(`${route} ${status} ${text}`)
    }
    assert.deepEqual(wrong, [])
  })

  it('answers junk with a typed refusal, never with a fault of its own', async () => {
    const faults: string[] = []
    let calls = 0
    for (const route of app.app.http.routes.filter((one) => !LEFT_OUT.test(one))) {
      const [method = '', path = ''] = route.split(' ')
      const isRead = method === 'GET'
      for (const junk of JUNK) {
        for (const query of isRead ? ['', `?limit=${junk}`, `?cursor=${junk}`] : ['']) {
          const body = isRead ? undefined : BODIES[calls++ % BODIES.length]
          const { status, text } = await app.cli(method, path.replace(/:\w+/g, junk).slice(1) + query, body)
          if (status >= 500) faults.push(`${route} ${junk} ${query}: ${text}`)
        }
      }
    }
    assert.deepEqual(faults, [])
  })
})
