import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { it } from 'node:test'
import { z } from 'zod'
import { onEachDatabase } from '../../test/databases.ts'
import { type Answered, startTestHttp } from '../../test/start-http.ts'
import { createAudit } from '../access/audit.ts'
import { setUpAttention } from '../attention/setup.ts'
import type { Db } from '../db/db.ts'
import { systemClock } from '../kernel/clock.ts'
import { refusalIn } from '../kernel/egress/answers.ts'
import { openLog } from '../kernel/log.ts'
import { definePort, fill } from '../kernel/port.ts'
import { createBus } from '../live/bus.ts'
import { openEventLog } from '../live/event-log.ts'
import type { ConnectionView, DoctorReport, TestView } from './contract.ts'
import { defineConnector } from './ports.ts'
import { setUpConnections } from './setup.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const KEY = 'canary-of-the-vault-7c2f'
const Greeter = definePort<{ greet(): Promise<number> }>('test.greeter')
const Other = definePort<{ nothing(): void }>('test.other')

const greeter = defineConnector({
  id: 'greeter',
  settings: z.object({ address: z.url(), loudness: z.number().int().default(3) }),
  secrets: [{ name: 'api_key', isRequired: true }],
  fromEnvironment: (env) =>
    env['GREETER_URL'] === undefined
      ? undefined
      : { name: 'Greeter', settings: { address: env['GREETER_URL'] }, secrets: { api_key: env['GREETER_KEY'] ?? '' } },
  create({ settings, secrets, tools }) {
    const url = new URL(settings.address)
    const ask = async (path: string): Promise<number> => {
      const answer = await tools.egress.send({
        method: 'GET',
        url: new URL(path, url),
        headers: { 'x-key': secrets['api_key'] ?? '' },
        deadlineMs: 2000,
      })
      if (answer.status >= 300) throw refusalIn(answer, { host: url.host })
      return answer.status
    }
    return {
      url,
      ports: [fill(Greeter, { greet: () => ask('greet') })],
      rungs: [
        { id: 'answer', climb: async () => ({ code: 'libretime-answers', params: { status: await ask('hello') } }) },
        { id: 'key', climb: async () => ({ code: 'libretime-version', params: { status: await ask('greet') } }) },
      ],
    }
  },
})

async function startGreeter() {
  const state = { mode: 'well' as 'well' | 'page' | 'down', keys: [] as string[] }
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    state.keys.push(String(request.headers['x-key']))
    if (state.mode === 'page') return void response.writeHead(403).end('<html>Just a moment</html>')
    if (state.mode === 'down') return void response.writeHead(502).end('<html>502 Bad Gateway</html>')
    response.writeHead(request.url === '/hello' || request.headers['x-key'] === KEY ? 200 : 403).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    state,
    address: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function open(db: Db, env: Record<string, string> = {}) {
  const keysFolder = await mkdtemp(join(tmpdir(), 'patchbay-connections-'))
  const events = openEventLog({ db, clock: systemClock, bus: createBus() })
  const { attention, routes: cards } = setUpAttention({ db, clock: systemClock, events })
  const lines: string[] = []
  const logBook = openLog({ level: 'trace', terminal: { write: (text) => void lines.push(text), form: 'json' } })
  const audit = createAudit({ clock: systemClock, events, log: logBook.area('access'), rightsChanged: () => {} })
  const base = { db, clock: systemClock, events, audit, attention, logBook }
  const room = await setUpConnections({ ...base, env, keysFolder, connectors: [greeter] })
  const server = await startTestHttp({ db, routes: [...room.routesWith([]), ...cards] })
  const cookie = await server.claim()
  const call = async <Body = ConnectionView>(
    method: string,
    path: string,
    { body, etag }: { body?: unknown; etag?: string | undefined } = {},
  ) => {
    const answer = await server.call(method, `api/v1/${path}`, {
      cookie,
      ...(body === undefined ? {} : { body }),
      ...(etag === undefined ? {} : { headers: { 'if-match': `"${etag}"` } }),
    })
    return { ...answer, json: answer.json as Body & Answered['json'] }
  }
  return {
    room,
    call,
    lines,
    events: () => events.readAfter(0, 100),
    add: (settings: object, secrets: object = { api_key: KEY }) =>
      call('POST', 'connections', { body: { kind: 'greeter', name: 'Hall', settings, secrets } }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await room[Symbol.asyncDispose]()
      await rm(keysFolder, { recursive: true, force: true })
    },
  }
}

onEachDatabase('connections', (openDb) => {
  it('keeps a secret sealed, gives it to the service alone, and never tells it again', async () => {
    await using db = await openDb()
    await using hall = await startGreeter()
    await using world = await open(db)
    const added = await world.add({ address: hall.address })
    assert.equal(added.status, 201, added.text)
    const { connectionId } = added.json
    assert.deepEqual(added.json.secrets[0], {
      name: 'api_key',
      isSet: true,
      hint: '7c2f',
      changedAt: added.json.changedAt,
    })
    assert.deepEqual(added.json.settings, { address: hall.address, loudness: 3 })
    assert.equal(await (await world.room.open(connectionId, Greeter)).greet(), 200)
    const test = await world.call<TestView>('POST', `connections/${connectionId}/test`)
    assert.equal(test.json.isWell, true, test.text)
    assert.deepEqual(
      test.json.rungs.map(({ id, state }) => `${id} ${state}`),
      ['name ok', 'port ok', 'answer ok', 'key ok'],
    )
    const shown = await world.call('GET', `connections/${connectionId}`)
    assert.equal(shown.json.state, 'well')
    const renamed = await world.call('PATCH', `connections/${connectionId}`, {
      body: { name: 'Foyer' },
      etag: shown.json.etag,
    })
    assert.deepEqual(
      [renamed.json.state, renamed.json.lastTest],
      ['untested', null],
      'what the last test said is of a former version',
    )
    const sealed = await db.read.selectFrom('connections_secrets').selectAll().execute()
    const said = JSON.stringify([sealed, added.text, test.text, shown.text, await world.events(), world.lines])
    assert.ok(hall.state.keys.includes(KEY))
    assert.doesNotMatch(said, new RegExp(KEY))
  })

  it('is found by the names that it had, until another takes one of them', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const { connectionId, etag } = (await world.add({ address: 'http://127.0.0.1:1' })).json
    const { findNamed } = world.room
    assert.equal(await findNamed('hall'), connectionId, 'as it is compared')
    const { json: renamed } = await world.call('PATCH', `connections/${connectionId}`, {
      body: { name: 'Foyer' },
      etag,
    })
    assert.deepEqual([await findNamed('Hall'), await findNamed('Foyer')], [connectionId, connectionId])
    const other = (await world.add({ address: 'http://127.0.0.1:2' })).json
    assert.equal(await findNamed('Hall'), other.connectionId)
    await world.call('PATCH', `connections/${connectionId}`, { body: { name: 'Porch' }, etag: renamed.etag })
    await world.call('DELETE', `connections/${connectionId}`)
    assert.deepEqual([await findNamed('Foyer'), await findNamed('Porch')], [undefined, undefined])
  })

  it('tells what fails, once on Home, and takes it back', async () => {
    await using db = await openDb()
    await using hall = await startGreeter()
    await using world = await open(db)
    const { connectionId } = (await world.add({ address: hall.address })).json
    const testAs = async (mode: typeof hall.state.mode): Promise<string> => {
      hall.state.mode = mode
      const { json } = await world.call<TestView>('POST', `connections/${connectionId}/test`)
      return json.rungs.map(({ id, state, said }) => `${id} ${state === 'failed' ? said?.code : state}`).join(', ')
    }
    assert.equal(await testAs('page'), 'name ok, port ok, answer remote/web-page, key not-reached')
    assert.equal(await testAs('page'), 'name ok, port ok, answer remote/web-page, key not-reached')
    assert.equal(await testAs('down'), 'name ok, port ok, answer remote/gateway, key not-reached')
    const doctor = await world.call<DoctorReport>('GET', 'doctor')
    assert.deepEqual(
      doctor.json.checks[0]?.findings.map(({ level, said }) => [level, said.params['name']]),
      [['bad', 'Hall']],
    )
    const cards = await world.call<{ items: { said: { text: string; why: string } }[] }>('GET', 'attention')
    assert.equal(cards.json.items.length, 1)
    assert.match(String(cards.json.items[0]?.said.why), /proxy that can’t reach/)
    await testAs('well')
    assert.deepEqual((await world.call<{ items: unknown[] }>('GET', 'attention')).json.items, [])
    const kinds = (await world.events()).map(({ kind }) => kind).filter((kind) => kind.startsWith('connections.health'))
    assert.deepEqual(kinds, ['connections.health.failing', 'connections.health.well'])
  })

  it('refuses what can’t be used, field by field, and what somebody else has changed', async () => {
    await using db = await openDb()
    await using world = await open(db)
    const cases: [unknown, number, string][] = [
      [{ kind: 'nobody', name: 'x', settings: {} }, 400, 'connections/no-such-kind'],
      [{ kind: 'greeter', name: 'x', settings: {} }, 422, 'connections/bad-settings'],
      [{ kind: 'greeter', name: 'x', settings: { address: 'nowhere' } }, 422, 'connections/bad-settings'],
      [{ kind: 'greeter', name: 'x', settings: { address: 'http://a/', loud: 1 } }, 422, 'connections/bad-settings'],
      [
        { kind: 'greeter', name: 'x', settings: { address: 'http://a/' }, secrets: { key: 'k' } },
        400,
        'connections/no-such-secret',
      ],
      [{ kind: 'greeter', name: ' ', settings: { address: 'http://a/' } }, 400, 'request/invalid'],
    ]
    for (const [body, status, code] of cases) {
      const answer = await world.call('POST', 'connections', { body })
      assert.deepEqual([answer.status, answer.json['code']], [status, code], answer.text)
    }
    const nowhere = await world.add({ address: 'nowhere' })
    assert.match(nowhere.text, /begins with http/)
    const { connectionId, etag } = (await world.add({ address: 'http://127.0.0.1:1/' })).json
    assert.equal((await world.add({ address: 'http://b/' })).json['code'], 'connections/name-taken')
    const change = (body: object, tag?: string) =>
      world.call('PATCH', `connections/${connectionId}`, { body, etag: tag })
    assert.equal((await change({ name: 'Foyer' })).status, 428)
    assert.equal((await change({ name: 'Foyer' }, etag)).status, 200)
    assert.equal((await change({ name: 'Cellar' }, etag)).status, 412)
  })

  it('sends a kept secret to no other host, neither by a change nor by a test', async () => {
    await using db = await openDb()
    await using hall = await startGreeter()
    await using world = await open(db)
    const { connectionId, etag } = (await world.add({ address: 'http://127.0.0.1:1/' })).json
    const elsewhere = { address: hall.address.replace('127.0.0.1', 'localhost') }
    const draft = { kind: 'greeter', settings: elsewhere, connectionId }
    const changed = await world.call('PATCH', `connections/${connectionId}`, { body: { settings: elsewhere }, etag })
    assert.deepEqual([changed.status, changed.json['code']], [409, 'connections/secret-stays'])
    assert.equal(
      (await world.call('POST', 'connections/test', { body: draft })).json['code'],
      'connections/secret-stays',
    )
    assert.deepEqual(hall.state.keys, [])
    const known = await world.call<TestView>('POST', 'connections/test', {
      body: { ...draft, secrets: { api_key: KEY } },
    })
    assert.equal(known.json.isWell, true, known.text)
    const missing = await world.call<TestView>('POST', 'connections/test', {
      body: { kind: 'greeter', settings: elsewhere },
    })
    assert.equal(missing.json.rungs[0]?.said?.code, 'connections/secret-missing')
  })

  it('hands out what a connection can, not while it is off, and no longer once it is gone', async () => {
    await using db = await openDb()
    await using hall = await startGreeter()
    await using world = await open(db)
    const { connectionId, etag } = (await world.add({ address: hall.address })).json
    await assert.rejects(world.room.open(connectionId, Other), { code: 'connections/cannot' })
    const off = await world.call('PATCH', `connections/${connectionId}`, { body: { isEnabled: false }, etag })
    await assert.rejects(world.room.open(connectionId, Greeter), { code: 'connections/switched-off' })
    const on = await world.call('PATCH', `connections/${connectionId}`, {
      body: { isEnabled: true, secrets: { api_key: 'wrong' } },
      etag: off.json.etag,
    })
    const opened = await world.room.open(connectionId, Greeter)
    await assert.rejects(opened.greet(), { code: 'remote/key-refused' })
    assert.equal(on.json.state, 'untested')
    world.room.addUseCheck(async () => ({ code: 'station', params: { by: 'Radio Hall' } }))
    const used = await world.call('DELETE', `connections/${connectionId}`)
    assert.deepEqual([used.status, used.json['code']], [409, 'connections/in-use'])
  })

  it('follows the environment, and lets its settings be changed only there', async () => {
    await using db = await openDb()
    await using hall = await startGreeter()
    const env = { GREETER_URL: hall.address, GREETER_KEY: KEY }
    {
      await using world = await open(db, { ...env, GREETER_URL: 'http://127.0.0.1:1/' })
      const { json } = await world.call<{ items: ConnectionView[] }>('GET', 'connections')
      assert.equal(json.items[0]?.origin, 'environment')
      assert.deepEqual(json.items[0]?.secrets, [{ name: 'api_key', isSet: true, hint: '7c2f', changedAt: null }])
    }

    await using world = await openAgain(db, env)
    const connection = await world.first()
    assert.equal(connection.settings['address'], hall.address)
    assert.equal(await (await world.room.open(connection.connectionId, Greeter)).greet(), 200)
    assert.deepEqual(await db.read.selectFrom('connections_secrets').selectAll().execute(), [])
    const audited = await db.read.selectFrom('access_audit').select(['actor', 'action']).orderBy('id').execute()
    assert.deepEqual(
      audited.filter(({ action }) => action.startsWith('connections.')),
      [
        { actor: 'system', action: 'connections.entry.added' },
        { actor: 'system', action: 'connections.entry.changed' },
      ],
    )
  })
})

/** As after a restart: the installation has been claimed. */
async function openAgain(db: Db, env: Record<string, string>) {
  const keysFolder = await mkdtemp(join(tmpdir(), 'patchbay-connections-'))
  const events = openEventLog({ db, clock: systemClock, bus: createBus() })
  const { attention } = setUpAttention({ db, clock: systemClock, events })
  const logBook = openLog({ level: 'error' })
  const audit = createAudit({ clock: systemClock, events, log: logBook.area('access'), rightsChanged: () => {} })
  const base = { db, clock: systemClock, events, audit, attention, logBook }
  const room = await setUpConnections({ ...base, env, keysFolder, connectors: [greeter] })
  return {
    room,
    async first() {
      const row = await db.read.selectFrom('connections_entries').selectAll().executeTakeFirstOrThrow()
      return { connectionId: row.id, settings: JSON.parse(row.settings) as Record<string, unknown> }
    },
    async [Symbol.asyncDispose]() {
      await room[Symbol.asyncDispose]()
      await rm(keysFolder, { recursive: true, force: true })
    },
  }
}
