import assert from 'node:assert/strict'
import { it } from 'node:test'
import { z } from 'zod'
import { startTestHttp } from '../../test/start-http.ts'
import { defineRoutes } from '../kernel/contract.ts'
import { bindRoutes } from '../kernel/routes.ts'

const table = defineRoutes('demo', {
  wait: {
    method: 'GET',
    path: '/api/v1/demo/wait',
    scope: 'read',
    summary: 'Answers when it is aborted',
    reply: z.object({}),
  },
})

it('does not call it a failure when the reader went away', async () => {
  const entered = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const routes = bindRoutes(table, {
    wait: async ({ signal }) => {
      entered.resolve()
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      setImmediate(() => setImmediate(ended.resolve))
      throw signal.reason
    },
  })
  await using server = await startTestHttp({ routes })
  const cookie = await server.claim()
  const gone = new AbortController()
  const asked = fetch(new URL('api/v1/demo/wait', server.http.address), { headers: { cookie }, signal: gone.signal })
  await entered.promise
  gone.abort()
  await assert.rejects(asked)
  await ended.promise
  const told = server.logLines.map((line) => JSON.parse(line) as { level: string; msg: string; route?: string })
  const ofRoute = told.filter(({ route }) => route === '/api/v1/demo/wait')
  assert.deepEqual(
    ofRoute.filter(({ level }) => level === 'error' || level === 'warn'),
    [],
  )
  assert.ok(ofRoute.length > 0, 'it is told, at debug')
})
