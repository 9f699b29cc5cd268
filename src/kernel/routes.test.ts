import assert from 'node:assert/strict'
import { it } from 'node:test'
import { z } from 'zod'
import { defineRoutes } from './contract.ts'
import { bindRoutes, isHttpReply, withEtag } from './routes.ts'

const table = defineRoutes('demo', {
  getThing: {
    method: 'GET',
    path: '/api/v1/things/:thingId',
    scope: 'read',
    summary: 'One thing',
    params: z.object({ thingId: z.coerce.number() }),
    reply: z.object({ thingId: z.number() }),
  },
})

it('binds a handler that sees parsed params and may add an ETag', async () => {
  const [route] = bindRoutes(table, {
    getThing: async ({ params }) => withEtag({ thingId: params.thingId }, '7'),
  })
  assert.equal(route?.operationId, 'demo.getThing')
  const reply = await route?.handle({ params: { thingId: 4 } } as never)
  assert.ok(isHttpReply(reply))
  assert.deepEqual(reply.body, { thingId: 4 })
  assert.equal(reply.headers['etag'], '"7"')
})
