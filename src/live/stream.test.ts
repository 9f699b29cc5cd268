import assert from 'node:assert/strict'
import { once } from 'node:events'
import { it } from 'node:test'
import { WebSocket as WsClient } from 'ws'
import { onEachDatabase } from '../../test/databases.ts'
import { openSseReader, type SseReader } from '../../test/read-sse.ts'
import { cookieOf, PASSWORD, startTestHttp, type TestHttp } from '../../test/start-http.ts'
import { manualClock } from '../kernel/clock.ts'
import { pruneEvents } from './prune-events.ts'

const DAY_MS = 86_400_000

const happen = (server: TestHttp, ...numbers: number[]): Promise<void> =>
  server.db.tx(async (tx) => {
    for (const n of numbers)
      await server.events.append(tx, { kind: 'demo.thing.done', actor: 'system', subject: 'thing:1', data: { n } })
  })

const openStream = (server: TestHttp, cookie: string, options: { path?: string; lastEventId?: string } = {}) => {
  const headers: Record<string, string> = { cookie }
  if (options.lastEventId !== undefined) headers['last-event-id'] = options.lastEventId
  return openSseReader(new URL(options.path ?? 'api/v1/events/stream', server.http.address), headers)
}

async function numbersOf(reader: SseReader, count: number): Promise<unknown[]> {
  const numbers: unknown[] = []
  while (numbers.length < count) {
    const message = await reader.next()
    if (message === undefined) break
    if (message.event === 'event') numbers.push((message.data['event'] as { data: { n: number } }).data.n)
  }
  return numbers
}

onEachDatabase('the stream of events', (open) => {
  it('begins now, sends what happens in order, and resumes after the last id that was heard', async () => {
    await using db = await open()
    await using server = await startTestHttp({ db })
    const cookie = await server.claim()
    await happen(server, 0)
    await using first = await openStream(server, cookie)
    const hello = await first.next()
    assert.equal(hello?.event, 'hello')
    await happen(server, 1, 2)
    assert.deepEqual(await numbersOf(first, 2), [1, 2])
    await Promise.all([3, 4, 5, 6, 7, 8].map((n) => happen(server, n)))
    const heard = await numbersOf(first, 6)
    assert.deepEqual(new Set(heard), new Set([3, 4, 5, 6, 7, 8]))
    await using second = await openStream(server, cookie, { lastEventId: hello?.id ?? '' })
    assert.deepEqual(await numbersOf(second, 8), [1, 2, ...heard])
    await using third = await openStream(server, cookie, { path: `api/v1/events/stream?since=${hello?.id}` })
    assert.deepEqual(await numbersOf(third, 2), [1, 2])
  })

  it('tells a client that was away too long, or comes from another log, to read everything again', async () => {
    await using db = await open()
    const clock = manualClock()
    await using server = await startTestHttp({ db, clock })
    const before = await server.claim()
    await happen(server, 1, 2, 3)
    clock.advance(100 * DAY_MS)
    await happen(server, 4)
    assert.equal(await pruneEvents({ log: server.events, clock }, { days: 90 }), 3)
    assert.equal((await openStream(server, before)).status, 401)
    const cookie = cookieOf(await server.call('POST', 'api/v1/session', { body: { name: 'Ann', password: PASSWORD } }))
    const { newest } = await server.events.bounds()
    for (const [lastEventId, because] of [
      ['1', 'too-old'],
      [String(newest + 50), 'unknown'],
    ] as const) {
      await using stream = await openStream(server, cookie, { lastEventId })
      const gap = await stream.next()
      assert.deepEqual([gap?.event, gap?.id, gap?.data], ['gap', String(newest), { seq: newest, because }])
    }
    await using fresh = await openStream(server, cookie, { lastEventId: String(newest - 1) })
    assert.deepEqual(await numbersOf(fresh, 1), [4], 'nothing between was lost')
    assert.equal((await openStream(server, cookie, { lastEventId: 'forged' })).status, 400)
    assert.equal((await openStream(server, cookie, { lastEventId: '-1' })).status, 400)
  })
})

it('lists events by run, subject and kind', async () => {
  await using server = await startTestHttp()
  const cookie = await server.claim()
  await happen(server, 1, 2, 3)
  await server.db.tx((tx) => server.events.append(tx, { kind: 'other.thing', actor: 'system', subject: 'x', runId: 7 }))
  const list = async (query: string) =>
    ((await server.call('GET', `api/v1/events?${query}`, { cookie })).json['items'] as { seq: number }[]).length
  assert.deepEqual(
    [
      await list('kind=demo.'),
      await list('subject=thing:1'),
      await list('runId=7'),
      await list('kind=demo.&limit=2'),
      await list('kind=%25'),
    ],
    [3, 3, 1, 2, 0],
  )
})

it('sends the last progress of a job, without an id', async () => {
  await using server = await startTestHttp()
  const cookie = await server.claim()
  await using stream = await openStream(server, cookie)
  assert.equal((await stream.next())?.event, 'hello')
  const progress = { jobId: 4, runId: 4, kind: 'a.b', total: null, unit: 'files', rate: null, message: null, at: 0 }
  for (let current = 1; current <= 5; current++)
    server.bus.publish({ type: 'progress', progress: { ...progress, current } })
  const message = await stream.next()
  assert.deepEqual([message?.event, message?.id], ['progress', undefined])
  assert.equal((message?.data['progress'] as { current: number } | undefined)?.current, 5)
})

it('sends a heartbeat, and ends with the session that it was opened by', async () => {
  const clock = manualClock()
  await using server = await startTestHttp({ clock })
  const cookie = await server.claim()
  await using stream = await openStream(server, cookie)
  await using logs = await openStream(server, cookie, { path: 'api/v1/logs/tail?level=error' })
  assert.equal((await stream.next())?.event, 'hello')
  clock.advance(15_000)
  assert.equal((await stream.next())?.event, 'heartbeat')
  assert.equal((await logs.next())?.event, 'heartbeat')
  const others = await server.call('POST', 'api/v1/session', { body: { name: 'Ann', password: PASSWORD } })
  assert.equal(others.status, 200)
  await server.call('DELETE', 'api/v1/session', { cookie })
  assert.deepEqual([await stream.next(), await logs.next()], [undefined, undefined])
})

it('ends at once for a person whose rights were taken, before anything that happened after', async () => {
  await using server = await startTestHttp()
  const admin = await server.claim()
  const made = await server.call('POST', 'api/v1/access/people', {
    cookie: admin,
    body: { name: 'Bob', password: PASSWORD, role: 'viewer' },
  })
  const bob = cookieOf(await server.call('POST', 'api/v1/session', { body: { name: 'Bob', password: PASSWORD } }))
  await using stream = await openStream(server, bob)
  assert.equal((await stream.next())?.event, 'hello')
  const { personId } = made.json as { personId: number }
  await server.call('DELETE', `api/v1/access/people/${personId}`, { cookie: admin })
  await happen(server, 1)
  assert.equal(await stream.next(), undefined)
})

it('keeps little for a slow reader and tells it to start over', async () => {
  await using server = await startTestHttp()
  const cookie = await server.claim()
  await using stream = await openStream(server, cookie)
  assert.equal((await stream.next())?.event, 'hello')
  const big = 'x'.repeat(1000)
  for (let chunk = 0; chunk < 12; chunk++) {
    await server.db.tx(async (tx) => {
      for (let n = 0; n < 1000; n++)
        await server.events.append(tx, { kind: 'demo.big.done', actor: 'system', subject: 'x', data: { big } })
    })
  }
  const { newest } = await server.events.bounds()
  let last = 0
  let gap: number | undefined
  for (;;) {
    const message = await stream.next()
    if (message?.event === 'gap') {
      gap = Number(message.id)
      assert.equal(message.data['because'], 'too-slow')
      break
    }
    assert.equal(Number(message?.id), last + 1, 'no event is left out without a word')
    last++
  }
  assert.equal(gap, newest)
  await happen(server, 77)
  assert.deepEqual(await numbersOf(stream, 1), [77])
})

interface SocketReader extends Disposable {
  client: WsClient
  next(): Promise<Record<string, unknown>>
  closed: Promise<number>
}

async function openSocket(server: TestHttp, path: string, headers: Record<string, string>): Promise<SocketReader> {
  const url = new URL(path, server.http.address.replace('http', 'ws'))
  const client = new WsClient(url, { headers })
  const waiting: Record<string, unknown>[] = []
  let wake = (): void => {}
  client.on('message', (data: Buffer) => {
    waiting.push(JSON.parse(data.toString()))
    wake()
  })
  const closed = new Promise<number>((resolve) => client.on('close', (code) => resolve(code)))
  await once(client, 'open')
  return {
    client,
    closed,
    async next() {
      if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return waiting.shift() ?? {}
    },
    [Symbol.dispose]: () => client.terminate(),
  }
}

it('speaks the same over a WebSocket: by cookie with its own Origin, by key, by a ticket that works once', async () => {
  await using server = await startTestHttp()
  const cookie = await server.claim()
  const { origin } = new URL(server.http.address)
  await happen(server, 1, 2)
  const path = 'api/v1/events/ws'
  using byCookie = await openSocket(server, `${path}?since=1`, { cookie, origin })
  const second = await byCookie.next()
  assert.equal((second['event'] as { seq: number }).seq, 2)
  byCookie.client.send('{"type":"resume","since":0}')
  assert.equal(((await byCookie.next())['event'] as { seq: number }).seq, 1)

  // Told as an event of its own, which is the third.
  const made = await server.call('POST', 'api/v1/access/keys', { cookie, body: { name: 'k', scopes: ['read'] } })
  using byKey = await openSocket(server, path, { authorization: `Bearer ${String(made.json['key'])}` })
  const hello = await byKey.next()
  assert.deepEqual([hello['type'], hello['seq'], hello['timeZone']], ['hello', 3, 'Asia/Tokyo'])
  assert.ok(Math.abs(Date.parse(String(hello['at'])) - Date.now()) < 60_000)

  const { ticket } = (await server.call('POST', 'api/v1/events/ticket', { cookie })).json
  using byTicket = await openSocket(server, `${path}?ticket=${String(ticket)}`, {})
  await byTicket.next()
  await happen(server, 3)
  assert.equal((await byTicket.next())['type'], 'event')
  await assert.rejects(openSocket(server, `${path}?ticket=${String(ticket)}`, {}), /401/)
  await assert.rejects(openSocket(server, path, {}), /401/)
  await assert.rejects(openSocket(server, path, { cookie }), /403/)
  await assert.rejects(openSocket(server, path, { cookie, origin: 'https://evil.example' }), /403/)
  await assert.rejects(openSocket(server, `${path}?since=-1`, { cookie, origin }), /400/)
  await assert.rejects(openSocket(server, `${path}?token=${String(made.json['key'])}`, {}), /400/)
  assert.equal((await server.call('GET', path, { cookie })).json['code'], 'live/upgrade-needed')
})

it('closes a WebSocket that says something else, too much, or in bytes', async () => {
  await using server = await startTestHttp()
  const cookie = await server.claim()
  const { origin } = new URL(server.http.address)
  for (const [message, code] of [
    ['hello?', 1008],
    ['{"type":"resume","since":-1}', 1008],
    ['{"type":"resume","since":1,"more":1}', 1008],
    [Buffer.from([1, 2, 3]), 1008],
    ['x'.repeat(1024 * 1024 + 1), 1009],
  ] as const) {
    using socket = await openSocket(server, 'api/v1/events/ws', { cookie, origin })
    await socket.next()
    socket.client.send(message)
    assert.equal(await socket.closed, code)
  }
  const ended = await openSocket(server, 'api/v1/events/ws', { cookie, origin })
  await server.http[Symbol.asyncDispose]()
  assert.ok([1001, 1005, 1006].includes(await ended.closed))
})
