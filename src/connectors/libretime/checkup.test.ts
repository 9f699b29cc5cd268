import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, it } from 'node:test'
import { systemClock } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { AppError } from '../../kernel/errors.ts'
import { openLog } from '../../kernel/log.ts'
import { type Door, PlayoutCheckup } from '../../radio/checkup/ports.ts'
import { type FakeLibreTime, startFakeLibreTime } from './fake-server.ts'
import { libretime } from './index.ts'

const { signal } = new AbortController()
let fake: FakeLibreTime
let egress: Egress
before(async () => {
  fake = await startFakeLibreTime()
  egress = createEgress()
})
after(async () => {
  await egress[Symbol.asyncDispose]()
  await fake[Symbol.asyncDispose]()
})

function checkupOf(settings: { address: string; internal_address?: string }): PlayoutCheckup {
  const tools = { egress, clock: systemClock, log: openLog({ level: 'error' }).area('test') }
  const { ports } = libretime.create({ settings, secrets: { api_key: fake.key }, tools })
  return ports.find(([name]) => name === PlayoutCheckup.name)?.[1] as PlayoutCheckup
}

async function doorOf(listener: RequestListener): Promise<Partial<Door>> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  try {
    return await checkupOf({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }).door(signal)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

it('tells who opens: the service, a page of somebody else, another address, or something else', async () => {
  const { kind, hop, clockAt, askedAt } = await checkupOf({ address: fake.url }).door(signal)
  assert.deepEqual([kind, hop], ['api', null])
  assert.ok(Math.abs(Number(clockAt) - askedAt) < 5000)
  const page = await doorOf((_, response) => void response.writeHead(503, { server: 'cloudflare' }).end('<html>wait'))
  assert.deepEqual([page.kind, page.hop, page.said], ['page', 'Cloudflare', 'wait'])
  const moved = await doorOf(
    (_, response) => void response.writeHead(301, { location: 'https://radio.example/x' }).end(),
  )
  assert.deepEqual([moved.kind, moved.movedTo], ['moved', 'radio.example'])
  const other = await doorOf((_, response) => void response.end('{"version":"1"}'))
  assert.equal(other.kind, 'other')
  assert.equal((await checkupOf({ address: `${fake.url}/api/v2` }).door(signal)).kind, 'other')
})

it('takes a gateway that reaches nobody for no answer', async () => {
  const error: unknown = await doorOf((_, response) => void response.writeHead(502).end('<html>502')).catch(
    (one: unknown) => one,
  )
  assert.equal(error instanceof AppError && error.code, 'remote/gateway')
})

it('asks at the internal address where there is one, so that a proxy before the other is nothing to it', async () => {
  const behind = await startFakeLibreTime()
  behind.faults.set({ kind: 'behind-cloudflare' })
  const checkup = checkupOf({ address: behind.url, internal_address: fake.url })
  assert.equal((await checkup.door(signal)).hop, null)
  await behind[Symbol.asyncDispose]()
})

it('keeps only rows of the time that was asked for, and files that there are', async () => {
  const checkup = checkupOf({ address: fake.url })
  const show = fake.seed.show('Night')
  const startsAt = Date.parse('2026-11-29T10:00:00Z')
  const instance = fake.seed.instance({ show, startsAt, endsAt: startsAt + 3_600_000 })
  const file = fake.seed.file({ title: 'One', lengthMs: 600_000 })
  for (const day of [0, 3]) fake.seed.row({ instance, file, startsAt: startsAt + day * 86_400_000, lengthMs: 600_000 })
  const span = { from: startsAt - 3_600_000, to: startsAt + 86_400_000 }
  assert.deepEqual(
    (await checkup.listRows(span, signal)).map((row) => row.startsAt),
    [startsAt],
  )
  assert.deepEqual(
    (await checkup.listWindows(span, signal)).map(({ windowId }) => windowId),
    [instance],
  )
  assert.equal((await checkup.findFile(file, signal))?.title, 'One')
  assert.equal(await checkup.findFile(999, signal), undefined)
})
