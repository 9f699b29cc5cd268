import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { sql } from 'kysely'
import { onEachDatabase } from '../../test/databases.ts'
import { type Answered, cookieOf, PASSWORD, startTestHttp, type TestHttp } from '../../test/start-http.ts'
import type { Db } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import { manualClock } from '../kernel/clock.ts'
import { createPasswords } from './credentials/password-hash.ts'
import { SESSION_IDLE_MS, SESSION_LONGEST_MS, SETUP_CODE_LIVES_MS } from './model.ts'
import { deleteSessions, findPersonByName, listSessions, updatePerson } from './store.ts'

const DAY_MS = 86_400_000
const OTHER_PASSWORD = 'another horse battery'

const signIn = (server: TestHttp, name: string, password: string): Promise<Answered> =>
  server.call('POST', 'api/v1/session', { body: { name, password } })

const state = async (server: TestHttp, cookie?: string): Promise<unknown> =>
  (await server.call('GET', 'api/v1/session', { cookie })).json['state']

async function addPerson(server: TestHttp, cookie: string, person: { name: string; role: string }): Promise<string> {
  const added = await server.call('POST', 'api/v1/access/people', {
    cookie,
    body: { ...person, password: OTHER_PASSWORD },
  })
  assert.equal(added.status, 201, added.text)
  return cookieOf(await signIn(server, person.name, OTHER_PASSWORD))
}

async function makeKey(server: TestHttp, cookie: string, body: object): Promise<{ key: string; keyId: number }> {
  const made = await server.call('POST', 'api/v1/access/keys', { cookie, body: { name: 'script', ...body } })
  assert.equal(made.status, 201, made.text)
  return made.json as { key: string; keyId: number }
}

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })

async function isSomebodyWaiting(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_locks where not granted limit 1`.execute(db.read)
  return rows.length > 0
}

onEachDatabase('access', (open, dialect) => {
  it('lets nobody in with a password that is being replaced', async () => {
    await using db = await open()
    await using server = await startTestHttp({ db })
    await server.claim('Ann')
    const ann = await findPersonByName(db.read, 'Ann')
    const personId = Number(ann?.id)
    let late: Promise<Answered> | undefined
    await db.tx(async (tx) => {
      await lockInTx(tx, 'access_people')
      await updatePerson(tx, personId, { password: await createPasswords().hash(OTHER_PASSWORD) })
      await deleteSessions(tx, { personId })
      late = signIn(server, 'Ann', PASSWORD)
      if (dialect === 'postgres') while (!(await isSomebodyWaiting(db))) await new Promise(setImmediate)
    })
    assert.equal((await late)?.status, 401)
    assert.deepEqual(await listSessions(db.read, { personId }), [])
  })

  it('is claimed once, by the code that the starter got, and then knows no setup any more', async () => {
    await using db = await open()
    await using server = await startTestHttp({ db })
    const code = server.access.setupCode?.code ?? ''
    const file = join(server.folder, 'keys', 'setup-code')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.ok(readFileSync(file, 'utf8').startsWith(code))
    assert.equal(await state(server), 'setup')
    const claim = (with_: string) =>
      server.call('POST', 'api/v1/setup/claim', { body: { code: with_, name: 'Ann', password: PASSWORD } })
    assert.equal((await claim('0000-0000')).json['code'], 'access/wrong-setup-code')
    assert.equal(
      (await server.call('POST', 'api/v1/setup/check', { body: { code: code.toLowerCase().replaceAll('-', ' ') } }))
        .status,
      200,
    )
    const both = await Promise.all([claim(code), claim(code)])
    assert.deepEqual(both.map(({ status }) => String(status)).toSorted(), ['201', '404'])
    assert.equal((await server.call('POST', 'api/v1/setup/check', { body: { code } })).status, 404)
    assert.throws(() => statSync(file))
    const cookie = cookieOf(both.find(({ status }) => status === 201) as Answered)
    assert.equal(await state(server, cookie), 'signed-in')
    assert.equal(await state(server), 'signed-out')
  })

  it('gives a session to who knows the password, and says the same of a wrong name and a wrong password', async () => {
    await using db = await open()
    await using server = await startTestHttp({ db })
    const first = await server.claim('Ann')
    const { items } = (await server.call('GET', 'api/v1/access/people', { cookie: first })).json
    assert.ok((items as { lastSeenAt: string | null }[])[0]?.lastSeenAt, 'a claim signs in')
    const good = await signIn(server, ' ANN ', PASSWORD)
    const cookie = good.headers.getSetCookie()[0] ?? ''
    assert.match(cookie, /^patchbay=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/)
    const wrong = await signIn(server, 'Ann', 'not the password')
    const unknown = await signIn(server, 'Bob', PASSWORD)
    assert.deepEqual([wrong.status, unknown.status], [401, 401])
    const told = server.logLines.map((line) => JSON.parse(line) as { level: string; action?: string })
    const audited = told.filter(({ action }) => action !== undefined).map(({ level, action }) => `${level} ${action}`)
    assert.deepEqual(audited.slice(-3), [
      'info access.session.started',
      'warn access.sign-in.refused',
      'warn access.sign-in.refused',
    ])
    assert.deepEqual(wrong.json['detail'], unknown.json['detail'])
    const again = await server.call('POST', 'api/v1/session', {
      cookie: first,
      body: { name: 'Ann', password: PASSWORD },
    })
    assert.equal(await state(server, first), 'signed-out', 'a session ends when its browser signs in anew')
    assert.equal(await state(server, cookieOf(again)), 'signed-in')
    await server.call('DELETE', 'api/v1/session', { cookie: cookieOf(again) })
    assert.equal(await state(server, cookieOf(again)), 'signed-out')
  })

  it('takes over TLS only the cookie that no sibling host can set', async () => {
    await using db = await open()
    await using server = await startTestHttp({ db, settings: { trustedProxies: ['127.0.0.1'] } })
    const plain = await server.claim('Ann')
    const overTls = async (cookie: string): Promise<unknown> => {
      const headers = { cookie, 'x-forwarded-proto': 'https' }
      return (await server.call('GET', 'api/v1/session', { headers })).json['state']
    }
    assert.deepEqual([await state(server, plain), await overTls(plain)], ['signed-in', 'signed-out'])
    assert.equal(await overTls(plain.replace('patchbay=', '__Host-patchbay=')), 'signed-in')
  })

  it('ends sessions: by idleness, by age, by a new password, by hand', async () => {
    await using db = await open()
    const clock = manualClock()
    await using server = await startTestHttp({ db, clock })
    const cookie = await server.claim('Ann')
    const second = cookieOf(await signIn(server, 'Ann', PASSWORD))
    clock.advance(SESSION_IDLE_MS - 1000)
    assert.equal(await state(server, cookie), 'signed-in')
    clock.advance(2000)
    assert.deepEqual([await state(server, cookie), await state(server, second)], ['signed-in', 'signed-out'])
    for (let used = SESSION_IDLE_MS; used < SESSION_LONGEST_MS; used += 6 * DAY_MS) {
      assert.equal(await state(server, cookie), 'signed-in')
      clock.advance(6 * DAY_MS)
    }
    assert.equal(await state(server, cookie), 'signed-out')

    const here = cookieOf(await signIn(server, 'Ann', PASSWORD))
    const there = cookieOf(await signIn(server, 'Ann', PASSWORD))
    const listed = await server.call('GET', 'api/v1/access/sessions', { cookie: here })
    const sessions = listed.json['items'] as { sessionId: number; isCurrent: boolean }[]
    assert.deepEqual(sessions.map(({ isCurrent }) => String(isCurrent)).toSorted(), ['false', 'true'])
    const other = sessions.find(({ isCurrent }) => !isCurrent)?.sessionId
    await server.call('DELETE', `api/v1/access/sessions/${other}`, { cookie: here })
    assert.deepEqual([await state(server, here), await state(server, there)], ['signed-in', 'signed-out'])
    const third = cookieOf(await signIn(server, 'Ann', PASSWORD))
    const changed = await server.call('PUT', 'api/v1/session/password', {
      cookie: here,
      body: { current: PASSWORD, next: OTHER_PASSWORD },
    })
    assert.equal(changed.status, 200)
    assert.deepEqual([await state(server, here), await state(server, third)], ['signed-out', 'signed-out'])
    assert.equal(await state(server, cookieOf(changed)), 'signed-in')
    assert.equal((await signIn(server, 'Ann', PASSWORD)).status, 401)
  })

  it('lets roles do what they may, changes them at once, and keeps an admin', async () => {
    await using db = await open()
    await using server = await startTestHttp({ db })
    const admin = await server.claim('Ann')
    const viewer = await addPerson(server, admin, { name: 'Vic', role: 'viewer' })
    const people = (cookie: string) => server.call('GET', 'api/v1/access/people', { cookie })
    const listed = (await people(admin)).json['items'] as { personId: number; name: string }[]
    const [ann, vic] = listed.map(({ personId }) => personId)
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['Ann', 'Vic'],
    )
    assert.equal((await people(viewer)).json['code'], 'request/scope-missing')
    assert.equal((await server.call('GET', 'api/v1/logs', { cookie: viewer })).status, 403)
    const change = (id: number | undefined, body: object) =>
      server.call('PATCH', `api/v1/access/people/${id}`, { cookie: admin, body })
    assert.equal((await change(ann, { role: 'viewer' })).json['code'], 'access/last-admin')
    assert.equal((await change(ann, { isDisabled: true })).json['code'], 'access/last-admin')
    assert.equal(
      (await server.call('DELETE', `api/v1/access/people/${ann}`, { cookie: admin })).json['code'],
      'access/last-admin',
    )
    assert.equal((await change(vic, { name: 'ann' })).json['code'], 'access/name-taken')
    assert.equal((await change(vic, { role: 'admin' })).status, 200)
    assert.equal(await state(server, viewer), 'signed-out', 'a new role ends old sessions')
    const other = cookieOf(await signIn(server, 'Vic', OTHER_PASSWORD))
    const both = await Promise.all([
      server.call('DELETE', `api/v1/access/people/${vic}`, { cookie: admin }),
      server.call('DELETE', `api/v1/access/people/${ann}`, { cookie: other }),
    ])
    assert.equal(both.filter(({ status }) => status === 200).length, 1, 'two admins can not remove each other')
  })

  it('has API keys with some scopes of their maker, which never manage keys or people', async () => {
    await using db = await open()
    const clock = manualClock()
    await using server = await startTestHttp({ db, clock })
    const admin = await server.claim('Ann')
    const operator = await addPerson(server, admin, { name: 'Olly', role: 'operator' })
    const { key, keyId } = await makeKey(server, operator, { scopes: ['read', 'logs:read'], expiresInDays: 30 })
    assert.match(key, /^patchbay_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/)
    const read = (options: object, path = 'api/v1/events') => server.call('GET', path, options)
    for (const headers of [{ authorization: `Bearer ${key}` }, { 'x-api-key': key }, { 'api-key': key }])
      assert.equal((await read({ headers })).status, 200)
    assert.equal((await read(bearer(key), 'api/v1/logs')).status, 200)
    assert.equal(
      (await server.call('POST', 'api/v1/attention/1/snooze', bearer(key))).status,
      404,
      'no such route here',
    )

    const refusedFor = async (cookie: string, scopes: string[]) =>
      (await server.call('POST', 'api/v1/access/keys', { cookie, body: { name: 'x', scopes } })).json['code']
    assert.equal(await refusedFor(operator, ['config:write']), 'access/scope-not-yours')
    assert.equal(await refusedFor(admin, ['access:write']), 'access/scope-not-yours')
    for (const [method, path] of [
      ['GET', 'api/v1/access/keys'],
      ['POST', 'api/v1/access/keys'],
      ['DELETE', `api/v1/access/keys/${keyId}`],
    ] as const) {
      const body = method === 'POST' ? { name: 'x', scopes: ['read'] } : undefined
      assert.equal(
        (await server.call(method, path, { ...bearer(key), body })).json['code'],
        'access/keys-cannot-manage-keys',
      )
    }

    const last = key.at(-1) === 'A' ? 'B' : 'A'
    assert.equal((await read(bearer(`${key.slice(0, -1)}${last}`))).json['code'], 'access/not-a-key')
    assert.equal((await read({ headers: { authorization: 'Basic YW5uOng=' } })).json['code'], 'access/not-a-bearer')
    const shown = (await read({ cookie: operator }, 'api/v1/access/keys')).json['items'] as {
      lastUsedAddress: string
    }[]
    assert.equal(shown[0]?.lastUsedAddress, '127.0.0.1')

    const people = (await read({ cookie: admin }, 'api/v1/access/people')).json['items'] as {
      personId: number
      name: string
    }[]
    const olly = people.find(({ name }) => name === 'Olly')?.personId
    await server.call('PATCH', `api/v1/access/people/${olly}`, { cookie: admin, body: { role: 'viewer' } })
    assert.equal((await read(bearer(key), 'api/v1/logs')).status, 403, 'a key loses what its owner loses')
    await server.call('PATCH', `api/v1/access/people/${olly}`, { cookie: admin, body: { isDisabled: true } })
    assert.equal((await read(bearer(key))).status, 401)
    await server.call('PATCH', `api/v1/access/people/${olly}`, { cookie: admin, body: { isDisabled: false } })
    assert.equal((await read(bearer(key))).status, 200)
    clock.advance(31 * DAY_MS)
    assert.equal((await read(bearer(key))).json['code'], 'access/key-expired')

    const fresh = cookieOf(await signIn(server, 'Ann', PASSWORD))
    const own = await makeKey(server, fresh, { scopes: ['read'] })
    assert.equal((await server.call('DELETE', `api/v1/access/keys/${own.keyId}`, { cookie: fresh })).status, 200)
    assert.equal((await read(bearer(own.key))).json['code'], 'access/key-unknown')
  })

  it('keeps an audit log whose chain shows a changed, removed or inserted entry', async () => {
    await using db = await open()
    await using server = await startTestHttp({ db })
    const cookie = await server.claim('Ann')
    await addPerson(server, cookie, { name: 'Vic', role: 'viewer' })
    await signIn(server, 'Vic', 'a wrong password')
    await makeKey(server, cookie, { scopes: ['read'] })
    const page = await server.call('GET', 'api/v1/access/audit?limit=3', { cookie })
    const actions = (page.json['items'] as { action: string; text: string }[]).map(
      ({ action, text }) => `${action}: ${text}`,
    )
    assert.deepEqual(actions, [
      'access.key.made: API key made',
      'access.sign-in.refused: Sign-in refused',
      'access.session.started: Signed in',
    ])
    const told = await server.call('GET', 'api/v1/events?limit=5&kind=access.', { cookie })
    assert.deepEqual(
      (told.json['items'] as { kind: string; text: string; subject: string; data: object }[]).map(
        ({ kind, text, subject, data }) => [kind, text, subject, data],
      ),
      [
        ['access.key.made', 'A key was made', 'key:1', {}],
        ['access.person.added', 'A person was added', 'person:2', {}],
      ],
      'what everybody may read says no more than what and which',
    )
    const next = await server.call('GET', `api/v1/access/audit?cursor=${String(page.json['nextCursor'])}`, { cookie })
    assert.equal((next.json['items'] as unknown[]).length, 3)
    const exported = await server.call('GET', 'api/v1/access/audit/export', { cookie })
    assert.equal(exported.text.trimEnd().split('\n').length, 6)
    assert.match(exported.headers.get('content-disposition') ?? '', /attachment/)
    const check = async () => (await server.call('GET', 'api/v1/access/audit/check', { cookie })).json
    assert.deepEqual(await check(), { isIntact: true, entries: 6, brokenAt: null })
    await Promise.all(
      [1, 2, 3, 4].map(() =>
        db.tx((tx) => server.access.audit.append(tx, { actor: 'system', action: 'a.b.done', subject: 'x' })),
      ),
    )
    assert.deepEqual(await check(), { isIntact: true, entries: 10, brokenAt: null })
    await db.tx((tx) => tx.updateTable('access_audit').set({ actor: 'person:9' }).where('id', '=', 3).execute())
    assert.deepEqual(await check(), { isIntact: false, entries: 2, brokenAt: 3 })
  })
})

describe('ways in', () => {
  it('slows down who tries too often, per account and address, and lets go again', async () => {
    const clock = manualClock()
    await using server = await startTestHttp({ clock })
    await server.claim('Ann')
    for (let n = 0; n < 10; n++) assert.equal((await signIn(server, 'Ann', 'a wrong password')).status, 401)
    const slowed = await signIn(server, 'Ann', PASSWORD)
    assert.deepEqual([slowed.status, slowed.headers.get('retry-after')], [429, '6'])
    assert.equal(slowed.json['todo'], 'Try again in 6 s.')
    clock.advance(6000)
    assert.equal((await signIn(server, 'Ann', PASSWORD)).status, 200)
  })

  it('has a setup code that ends after a day', async () => {
    const clock = manualClock()
    await using server = await startTestHttp({ clock })
    clock.advance(SETUP_CODE_LIVES_MS)
    const body = { code: server.access.setupCode?.code, name: 'Ann', password: PASSWORD }
    assert.equal((await server.call('POST', 'api/v1/setup/claim', { body })).json['code'], 'access/setup-code-expired')
  })

  it('refuses passwords that are the name or a few characters repeated', async () => {
    await using server = await startTestHttp()
    for (const password of ['Annabella1', 'aaaaaaaaaaaaaa', '1212121212121'])
      await assert.rejects(server.claim('Annabella', password), /weak-password/)
    await assert.rejects(server.claim('Annabella', 'short'), /request\/too-short/)
  })

  it('lets the local command line in by its file, from this machine only', async () => {
    await using server = await startTestHttp({ settings: { trustedProxies: ['127.0.0.1'] } })
    const file = join(server.folder, 'keys', 'cli.token')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const token = readFileSync(file, 'utf8').trim()
    const call = (headers: Record<string, string>) => server.call('GET', 'api/v1/session', { headers })
    const mine = await call({ authorization: `Bearer ${token}`, 'x-patchbay-user': 'ann' })
    assert.equal(mine.json['actor'], 'cli:ann')
    assert.equal(
      (await call({ authorization: `Bearer ${token}`, 'x-patchbay-user': 'a\tb c' })).json['actor'],
      'cli:unknown',
    )
    const remote = await call({ authorization: `Bearer ${token}`, 'x-forwarded-for': '10.1.2.3' })
    assert.equal(remote.json['code'], 'access/cli-token-not-local')
    assert.equal((await call({ authorization: `Bearer ${token}x` })).json['code'], 'access/cli-token-old')
  })

  it('lets no secret into logs, answers, the audit log or the database', async () => {
    await using server = await startTestHttp()
    const password = 'canary-password-1'
    const cookie = await server.claim('Ann', password)
    const { key } = await makeKey(server, cookie, { scopes: ['read'] })
    await server.call('GET', 'api/v1/events', bearer(key))
    await signIn(server, 'Ann', 'canary-wrong-password')
    await server.call('PUT', 'api/v1/session/password', {
      cookie,
      body: { current: 'canary-wrong-password', next: password },
    })
    await server.call('POST', 'api/v1/session', { cookie, body: `{"name":"Ann","password":"${password}" broken` })
    const cli = readFileSync(join(server.folder, 'keys', 'cli.token'), 'utf8').trim()
    server.logBook.area('x').info({ cli, setup: server.access.setupCode?.code, note: `key ${key}` }, 'A careless line')
    const audit = (await server.call('GET', 'api/v1/access/audit/export', { cookie })).text
    const answers = await Promise.all(
      ['session', 'access/keys', 'access/sessions', 'access/people', 'logs?level=trace', 'openapi.json'].map(
        async (path) => (await server.call('GET', `api/v1/${path}`, { cookie })).text,
      ),
    )
    const rows = await Promise.all([
      server.db.read.selectFrom('access_people').selectAll().execute(),
      server.db.read.selectFrom('access_sessions').selectAll().execute(),
      server.db.read.selectFrom('access_keys').selectAll().execute(),
      server.db.read.selectFrom('http_replies').selectAll().execute(),
    ])
    const everything = [...server.logLines, audit, ...answers, JSON.stringify(rows)].join('\n')
    const secrets = [
      password,
      'canary-wrong',
      key,
      key.slice(18),
      cookie.split('=')[1] ?? '?',
      cli,
      server.access.setupCode?.code ?? '?',
    ]
    for (const secret of secrets) assert.ok(!everything.includes(secret), `found ${secret.slice(0, 12)}…`)
  })
})
