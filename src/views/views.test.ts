import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../test/databases.ts'
import { type Answered, cookieOf, startTestHttp, type TestHttp } from '../../test/start-http.ts'
import { scopesOfRole } from '../access/index.ts'
import type { Db } from '../db/db.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Actor } from '../kernel/routes.ts'
import { createBus } from '../live/bus.ts'
import { openEventLog } from '../live/event-log.ts'
import { setUpViews } from './setup.ts'

const PASSWORD = 'another horse battery'
const FAILED = { list: 'jobs', name: 'Failed', filters: { state: 'failed' }, hidden: ['priority'] }

interface Answer extends Answered {
  json: Record<string, unknown> & { items?: Record<string, unknown>[] }
}

/** Who asks: a session's cookie, or a key. */
type Who = { cookie: string } | { headers: Record<string, string> }

async function open(db: Db) {
  const room = setUpViews({
    db,
    clock: systemClock,
    events: openEventLog({ db, clock: systemClock, bus: createBus() }),
  })
  const server = await startTestHttp({ db, routes: room.routes, hooks: room })
  const ann = { cookie: await server.claim() }
  const call = (who: Who, [method, path]: readonly [string, string], body?: unknown) =>
    server.call(method, `api/v1/views${path}`, { ...who, ...(body === undefined ? {} : { body }) }) as Promise<Answer>
  return {
    server,
    ann,
    addPerson: (name: string, role: string) => addPerson(server, ann.cookie, { name, role }),
    save: (who: Who, view: object) => call(who, ['POST', ''], view),
    change: (who: Who, viewId: unknown, change: object) => call(who, ['PATCH', `/${String(viewId)}`], change),
    remove: (who: Who, viewId: unknown) => call(who, ['DELETE', `/${String(viewId)}`]),
    list: async (who: Who) => (await call(who, ['GET', ''])).json,
    names: async (who: Who, query = '') => ((await call(who, ['GET', query])).json.items ?? []).map(({ name }) => name),
    kinds: async () => (await told(server)).map(({ kind }) => kind),
    toldNames: async () => (await told(server)).map(({ data }) => data?.['name']),
    makeKey: (who: { cookie: string }, scopes: string[]) => makeKey(server, who.cookie, scopes),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

const told = async ({ events }: TestHttp) =>
  (await events.readAfter(0, 100)).filter(({ kind }) => kind.startsWith('views'))

async function makeKey(server: TestHttp, cookie: string, scopes: string[]) {
  const made = await server.call('POST', 'api/v1/access/keys', { cookie, body: { name: 'script', scopes } })
  assert.equal(made.status, 201, made.text)
  return { headers: { authorization: `Bearer ${String(made.json['key'])}` } }
}

async function addPerson(server: TestHttp, cookie: string, person: { name: string; role: string }) {
  const added = await server.call('POST', 'api/v1/access/people', { cookie, body: { ...person, password: PASSWORD } })
  assert.equal(added.status, 201, added.text)
  const signedIn = await server.call('POST', 'api/v1/session', { body: { name: person.name, password: PASSWORD } })
  return { cookie: cookieOf(signedIn), personId: Number(added.json['personId']) }
}

const refused = ({ status, json }: Answer): unknown[] => [status, json['code']]

onEachDatabase('saved views', (openDb) => {
  it('keeps the views of each person by list, in the order of their names, as they were saved', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const { ann, save, names } = room
    const saved = await save(ann, FAILED)
    assert.equal(saved.status, 201, saved.text)
    const { createdAt, changedAt, ...view } = saved.json
    assert.equal(createdAt, changedAt)
    assert.deepEqual(view, {
      ...FAILED,
      viewId: saved.json['viewId'],
      isShared: false,
      isOwn: true,
      personId: 1,
      can: { rename: true, refill: true, share: true, remove: true },
    })
    await save(ann, { ...FAILED, name: 'Ändern' })
    await save(ann, { ...FAILED, name: 'Cancelled', filters: {} })
    await save(ann, { ...FAILED, list: 'items', name: 'Held' })
    assert.deepEqual(await names(ann, '?list=jobs'), ['Cancelled', 'Failed', 'Ändern'])
    assert.equal((await names(ann)).length, 4)
    assert.deepEqual(await room.kinds(), [], 'nobody hears of private views')
  })

  it('changes what is named, and nothing else', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const { viewId } = (await room.save(room.ann, FAILED)).json
    const renamed = await room.change(room.ann, viewId, { name: 'Broken' })
    assert.deepEqual([renamed.json['name'], renamed.json['filters']], ['Broken', FAILED.filters])
    const { json } = await room.change(room.ann, viewId, { filters: { kind: 'archive.run' }, hidden: [] })
    assert.deepEqual([json['name'], json['filters'], json['hidden']], ['Broken', { kind: 'archive.run' }, []])
    assert.deepEqual((await room.remove(room.ann, viewId)).json, { removed: viewId })
    assert.deepEqual(refused(await room.remove(room.ann, viewId)), [404, 'views/no-such-view'])
  })

  it('shows a private view to nobody else, not even that it is there', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const ben = await room.addPerson('Ben', 'operator')
    const { viewId } = (await room.save(ben, FAILED)).json
    assert.deepEqual(await room.names(room.ann), [])
    const missing = [404, 'views/no-such-view']
    assert.deepEqual(refused(await room.change(room.ann, viewId, { name: 'Mine' })), missing)
    assert.deepEqual(refused(await room.remove(room.ann, viewId)), missing)
    assert.deepEqual(refused(await room.remove(room.ann, 999)), missing)
  })

  it('lets operators share, viewers only look, and admins rename, unshare and remove what others share', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const { ann, save, change, names } = room
    const [ben, cleo] = [await room.addPerson('Ben', 'operator'), await room.addPerson('Cleo', 'viewer')]
    assert.deepEqual(refused(await save(cleo, { ...FAILED, isShared: true })), [403, 'views/may-not-share'])
    const own = await save(cleo, FAILED)
    assert.deepEqual(refused(await change(cleo, own.json['viewId'], { isShared: true })), [403, 'views/may-not-share'])
    const { viewId } = (await save(ben, { ...FAILED, name: 'Shared', isShared: true })).json
    assert.deepEqual(await names(cleo), ['Failed', 'Shared'])
    for (const who of [cleo, await room.addPerson('Dora', 'operator')]) {
      assert.deepEqual(refused(await change(who, viewId, { name: 'X' })), [403, 'views/not-yours'])
      assert.deepEqual(refused(await change(who, viewId, { isShared: false })), [403, 'views/may-not-share'])
      assert.deepEqual(refused(await room.remove(who, viewId)), [403, 'views/not-yours'])
    }
    assert.deepEqual(refused(await change(ann, viewId, { filters: {} })), [403, 'views/not-yours'])
    assert.equal((await change(ann, viewId, { name: 'Renamed' })).status, 200)
    assert.equal((await change(ann, viewId, { isShared: false })).status, 200)
    assert.deepEqual(await names(ann), [])
    assert.deepEqual(await names(ben), ['Renamed'])
    assert.equal((await change(ben, viewId, { isShared: true })).status, 200)
    assert.equal((await room.remove(ann, viewId)).status, 200)
    assert.deepEqual(await names(ben), [])
    const change3 = Array.from({ length: 3 }, () => 'views.view.changed')
    assert.deepEqual(await room.kinds(), ['views.view.saved', ...change3, 'views.view.removed'])
  })

  it('takes a right to share away from who lost it', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const ben = await room.addPerson('Ben', 'operator')
    const { viewId } = (await room.save(ben, { ...FAILED, isShared: true })).json
    const { call } = room.server
    await call('PATCH', `api/v1/access/people/${ben.personId}`, { ...room.ann, body: { role: 'viewer' } })
    const again = {
      cookie: cookieOf(await call('POST', 'api/v1/session', { body: { name: 'Ben', password: PASSWORD } })),
    }
    assert.deepEqual(refused(await room.remove(again, viewId)), [403, 'views/not-yours'])
  })

  it('has each name once a person and list, however it is written', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const { ann, save } = room
    const ben = await room.addPerson('Ben', 'operator')
    await save(ann, FAILED)
    assert.deepEqual(refused(await save(ann, { ...FAILED, name: ' FAILED ' })), [409, 'views/name-taken'])
    const other = await save(ann, { ...FAILED, name: 'Other' })
    assert.deepEqual(refused(await room.change(ann, other.json['viewId'], { name: 'ｆailed' })), [
      409,
      'views/name-taken',
    ])
    assert.equal((await room.change(ann, other.json['viewId'], { name: 'OTHER' })).status, 200)
    assert.equal((await save(ann, { ...FAILED, list: 'items' })).status, 201)
    assert.equal((await save(ben, FAILED)).status, 201)
    const both = await Promise.all([save(ben, { ...FAILED, name: 'Twice' }), save(ben, { ...FAILED, name: 'twice' })])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [201, 409])
  })

  it('refuses what is too long, too many or unknown', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const { ann, save } = room
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`f${n}`, 'x']))
    const wrong = [
      { name: ' ' },
      { name: 'x'.repeat(61) },
      { list: 'nothing' },
      { filters: { state: '' } },
      { filters: { state: 'x'.repeat(201) } },
      { filters: { 'a=b': 'x' } },
      { filters: { state: 1 } },
      { filters: many },
      { hidden: Array.from({ length: 51 }, (_, n) => `c${n}`) },
      { colour: 'red' },
    ]
    for (const change of wrong) {
      const answer = await save(ann, { ...FAILED, ...change })
      assert.deepEqual(refused(answer), [400, 'request/invalid'], JSON.stringify(change))
    }
    const tooMany = await save(ann, { ...FAILED, filters: many })
    assert.deepEqual((tooMany.json['errors'] as { code: string }[])[0]?.code, 'views/too-many-filters')
    assert.deepEqual(await room.names(ann), [])
  })

  it('keeps at most 200 of a person and list', async () => {
    await using db = await openDb()
    const views = setUpViews({
      db,
      clock: systemClock,
      events: openEventLog({ db, clock: systemClock, bus: createBus() }),
    })
    const nobody: Actor = { id: 'cli:ann', name: 'ann', scopes: new Set(scopesOfRole.admin) }
    const save = views.routes.find(({ operationId }) => operationId === 'views.save')
    const put = (n: number) =>
      save?.handle({ body: { ...FAILED, name: `View ${n}`, isShared: true }, actor: nobody } as never)
    for (let n = 0; n < 200; n++) await put(n)
    await assert.rejects(put(200) ?? Promise.resolve(), { code: 'views/too-many' })
  })

  it('takes a key for its owner, and lets one without an owner keep shared views only', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const { ann, save, names } = room
    const key = await room.makeKey(ann, ['read', 'jobs:write'])
    await save(ann, FAILED)
    assert.deepEqual(await names(key), ['Failed'])
    assert.deepEqual(refused(await save(key, FAILED)), [409, 'views/name-taken'])
    await db.tx((tx) => tx.updateTable('access_keys').set({ owner_id: null }).execute())
    assert.deepEqual(await names(key), [])
    assert.deepEqual(refused(await save(key, FAILED)), [409, 'views/nobody-to-keep-it'])
    const { viewId } = (await save(key, { ...FAILED, isShared: true })).json
    assert.deepEqual(await names(ann), ['Failed', 'Failed'])
    assert.deepEqual(refused(await room.change(key, viewId, { isShared: false })), [409, 'views/nobody-to-keep-it'])
    assert.deepEqual(refused(await room.change(ann, viewId, { isShared: false })), [409, 'views/nobody-to-keep-it'])
    assert.equal((await room.change(key, viewId, { name: 'Of a script', filters: {} })).status, 200)
    assert.equal((await room.remove(ann, viewId)).status, 200)
  })

  it('lets a key that may only read see the views of its owner and keep none; a viewer keeps their own', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const cleo = await room.addPerson('Cleo', 'viewer')
    for (const owner of [room.ann, cleo]) {
      const key = await room.makeKey(owner, ['read'])
      const { viewId } = (await room.save(owner, FAILED)).json
      const [seen] = (await room.list(key)).items ?? []
      assert.deepEqual([seen?.['name'], seen?.['isOwn']], ['Failed', true])
      assert.deepEqual(seen?.['can'], { rename: false, refill: false, share: false, remove: false })
      const refusal = [403, 'request/scope-missing']
      assert.deepEqual(refused(await room.save(key, { ...FAILED, name: 'Other' })), refusal)
      assert.deepEqual(refused(await room.change(key, viewId, { name: 'Other' })), refusal)
      assert.deepEqual(refused(await room.remove(key, viewId)), refusal)
      assert.deepEqual(await room.names(owner), ['Failed'])
      assert.equal((await room.change(owner, viewId, { filters: {} })).status, 200)
      assert.equal((await room.remove(owner, viewId)).status, 200)
    }
  })

  it('tells of a view by names that everybody saw only', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const { ann, save, change } = room
    const { viewId } = (await save(ann, { ...FAILED, name: 'Known', isShared: true })).json
    assert.equal((await change(ann, viewId, { isShared: false, name: 'Secret' })).json['name'], 'Secret')
    await change(ann, viewId, { name: 'More secret' })
    await change(ann, viewId, { isShared: true, name: 'Known again' })
    assert.deepEqual(await room.toldNames(), ['Known', 'Known', 'Known again'])
  })

  it('lets an admin save a shared view that is nobody’s, as it was before they removed it', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const ben = await room.addPerson('Ben', 'operator')
    const ofNobody = { ...FAILED, isShared: true, isOfNobody: true }
    assert.deepEqual(refused(await room.save(ben, ofNobody)), [403, 'request/scope-missing'])
    const unseen = await room.save(room.ann, { ...ofNobody, isShared: false })
    assert.deepEqual(refused(unseen), [409, 'views/nobody-to-keep-it'])
    const { json } = await room.save(room.ann, ofNobody)
    assert.deepEqual([json['personId'], json['isOwn'], json['isShared']], [null, false, true])
    assert.deepEqual(refused(await room.save(room.ann, ofNobody)), [409, 'views/name-taken'])
    assert.equal((await room.save(room.ann, FAILED)).status, 201, 'it takes no name of their own')
  })

  it('forgets the private views of a person who is removed, and keeps the shared ones', async () => {
    await using db = await openDb()
    await using room = await open(db)
    const ben = await room.addPerson('Ben', 'operator')
    await room.save(ben, FAILED)
    const { viewId } = (await room.save(ben, { ...FAILED, name: 'Shared', isShared: true })).json
    await room.server.call('DELETE', `api/v1/access/people/${ben.personId}`, room.ann)
    const rows = await db.read.selectFrom('views_entries').select(['id', 'person_id']).execute()
    assert.deepEqual(rows, [{ id: viewId, person_id: null }])
    assert.equal((await room.change(room.ann, viewId, { name: 'Adopted', filters: {} })).status, 200)
  })
})
