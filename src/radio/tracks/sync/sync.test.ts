import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { BY_HAND, startApp, type TestApp } from '../../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../../connectors/libretime/fake-server.ts'
import type { ReplyOf } from '../../../kernel/contract.ts'
import type { SyncView, TrackCountsView, trackRoutes } from '../contract.ts'

const KEY = 'canary-key-of-the-tracks'
const TRACKS = 1200
const AT = 'api/v1/radio/stations/1'

type Page = ReplyOf<(typeof trackRoutes)['routes']['list']>

describe('a library that is read', () => {
  let app: TestApp
  let fake: FakeLibreTime
  before(async () => {
    fake = await startFakeLibreTime({ key: KEY, station: { timezone: 'Europe/Paris' } })
    app = await startApp({ yaml: BY_HAND })
    const connection = { kind: 'libretime', name: 'LT', settings: { address: fake.url }, secrets: { api_key: KEY } }
    await app.cli('POST', 'api/v1/connections', connection)
    const station = { name: 'Riverside', timeZone: 'Europe/Paris', libraryConnectionId: 1 }
    assert.equal((await app.cli('POST', 'api/v1/radio/stations', station)).status, 201)
    fake.seed.trackType({ code: 'MUS' })
    fake.seed.trackType({ code: 'JNG' })
    fake.seed.files(TRACKS, (i) => ({ trackType: (i % 2) + 1, title: `Song ${i}` }))
  })
  after(async () => {
    await app[Symbol.asyncDispose]()
    await fake[Symbol.asyncDispose]()
  })
  beforeEach(() => fake.faults.clear())

  const sync = async (): Promise<SyncView> => {
    const { status, text } = await app.cli('POST', `${AT}/track-syncs`)
    assert.equal(status, 202, text)
    await app.settled()
    const [last] = (await app.get<{ items: SyncView[] }>(`${AT}/track-syncs?limit=1`)).items
    assert.ok(last)
    return last
  }
  const counts = () => app.get<TrackCountsView>(`${AT}/track-counts`)
  const list = (query: string) => app.get<Page>(`${AT}/tracks?${query}`)
  const sums = ({ outcome, listed, created, changed, gone, returned }: SyncView) =>
    [outcome, listed, created, changed, gone, returned].join(' ')
  const files = () => fake.rows.files

  it('takes over what is there; a second time nothing is new, and it was one list', async () => {
    assert.equal(sums(await sync()), `done ${TRACKS} ${TRACKS} 0 0 0`)
    fake.requests.clear()
    assert.equal(sums(await sync()), `done ${TRACKS} 0 0 0 0`)
    const asked = fake.requests.all().map(({ method, path }) => `${method} ${path}`)
    assert.deepEqual(asked, ['GET /api/v2/files', 'GET /api/v2/libraries'])
    const { total, unmapped, byType, lastDone } = await counts()
    assert.deepEqual([total, unmapped, byType], [TRACKS, TRACKS / 2, [{ typeCode: 'MUS', count: TRACKS / 2 }]])
    assert.ok(lastDone)
  })

  it('begins anew for what came in while one was reading, once for all who ask meanwhile', async () => {
    const ask = async () => (await app.cli('POST', `${AT}/track-syncs`)).json as { runId: number }
    fake.requests.clear()
    fake.faults.set({ kind: 'slow', ms: 500, path: 'files', times: 1 })
    const first = await ask()
    while (fake.requests.all().length === 0) await setTimeout(5)
    const [second, third] = [await ask(), await ask()]
    assert.notEqual(second.runId, first.runId)
    assert.equal(third.runId, second.runId)
    assert.equal((await counts()).runId, first.runId)
    await app.settled()
    assert.equal(fake.requests.all().filter(({ path }) => path === '/api/v2/files').length, 2)
    const [last] = (await app.get<{ items: SyncView[] }>(`${AT}/track-syncs?limit=1`)).items
    assert.equal(last?.outcome, 'done')
  })

  it('tells what changed and what is gone, and does not take a play for a change', async () => {
    files().update(7, { track_title: 'Été' })
    files().update(9, { last_played_at: Date.UTC(2026, 10, 28, 12) * 1000 })
    files().remove(8)
    assert.equal(sums(await sync()), `done ${TRACKS - 1} 0 1 1 0`)
    assert.equal((await list('text=ete')).items[0]?.trackId, 7)
    assert.equal((await list('gone=yes')).items[0]?.trackId, 8)
    assert.equal((await list('sort=played&order=down&limit=1')).items[0]?.playedAt, '2026-11-28T12:00:00.000Z')
    const { items, total, nextCursor } = await list('type=MUS&limit=2')
    assert.deepEqual([items.length, total, nextCursor === null], [2, TRACKS / 2, false])
  })

  it('gives tracks back that were gone, with all that is known of them', async () => {
    fake.faults.set({ kind: 'short-list', kept: TRACKS - 11 })
    assert.equal(sums(await sync()), `done ${TRACKS - 11} 0 0 10 0`)
    fake.faults.clear()
    assert.equal(sums(await sync()), `done ${TRACKS - 1} 0 0 0 10`)
    assert.equal((await counts()).gone, 1)
  })

  it('H4: a dead library, a refusal and half an answer are errors, never “0 synced”, and change nothing', async () => {
    const { total } = await counts()
    await fake.stop()
    const dead = await sync()
    await fake.start()
    assert.deepEqual([dead.outcome, dead.reason?.code], ['failed', 'remote/refused'])
    for (const [fault, code] of [
      [{ kind: 'status', status: 502 }, 'remote/gateway'],
      [{ kind: 'html', status: 200, path: '/files' }, 'remote/web-page'],
      [{ kind: 'truncated', path: '/files' }, 'remote/not-json'],
      [{ kind: 'no-track-types' }, 'radio/types-suspect'],
    ] as const) {
      fake.faults.set(fault)
      const { outcome, reason, listed } = await sync()
      assert.deepEqual([outcome === 'done', reason?.code, listed], [false, code, 0])
      assert.ok(reason?.text)
    }
    fake.faults.clear()
    assert.equal((await counts()).total, total)
    assert.equal((await counts()).unmapped, TRACKS / 2 - 1)
  })

  it('does not believe a list that lacks most of what is there, and says so until it is better', async () => {
    const first = await counts()
    for (const kept of [0, 300]) {
      fake.faults.set({ kind: 'short-list', kept })
      const { outcome, reason } = await sync()
      assert.deepEqual([outcome, reason?.code, reason?.params['listed']], ['suspect', 'radio/list-suspect', kept])
    }
    assert.deepEqual((await counts()).byType, first.byType)
    const { lastDone, lastSync } = await counts()
    assert.deepEqual([lastDone?.syncId === first.lastDone?.syncId, lastSync?.outcome], [true, 'suspect'])
    const said = async () => (await app.cards()).map(({ said: { text } }) => text).join()
    assert.match(await said(), /Riverside: what the library listed is not believed/)
    fake.faults.clear()
    assert.equal((await sync()).outcome, 'done')
    assert.doesNotMatch(await said(), /not believed/)
  })

  it('believes that most is gone when the library says so of each that is asked for', async () => {
    for (const { id } of files().all()) if (id > 10) files().remove(id)
    assert.equal(sums(await sync()), `done 9 0 0 ${TRACKS - 10} 0`)
    for (const { id } of files().all()) files().remove(id)
    assert.equal(sums(await sync()), 'done 0 0 0 9 0')
    assert.deepEqual([(await counts()).total, (await counts()).gone], [0, TRACKS])
  })
})
