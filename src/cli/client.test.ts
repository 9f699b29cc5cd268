import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { it } from 'node:test'
import { accessRoutes, type AuditView } from '../access/contract.ts'
import { connect } from './client.ts'

const COUNT = 450

const entry = (auditId: number): AuditView => ({
  auditId,
  at: '2026-11-21T12:00:00.000Z',
  actor: 'system',
  text: 'A setting was changed',
  action: 'config.value.changed',
  subject: 'server.port',
  address: null,
  details: {},
  hash: 'f'.repeat(64),
})

it('asks page by page for more rows than a page holds, and for no more than there are', async () => {
  const asked: string[] = []
  await using server = createServer((request, response) => {
    const { searchParams } = new URL(String(request.url), 'http://localhost')
    asked.push(searchParams.toString())
    const from = Number(searchParams.get('cursor') ?? 0)
    const to = Math.min(COUNT, from + Number(searchParams.get('limit')))
    const items = Array.from({ length: to - from }, (_, n) => entry(from + n))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ items, nextCursor: to === COUNT ? null : String(to) }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const api = connect('', { PATCHBAY_URL: `http://127.0.0.1:${port}` })
  const idsOf = async (limit: number) =>
    (await api.call(accessRoutes.routes.listAudit, { query: { limit } })).body.items.map(({ auditId }) => auditId)
  const all = Array.from({ length: COUNT }, (_, n) => n)
  assert.deepEqual(await idsOf(10_000), all)
  assert.deepEqual(asked.splice(0), ['limit=200', 'limit=200&cursor=200', 'limit=200&cursor=400'])
  assert.deepEqual(await idsOf(250), all.slice(0, 250))
  assert.deepEqual(asked.splice(0), ['limit=200', 'limit=50&cursor=200'])
  assert.deepEqual(await idsOf(20), all.slice(0, 20))
})
