import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Registry } from 'prom-client'
import { z } from 'zod'
import { onEachDatabase } from '../../test/databases.ts'
import { type Answered, startTestHttp } from '../../test/start-http.ts'
import { createAudit, readAudit } from '../access/audit.ts'
import { setUpAttention } from '../attention/setup.ts'
import { openVault } from '../connections/vault.ts'
import type { Db } from '../db/db.ts'
import { defineJob } from '../jobs/index.ts'
import { setUpJobs } from '../jobs/setup.ts'
import { type Clock, systemClock } from '../kernel/clock.ts'
import { ConflictError } from '../kernel/errors.ts'
import { openLog } from '../kernel/log.ts'
import { createBus } from '../live/bus.ts'
import { openEventLog } from '../live/event-log.ts'
import type { CallDetail, CallView, DryRun, SourceView, WithSecret } from './contract.ts'
import { planJob } from './index.ts'
import { PruneCalls } from './jobs.ts'
import { setUpWebhooks } from './setup.ts'
import { sign } from '../kernel/standard-webhooks.ts'
import { findCall, listCalls } from './store.ts'

const HOUR_MS = 3_600_000
const Ring = defineJob('test.ring', {
  payload: z.object({ bell: z.string() }),
  queue: 'control',
  maxAttempts: 1,
  timeoutMs: HOUR_MS,
})

interface Told {
  event?: string
  bell?: string
  version?: number
}

interface Hooking {
  path?: string
  method?: string
  headers?: Record<string, string>
}

async function open(db: Db) {
  const keysFolder = await mkdtemp(join(tmpdir(), 'patchbay-webhooks-'))
  const state = {
    aheadMs: 0,
    stoodAtMs: undefined as number | undefined,
    isBroken: false,
    isUnfit: false,
    rung: [] as string[],
  }
  const clock: Clock = {
    ...systemClock,
    now: () => systemClock.now() + state.aheadMs,
    monotonicMs: () => state.stoodAtMs ?? systemClock.monotonicMs(),
  }
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention, routes: cards } = setUpAttention({ db, clock, events })
  const lines: string[] = []
  const logBook = openLog({ level: 'debug', terminal: { write: (text) => void lines.push(text), form: 'json' } })
  const audit = createAudit({ clock, events, log: logBook.area('access'), rightsChanged: () => {} })
  const engine = setUpJobs({ db, clock, log: logBook.area('jobs'), events, bus })
  engine.jobs.handle(Ring, async ({ bell }) => void state.rung.push(bell))
  const vault = await openVault(join(keysFolder, 'vault.key'))
  const room = await setUpWebhooks({
    db,
    clock,
    jobs: engine.jobs,
    events,
    audit,
    attention,
    logBook,
    vault,
    timeZone: 'UTC',
    kindOfConnection: async (_reader, connectionId) => (connectionId === 7 ? 'other' : undefined),
  })
  room.translators.add({
    kind: 'tower',
    connectionKind: 'tower',
    async translate({ body }) {
      const { event, bell = 'a', version = 1 } = body as Told
      if (state.isBroken) throw new ConflictError('webhooks/too-many', { params: { most: 3 } })
      if (event === 'crash') throw new Error('an inner detail: password=hunter2222')
      if (event === 'test') return { is: 'test' }
      if (event !== 'ring' && event !== 'quiet') return { is: 'unknown', event: event ?? null }
      const jobs = event === 'ring' ? [planJob(Ring, { bell: state.isUnfit ? (3 as never) : bell }, bell)] : []
      const tells = [{ kind: 'tower.rang', scope: 'station:1', subject: 'tower', data: { bell } }]
      return { is: 'event', event, label: `bell ${bell}`, key: `${bell} ${version}`, jobs, tells }
    },
  })
  const metrics = new Registry()
  room.measure(metrics)
  const server = await startTestHttp({ db, clock, routes: [...room.routes, ...cards, ...engine.routes] })
  const cookie = await server.claim()
  const call = async <Body>(method: string, path: string, { body, etag }: { body?: unknown; etag?: string } = {}) => {
    const answer = await server.call(method, `api/v1/${path}`, {
      cookie,
      ...(body === undefined ? {} : { body }),
      ...(etag === undefined ? {} : { headers: { 'if-match': `"${etag}"` } }),
    })
    return { ...answer, json: answer.json as Body & Answered['json'] }
  }
  const add = async (name = 'Tower'): Promise<WithSecret> => {
    const added = await call<WithSecret>('POST', 'webhooks/sources', { body: { kind: 'tower', name } })
    assert.equal(added.status, 201, added.text)
    return added.json
  }
  return {
    state,
    lines,
    db,
    call,
    add,
    clock,
    metrics,
    events: () => events.readAfter(0, 1000),
    engine,
    hook: (secret: string, body: unknown, { path = 'hooks/tower', method = 'POST', headers = {} }: Hooking = {}) =>
      server.call(method, path, { body, headers: { authorization: `Bearer ${secret}`, ...headers } }),
    raw: server.call,
    address: server.http.address,
    source: async ({ source }: WithSecret) =>
      (await call<SourceView>('GET', `webhooks/sources/${source.sourceId}`)).json,
    calls: async (query = '') => (await call<{ items: CallView[] }>('GET', `webhooks/calls${query}`)).json.items,
    detail: async (callId: number) => (await call<CallDetail>('GET', `webhooks/calls/${callId}`)).json,
    async settle() {
      await engine.jobs.start()
      await engine.jobs.idle()
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await engine[Symbol.asyncDispose]()
      room[Symbol.dispose]()
      await rm(keysFolder, { recursive: true, force: true })
    },
  }
}

function signed(secret: string, body: string, { atMs = Date.now(), id = 'msg_1' } = {}): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000))
  const signature = sign(secret, { id, timestamp }, Buffer.from(body))
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

onEachDatabase('incoming webhooks', (openDb) => {
  it('takes a call by each of the ways to prove it, stores it, and does what it leads to', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const added = await world.add()
    const { secret, source } = added
    assert.match(secret, /^whsec_[A-Za-z0-9]{40}$/)
    assert.deepEqual([source.key, source.state, source.title], ['tower', 'new', 'tower'])
    const text = JSON.stringify({ event: 'ring', bell: 'd' })
    const ways: Record<string, Record<string, string>> = {
      bearer: { authorization: `Bearer ${secret}` },
      header: { 'X-Patchbay-Token': secret },
      basic: { authorization: basic('Radarr', secret) },
      'basic without a name': { authorization: basic('', secret) },
      'basic, name not ASCII': { authorization: basic('Zoë', secret) },
      signature: signed(secret, text),
      'one of two signatures': {
        ...signed(secret, text),
        'webhook-signature': `v1,${'A'.repeat(43)}= ${signed(secret, text)['webhook-signature'] ?? ''}`,
      },
      'a right token beside a wrong signature': { ...signed('whsec_AAAA', text), 'x-patchbay-token': secret },
    }
    const answers: Answered[] = []
    for (const [way, headers] of Object.entries(ways)) {
      const answer = await world.raw('POST', 'hooks/tower', { body: text, headers })
      assert.equal(answer.status, 200, `${way}: ${answer.text}`)
      answers.push(answer)
    }
    const first = answers[0]?.json
    assert.deepEqual([first?.['status'], first?.['outcome']], ['success', 'accepted'])
    assert.ok(
      answers.slice(1).every(({ json }) => json['outcome'] === 'duplicate' && json['runId'] === first?.['runId']),
    )
    const put = await world.hook(secret, { event: 'ring', bell: 'e' }, { method: 'PUT' })
    const alias = await world.hook(secret, { event: 'ring', bell: 'f' }, { path: 'webhooks/tower' })
    assert.deepEqual([put.status, alias.status], [200, 200])
    assert.deepEqual(Object.keys(alias.json), ['status', 'eventId'])
    await world.settle()
    assert.deepEqual(world.state.rung.toSorted(), ['d', 'e', 'f'])
    const run = await world.call<{ run: { state: string; label: string }; jobs: { kind: string }[] }>(
      'GET',
      `runs/${String(first?.['runId'])}`,
    )
    assert.deepEqual([run.json.run.state, run.json.run.label], ['completed', 'Tower: bell d'])
    assert.deepEqual(
      run.json.jobs.map(({ kind }) => kind),
      ['test.ring'],
    )
    const after = await world.source(added)
    assert.equal(after.state, 'verified')
    assert.equal(after.lastCall?.label, 'bell f')
  })

  it('answers the same event ten times with one run, also at once, and does it again after a day', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const { secret } = await world.add()
    const say = (bell: string, version = 1) => world.hook(secret, { event: 'ring', bell, version, at: Math.random() })
    const bells = Array.from({ length: 10 }, (_one, at) => `b${at}`)
    const answers = await Promise.all(bells.flatMap((bell) => Array.from({ length: 10 }, () => say(bell))))
    assert.ok(answers.every(({ status }) => status === 200))
    assert.equal(new Set(answers.map(({ json }) => json['runId'])).size, 10)
    assert.equal(answers.filter(({ json }) => json['outcome'] === 'accepted').length, 10)
    assert.equal(answers.filter(({ json }) => json['outcome'] === 'duplicate').length, 90)
    assert.equal((await say('b1', 2)).json['outcome'], 'accepted')
    world.state.aheadMs = 23 * HOUR_MS
    assert.equal((await say('b1')).json['outcome'], 'duplicate')
    world.state.aheadMs = 25 * HOUR_MS
    assert.equal((await say('b1')).json['outcome'], 'accepted')
    await world.settle()
    assert.equal(world.state.rung.length, 12)
  })

  it('takes a test, makes nothing of it, and then knows that the sender gets through', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const added = await world.add()
    const answer = await world.hook(added.secret, { event: 'test' })
    assert.deepEqual([answer.status, answer.json['outcome'], answer.json['runId']], [200, 'test', null])
    const { json } = await world.call<{ items: unknown[] }>('GET', 'jobs')
    assert.deepEqual(json.items, [])
    const source = await world.source(added)
    assert.equal(source.state, 'verified')
    assert.ok(source.verifiedAt !== null)
    const kinds = (await world.events()).map(({ kind }) => kind)
    assert.equal(kinds.filter((kind) => kind === 'webhooks.source.verified').length, 1)
  })

  it('turns every stranger away with the same words, and tells why only the person who set it up', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const added = await world.add()
    const { secret } = added
    const text = '{"event":"ring"}'
    const now = Date.now()
    const cases: Record<string, { headers: Record<string, string>; path?: string; why?: string }> = {
      nothing: { headers: {}, why: 'no-credentials' },
      'a wrong token': { headers: { authorization: 'Bearer whsec_wrong' }, why: 'wrong-token' },
      'a part of the token': { headers: { 'x-patchbay-token': secret.slice(0, -1) }, why: 'wrong-token' },
      'a wrong password': { headers: { authorization: basic('x', 'wrong') }, why: 'wrong-token' },
      'a password with colons': { headers: { authorization: basic('x', `${secret}:${secret}`) }, why: 'wrong-token' },
      'the secret as the name': { headers: { authorization: basic(secret, '') }, why: 'no-credentials' },
      'basic that is not base64': { headers: { authorization: 'Basic ~~~' }, why: 'no-credentials' },
      'a signature of another body': { headers: signed(secret, '{}'), why: 'wrong-signature' },
      'a signature of another secret': { headers: signed('whsec_AAAA', text), why: 'wrong-signature' },
      'a signature of another id': {
        headers: { ...signed(secret, text), 'webhook-id': 'msg_2' },
        why: 'wrong-signature',
      },
      'an old signature': { headers: signed(secret, text, { atMs: now - 6 * 60_000 }), why: 'stale' },
      'one from the future': { headers: signed(secret, text, { atMs: now + 6 * 60_000 }), why: 'stale' },
      'a time that is none': {
        headers: { ...signed(secret, text), 'webhook-timestamp': 'NaN' },
        why: 'wrong-signature',
      },
      'a signature of another version': {
        headers: { ...signed(secret, text), 'webhook-signature': `v2,${'A'.repeat(44)}` },
        why: 'wrong-signature',
      },
      'no such address': { headers: { authorization: `Bearer ${secret}` }, path: 'hooks/nobody' },
      'an address that is none': { headers: { authorization: `Bearer ${secret}` }, path: 'hooks/%00..%2f' },
    }
    const said = new Set<string>()
    for (const [what, { headers, path = 'hooks/tower', why }] of Object.entries(cases)) {
      const answer = await world.raw('POST', path, { body: text, headers })
      assert.equal(answer.status, 401, `${what}: ${answer.text}`)
      assert.ok(answer.headers.has('www-authenticate'), what)
      said.add(JSON.stringify({ ...answer.json, requestId: '' }))
      if (why !== undefined) assert.equal((await world.source(added)).lastRefusal?.code, why, what)
    }
    assert.equal(said.size, 1, [...said].join('\n'))
    const inUrl = await world.raw('POST', `hooks/tower?token=${secret}`, { body: text })
    assert.deepEqual([inUrl.status, inUrl.json['code']], [400, 'request/key-in-url'])
    assert.ok(!inUrl.text.includes(secret))
    assert.deepEqual(await world.calls(), [])
    assert.match(await world.metrics.metrics(), /patchbay_webhook_received_total\{source="tower",result="stale"\} 2/)
  })

  it('refuses a body that is no JSON or too large, and takes any JSON whatever its type is called', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const { secret } = await world.add()
    const refused: Record<string, { body?: string | Uint8Array; headers?: Record<string, string>; code: string }> = {
      'no body': { code: 'request/bad-json' },
      'an empty body': { body: '', code: 'request/bad-json' },
      text: { body: 'hello', code: 'request/bad-json' },
      'a form': {
        body: 'event=ring',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        code: 'request/bad-json',
      },
      'cut JSON': { body: '{"event":"ring"', code: 'request/bad-json' },
      'two values': { body: '{}{}', code: 'request/bad-json' },
      compressed: {
        body: gzipSync('{"event":"ring"}'),
        headers: { 'content-encoding': 'gzip' },
        code: 'request/not-utf8',
      },
      'a key twice': { body: '{"event":"ring","event":"x"}', code: 'request/key-twice' },
      'half a surrogate pair': { body: '{"event":"\\ud800"}', code: 'request/bad-text' },
      'the character NUL': { body: '{"event":"\\u0000"}', code: 'request/bad-text' },
      'a prototype': { body: '{"__proto__":{}}', code: 'request/forbidden-key' },
      'great depth': { body: '['.repeat(200_000), code: 'request/json-too-deep' },
    }
    for (const [what, { body, headers, code }] of Object.entries(refused)) {
      const answer = await world.hook(secret, body, { headers: headers ?? {} })
      assert.deepEqual([answer.status, answer.json['code']], [400, code], `${what}: ${answer.text}`)
    }
    const large = await world.hook(secret, `{"event":"${'x'.repeat(5 * 1024 * 1024)}"}`)
    assert.deepEqual([large.status, large.json['code']], [413, 'request/body-too-large'])
    assert.deepEqual(await world.calls(), [])
    const types = [
      'application/json; charset=utf-8',
      'text/plain',
      'application/vnd.x+json',
      'application/x-www-form-urlencoded',
    ]
    for (const type of types) {
      const answer = await world.hook(secret, '{"event":"hm"}', { headers: { 'content-type': type } })
      assert.deepEqual([answer.status, answer.json['outcome']], [200, 'unknown'], `${type}: ${answer.text}`)
    }
    const untyped = await fetch(new URL('hooks/tower', world.address), {
      method: 'POST',
      body: Buffer.from('{"event":"hm"}'),
      headers: { authorization: `Bearer ${secret}` },
    })
    assert.equal(untyped.status, 200)
    const odd = [
      '{"event":null}',
      '{}',
      '[]',
      '"ring"',
      '1',
      'true',
      '{"event":-0,"n":1e309}',
      '{"bell":9007199254740993}',
    ]
    for (const body of odd) {
      const answer = await world.hook(secret, body)
      assert.equal(answer.status, 200, `${body}: ${answer.text}`)
    }
    const almost = await world.hook(secret, `{"event":"hm","x":"${'é'.repeat(2_600_000)}"}`)
    assert.equal(almost.status, 200, almost.text)
    assert.equal((await world.calls('?outcome=unknown'))[0]?.event, 'hm')
  })

  it('keeps a call whose event nobody knows or whose translator fails, answers 200, and follows it when asked', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const added = await world.add()
    const { secret } = added
    assert.equal((await world.hook(secret, { event: 'Grab' })).json['outcome'], 'unknown')
    assert.equal((await world.hook(secret, { event: 'quiet' })).json['outcome'], 'nothing')
    world.state.isBroken = true
    const failed = await world.hook(secret, { event: 'ring', bell: 'g' })
    assert.deepEqual([failed.status, failed.json['outcome'], failed.json['runId']], [200, 'failed', null])
    const crashed = await world.hook(secret, { event: 'crash' })
    world.state.isBroken = false
    const crashedAgain = await world.hook(secret, { event: 'crash' })
    assert.equal(crashedAgain.json['outcome'], 'failed')
    assert.doesNotMatch(crashedAgain.text, /hunter/)
    world.state.isUnfit = true
    const unfit = await world.hook(secret, { event: 'ring', bell: 'h' })
    world.state.isUnfit = false
    assert.deepEqual([unfit.status, unfit.json['outcome']], [200, 'failed'])
    const ids = [failed, crashed, crashedAgain, unfit].map(({ json }) => Number(json['eventId']))
    const codes = await Promise.all(ids.map(async (id) => (await world.detail(id)).because?.code))
    assert.deepEqual(codes, ['webhooks/too-many', 'webhooks/too-many', 'internal/unexpected', 'jobs/bad-payload'])
    const cards = async () => (await world.call<{ items: { said: { text: string } }[] }>('GET', 'attention')).json.items
    assert.match((await cards())[0]?.said.text ?? '', /^4 calls of Tower/)

    const [first = 0, second = 0, third = 0, last = 0] = ids
    const dry = await world.call<DryRun>('POST', `webhooks/calls/${first}/dry-run`, { body: {} })
    assert.deepEqual(dry.json.jobs, [{ kind: 'test.ring', title: 'test.ring', label: 'g', payload: { bell: 'g' } }])
    assert.equal((await world.detail(first)).outcome, 'failed', 'a dry run changes nothing')
    const replayed = await world.call<CallDetail>('POST', `webhooks/calls/${first}/replay`, { body: {} })
    assert.deepEqual([replayed.json.outcome, replayed.json.replays], ['accepted', 1])
    assert.ok(replayed.json.runId !== null)
    await world.call('POST', `webhooks/calls/${last}/replay`, { body: {} })
    // The sender says it again: it was followed by hand meanwhile.
    assert.equal((await world.hook(secret, { event: 'ring', bell: 'g' })).json['runId'], replayed.json.runId)
    const still = await world.call<CallDetail>('POST', `webhooks/calls/${second}/replay`, { body: {} })
    assert.equal(still.json.outcome, 'failed')
    assert.match((await cards())[0]?.said.text ?? '', /^2 calls of Tower/)
    await world.settle()
    assert.deepEqual(world.state.rung.toSorted(), ['g', 'h'])
    await world.call('DELETE', `webhooks/sources/${added.source.sourceId}`)
    assert.deepEqual(await cards(), [])
    assert.equal((await world.call('GET', `webhooks/calls/${third}`)).status, 404)
    assert.equal((await world.hook(secret, { event: 'test' })).status, 401)
  })

  it('takes a former secret for as long as was said, and says that the sender still uses it', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const added = await world.add()
    const { source, secret } = added
    await world.hook(secret, { event: 'test' })
    const rotate = (overlapHours: number) =>
      world.call<WithSecret>('POST', `webhooks/sources/${source.sourceId}/rotate`, { body: { overlapHours } })
    const second = (await rotate(2)).json
    assert.notEqual(second.secret, secret)
    assert.equal(second.source.state, 'former-secret')
    assert.equal((await world.hook(secret, { event: 'test' })).status, 200)
    assert.equal((await world.source(added)).lastCall?.isFormerSecret, true)
    assert.equal((await world.hook(second.secret, { event: 'test' })).status, 200)
    assert.equal((await world.source(added)).state, 'verified')
    world.state.aheadMs = 3 * HOUR_MS
    assert.equal((await world.hook(secret, { event: 'test' })).status, 401)
    assert.equal((await world.source(added)).secrets.length, 1)
    const third = (await rotate(0)).json
    assert.equal((await world.hook(second.secret, { event: 'test' })).status, 401)
    assert.equal((await world.hook(third.secret, { event: 'test' })).status, 200)
  })

  it('takes no call while it is switched off, and edits only what was seen', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const added = await world.add()
    const { sourceId } = added.source
    const path = `webhooks/sources/${sourceId}`
    const etagOf = async () => (await world.source(added)).etag
    const off = await world.call('PATCH', path, { body: { isEnabled: false }, etag: await etagOf() })
    assert.equal(off.status, 200, off.text)
    const answer = await world.hook(added.secret, { event: 'ring' })
    assert.deepEqual([answer.status, answer.json['code']], [403, 'webhooks/switched-off'])
    assert.equal((await world.hook('whsec_wrong', { event: 'ring' })).status, 401)
    assert.equal((await world.call('PATCH', path, { body: { name: 'x' }, etag: '1' })).status, 412)
    assert.equal((await world.call('PATCH', path, { body: { name: 'x' } })).status, 428)
    await world.call('PATCH', path, { body: { isEnabled: true, name: 'Belfry' }, etag: await etagOf() })
    assert.equal((await world.hook(added.secret, { event: 'ring' })).status, 200)
    const refusals: Record<string, [object, number, string]> = {
      'an unknown kind': [{ kind: 'x', name: 'X' }, 400, 'webhooks/no-such-kind'],
      'a name that is taken': [{ kind: 'tower', name: 'BELFRY', key: 'b' }, 409, 'webhooks/name-taken'],
      'an address that is taken': [{ kind: 'tower', name: 'Y', key: 'tower' }, 409, 'webhooks/key-taken'],
      'a name that gives no address': [{ kind: 'tower', name: '塔' }, 422, 'webhooks/key-needed'],
      'an odd address': [{ kind: 'tower', name: 'Y', key: '../x' }, 400, 'request/invalid'],
      'no such connection': [{ kind: 'tower', name: 'Y', connectionId: 9 }, 422, 'connections/no-such-connection'],
      'another connection': [{ kind: 'tower', name: 'Y', connectionId: 7 }, 422, 'webhooks/other-connection'],
    }
    for (const [what, [body, status, code]] of Object.entries(refusals)) {
      const refused = await world.call('POST', 'webhooks/sources', { body })
      assert.deepEqual([refused.status, refused.json['code']], [status, code], `${what}: ${refused.text}`)
    }
  })

  it('lets a burst through, turns away what is over it with the time to wait, and loses nothing that it took', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const { secret } = await world.add()
    const other = (await world.add('Chapel')).secret
    world.state.stoodAtMs = systemClock.monotonicMs()
    const answers: Answered[] = []
    for (let from = 0; from < 700; from += 50) {
      const some = Array.from({ length: 50 }, (_one, at) =>
        world.hook(secret, { event: 'quiet', bell: `q${from + at}` }),
      )
      answers.push(...(await Promise.all(some)))
    }
    const taken = answers.filter(({ status }) => status === 200)
    const over = answers.filter(({ status }) => status === 429)
    assert.deepEqual([taken.length, over.length], [500, 200])
    assert.ok(
      over.every(
        ({ headers, json }) => Number(headers.get('retry-after')) >= 1 && json['code'] === 'webhooks/too-many-calls',
      ),
    )
    const stored = new Set((await listCalls(db.read, { limit: 1000 })).map(({ callId }) => callId))
    for (const { json } of taken) assert.ok(stored.has(Number(json['eventId'])))
    assert.equal(stored.size, taken.length)
    assert.equal((await world.hook(other, { event: 'test' }, { path: 'hooks/chapel' })).status, 200)
    assert.equal((await world.hook('wrong', { event: 'test' })).status, 401)
    world.state.stoodAtMs += 1001
    const next = await Promise.all(Array.from({ length: 61 }, () => world.hook(secret, { event: 'test' })))
    assert.equal(next.filter(({ status }) => status === 200).length, 60)
  })

  it('drops calls after seven days', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const { secret } = await world.add()
    await world.hook(secret, { event: 'Grab', n: 1 })
    world.state.aheadMs = 6 * 24 * HOUR_MS
    await world.hook(secret, { event: 'Grab', n: 2 })
    world.state.aheadMs = 8 * 24 * HOUR_MS
    await world.engine.jobs.start()
    await db.tx((tx) => world.engine.jobs.enqueue(tx, PruneCalls, {}, { actor: 'system' }))
    await world.engine.jobs.idle()
    const left = await listCalls(db.read, { limit: 10 })
    assert.equal(left.length, 1)
    assert.match((await findCall(db.read, left[0]?.callId ?? 0))?.body ?? '', /"n":2/)
  })

  it('shows a secret once: in no log, later answer, event, audit entry or row', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const added = await world.add()
    const { secret, source } = added
    const rotated = (await world.call<WithSecret>('POST', `webhooks/sources/${source.sourceId}/rotate`, { body: {} }))
      .json
    const secrets = [secret, rotated.secret]
    const answers: Answered[] = []
    for (const one of secrets) {
      answers.push(
        await world.hook(one, { event: 'ring', token: one, note: `see ${one}`, deep: [[{ password: 'hunter2222' }]] }),
      )
      answers.push(await world.hook(one, { event: one }, { headers: { 'user-agent': `curl ${one}` } }))
      answers.push(
        await world.raw('POST', 'hooks/tower', { body: `{"x":"${one}"`, headers: { 'x-patchbay-token': one } }),
      )
      answers.push(await world.raw('POST', 'hooks/tower', { body: '{}', headers: { authorization: basic(one, 'x') } }))
    }
    const list = await world.calls()
    answers.push(...(await Promise.all(list.map(({ callId }) => world.call('GET', `webhooks/calls/${callId}`)))))
    answers.push(await world.call('GET', 'webhooks/sources'), await world.call('GET', 'webhooks/calls'))
    answers.push(await world.call('GET', 'jobs'), await world.call('GET', 'runs'))
    const entries: unknown[] = []
    for await (const entry of readAudit(db)) entries.push(entry)
    const rows = await Promise.all([
      db.read.selectFrom('webhooks_sources').selectAll().execute(),
      db.read.selectFrom('webhooks_secrets').selectAll().execute(),
      db.read.selectFrom('webhooks_calls').selectAll().execute(),
    ])
    const texts = {
      answers: answers.map(({ text }) => text).join('\n'),
      log: world.lines.join('\n'),
      events: JSON.stringify(await world.events()),
      audit: JSON.stringify(entries),
      rows: JSON.stringify(rows),
      metrics: await world.metrics.metrics(),
    }
    assert.ok(texts.log.length > 0 && texts.audit.includes('webhooks.source.rotated'))
    for (const [where, text] of Object.entries(texts)) {
      for (const one of secrets) {
        const forms = [
          one,
          Buffer.from(one).toString('base64'),
          encodeURIComponent(one),
          Buffer.from(`:${one}`).toString('base64'),
        ]
        for (const form of forms) assert.ok(!text.includes(form), `${where} holds a secret`)
      }
      assert.ok(!text.includes('hunter2222'), `${where} holds a password`)
    }
  })
})

it('is a sender of Standard Webhooks to the letter', () => {
  // The vector of the specification's own libraries.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const body = Buffer.from('{"test": 2432232314}')
  const signature = sign(secret, { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: '1614265330' }, body)
  assert.equal(signature, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})
