import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { OpenConnection } from '../../connections/ports.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { mayHaveArrived } from '../../kernel/egress/trouble.ts'
import { AppError, LimitedError } from '../../kernel/errors.ts'
import { openLog } from '../../kernel/log.ts'
import { AiredCms, ProgrammeCms } from '../../radio/programme/ports.ts'
import { type FakePayload, type Fault, startFakePayload } from './fake-server.ts'
import { payload } from './index.ts'

const KEY = 'canary-key-of-payload'
const { signal } = new AbortController()
const log = openLog({ level: 'error' }).area('test')

let egress: Egress
let fake: FakePayload
before(async () => {
  egress = createEgress()
  fake = await startFakePayload({ key: KEY })
})
after(async () => {
  await fake[Symbol.asyncDispose]()
  await egress[Symbol.asyncDispose]()
})
beforeEach(() => {
  fake.faults.clear()
  fake.requests.length = 0
})

function connect(settings: object = {}): OpenConnection {
  return payload.create({
    settings: payload.settings.parse({ address: fake.url, ...settings }),
    secrets: { api_key: KEY },
    tools: { egress, clock: systemClock, log },
  })
}

const cmsOf = (open: OpenConnection): ProgrammeCms =>
  open.ports.find(([name]) => name === ProgrammeCms.name)?.[1] as ProgrammeCms

async function climb({ rungs }: OpenConnection): Promise<string> {
  for (const rung of rungs) {
    const error: unknown = await rung.climb(signal).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (error instanceof AppError) return `${rung.id} ${error.code}`
    if (error !== undefined) throw new Error('not an error of ours', { cause: error })
  }
  return 'well'
}

async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const error: unknown = await call.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  )
  if (error instanceof AppError) return error
  throw error
}

const writes = (): number => fake.requests.filter(({ method }) => method !== 'GET').length

/** What can be between us and an answer. */
const FAULTS: [Fault, string][] = [
  [{ kind: 'html', status: 200 }, 'remote/web-page'],
  [{ kind: 'html', status: 200, labelledJson: true }, 'remote/web-page'],
  [{ kind: 'html', status: 403 }, 'remote/web-page'],
  [{ kind: 'html', status: 404 }, 'payload/no-api'],
  [{ kind: 'html', status: 503 }, 'remote/gateway'],
  [{ kind: 'status', status: 500 }, 'remote/failed'],
  [{ kind: 'status', status: 502 }, 'remote/gateway'],
  [{ kind: 'status', status: 413 }, 'remote/too-large'],
  [{ kind: 'status', status: 429, retryAfter: '30' }, 'remote/too-many-calls'],
  [{ kind: 'truncated' }, 'remote/not-json'],
  [{ kind: 'cut' }, 'remote/broken-off'],
  [{ kind: 'lost-answer' }, 'remote/broken-off'],
  [{ kind: 'wrong-types' }, 'remote/unexpected-shape'],
]

describe('Payload', () => {
  it('each fault is told as what it is by the first rung that meets it', async () => {
    assert.equal(await climb(connect()), 'well')
    assert.equal(writes(), 0)
    for (const [fault, code] of FAULTS) {
      fake.faults.set(fault)
      assert.equal(await climb(connect()), `answer ${code}`, JSON.stringify(fault))
    }
    fake.faults.set({ kind: 'keys-forgotten' })
    assert.equal(await climb(connect()), 'key remote/key-refused')
    fake.faults.set({ kind: 'drop-field', field: 'libretimeTrackId' })
    assert.equal(await climb(connect()), 'well', 'what a hook does to a field is not told by rights')
  })

  it('takes no failed look for nothing, whatever the answer is', async () => {
    const cms = cmsOf(connect())
    for (const [fault, code] of FAULTS) {
      fake.faults.set(fault)
      const calls = [
        () => cms.findEpisode('1', signal),
        () => cms.findEpisode('no-such', signal),
        () => cms.listEpisodes({}, { signal }),
        () => cms.listShows(signal),
        () => cms.changeEpisode('1', { trackId: '5' }, signal),
      ]
      for (const call of calls) assert.equal((await failureOf(call())).code, code, JSON.stringify(fault))
    }
  })

  it('has a door for what was on air where the plugin is, and says where it is not', async () => {
    const told = connect({ writes_aired: true })
    assert.equal(await climb(told), 'well')
    const door = told.ports.find(([name]) => name === AiredCms.name)?.[1] as AiredCms
    assert.deepEqual(await door.find('1', signal), {
      firstAiredAt: null,
      lastAiredAt: null,
      plays: 0,
      airCount: null,
    })
    assert.equal(await door.find('999999', signal), undefined)
    assert.equal((await failureOf(door.write('999999', { plays: 1 }, signal))).code, 'radio/no-such-episode')
    fake.faults.set({ kind: 'unfinished-draft' })
    assert.equal((await failureOf(door.write('1', { plays: 1 }, signal))).code, 'payload/unfinished-draft')
    for (const [fault, code] of FAULTS) {
      fake.faults.set(fault)
      for (const call of [() => door.find('1', signal), () => door.write('1', { plays: 1 }, signal)])
        assert.equal((await failureOf(call())).code, code, JSON.stringify(fault))
    }
    fake.faults.set({ kind: 'no-plugin' })
    assert.equal(await climb(told), 'rights payload/no-aired-door')
    assert.equal(await climb(connect()), 'well')
    assert.equal((await failureOf(door.find('1', signal))).code, 'payload/no-aired-door')
  })

  it('passes on how long to wait', async () => {
    fake.faults.set({ kind: 'status', status: 429, retryAfter: '30' })
    const error = await failureOf(cmsOf(connect()).listShows(signal))
    assert.ok(error instanceof LimitedError)
    assert.equal(error.retryAfterMs, 30_000)
  })

  it('an answer that comes in time counts, and one that never comes ends with the call', async () => {
    fake.faults.set({ kind: 'slow', ms: 30 })
    assert.equal((await cmsOf(connect()).listShows(signal)).length, 2)
    fake.faults.set({ kind: 'hang' })
    const gone = new AbortController()
    const call = cmsOf(connect()).listShows(gone.signal)
    setImmediate(() => gone.abort(new Error('given up')))
    await assert.rejects(call, /given up/)
  })

  it('tells nothing once the key is forgotten half-way, neither of lists nor of what is missing', async () => {
    const cms = cmsOf(connect())
    const pages = cms.listEpisodes({}, { signal })
    while (fake.requests[0]?.status === undefined) await new Promise((resolve) => void setImmediate(resolve))
    fake.faults.set({ kind: 'keys-forgotten' })
    assert.equal((await failureOf(pages)).code, 'remote/key-refused')
    assert.equal((await failureOf(cms.findEpisode('no-such', signal))).code, 'remote/key-refused')
    assert.equal((await failureOf(cms.changeEpisode('1', { trackId: '7' }, signal))).code, 'remote/key-refused')
    assert.equal(writes(), 0)
  })

  it('a key that is forgotten between look and change is told from one that may not', async () => {
    const cms = cmsOf(connect())
    const [row] = fake.seed.episodes(1)
    fake.faults.set({ kind: 'status', status: 500, method: 'PATCH', times: 1 })
    assert.equal((await failureOf(cms.changeEpisode(String(row?.id), { trackId: '7' }, signal))).code, 'remote/failed')
    const call = cms.changeEpisode(String(row?.id), { trackId: '7' }, signal)
    fake.requests.length = 0
    while (fake.requests.length < 2 || fake.requests[1]?.status === undefined)
      await new Promise((resolve) => void setImmediate(resolve))
    fake.faults.set({ kind: 'keys-forgotten' })
    assert.equal((await failureOf(call)).code, 'remote/key-refused')
    assert.equal(fake.rows('episodes').get(row?.id ?? 0)?.['libretimeTrackId'], null)
  })

  it('does not let a server choose that ignores what was asked', async () => {
    fake.faults.set({ kind: 'filters-ignored' })
    const cms = cmsOf(connect())
    assert.deepEqual((await cms.listEpisodes({ airStatus: ['aired'] }, { signal })).episodes, [])
    assert.deepEqual((await cms.listEpisodes({ scheduledFrom: 4e12 }, { signal })).episodes, [])
    const calls = [cms.findEpisode, cms.findShow, (id: string) => cms.changeEpisode(id, { trackId: '7' }, signal)]
    for (const call of calls) assert.equal((await failureOf(call('no-such', signal))).code, 'payload/filter-ignored')
    assert.equal(writes(), 0)
  })

  it('says that a change whose answer was lost may have been made, and finds it made when asked again', async () => {
    const cms = cmsOf(connect())
    const [row] = fake.seed.episodes(1)
    const id = String(row?.id)
    fake.faults.set({ kind: 'lost-answer', method: 'PATCH' })
    assert.ok(mayHaveArrived(await failureOf(cms.changeEpisode(id, { trackId: '77' }, signal))))
    fake.faults.clear()
    fake.requests.length = 0
    const { changed, dropped } = await cms.changeEpisode(id, { trackId: '77' }, signal)
    assert.deepEqual([changed.trackId, dropped], ['77', []])
    assert.equal(writes(), 0, 'it was there already')
    assert.deepEqual(
      fake.effects.filter((effect) => effect.id === row?.id && effect.what === 'changed').map(({ fields }) => fields),
      [['libretimeTrackId']],
    )
  })

  it('reports each of all fields that is dropped, alone', async () => {
    const names = {
      publishedStatus: ['publishedStatus', 'published'],
      pendingReview: ['pendingReview', true],
      airStatus: ['airStatus', 'queued'],
      scheduledAt: ['scheduledAt', 1_800_000_000_000],
      scheduledEndAt: ['scheduledEnd', 1_800_003_600_000],
      trackId: ['libretimeTrackId', '21'],
      trackRelPath: ['libretimeFilepathRelative', 'a.mp3'],
      showWindowId: ['libretimeInstanceId', '3'],
      playoutRowId: ['libretimePlayoutId', '4'],
      durationMs: ['duration', 60_000],
      roundedDurationMs: ['roundedDuration', 120_000],
      realDurationMs: ['realDuration', 61_500],
    } as const
    const change = Object.fromEntries(Object.entries(names).map(([field, [, value]]) => [field, value]))
    const cms = cmsOf(connect())
    for (const [field, [theirs]] of Object.entries(names)) {
      const [row] = fake.seed.episodes(1)
      fake.faults.set({ kind: 'drop-field', field: theirs })
      const { dropped, refusal } = await cms.changeEpisode(String(row?.id), change, signal)
      assert.deepEqual(dropped, [field])
      assert.equal(refusal?.params['field'], theirs)
    }
    const [row] = fake.seed.episodes(1)
    fake.faults.clear()
    assert.deepEqual((await cms.changeEpisode(String(row?.id), change, signal)).dropped, [])
  })

  it('takes a list in one answer, and no part of it for all', async () => {
    fake.seed.episodes(120)
    const cms = cmsOf(connect())
    fake.requests.length = 0
    const { episodes } = await cms.listEpisodes({}, { signal })
    assert.deepEqual(
      episodes.map(({ episodeId }) => episodeId),
      fake
        .rows('episodes')
        .all()
        .map(({ id }) => String(id)),
    )
    assert.deepEqual(
      fake.requests.map(({ path }) => path),
      ['/api/episodes', '/api/users/me'],
    )
    fake.faults.set({ kind: 'pages-only' })
    assert.equal((await failureOf(cms.listEpisodes({}, { signal }))).code, 'payload/list-incomplete')
  })

  it('takes relations in each of their shapes, and nothing but shows for a show', async () => {
    const cms = cmsOf(connect())
    const [row] = fake.seed.episodes(1)
    const id = String(row?.id)
    const shapes: [unknown, string | null][] = [
      [5, '5'],
      ['6650f0a1b2c3d4e5f6a7b8c9', '6650f0a1b2c3d4e5f6a7b8c9'],
      [{ id: 7, title: 'In full' }, '7'],
      [{ relationTo: 'shows', value: 8 }, '8'],
      [{ relationTo: 'shows', value: { id: 'a', title: 'In full' } }, 'a'],
      [{ relationTo: 'pages', value: 8 }, null],
      [[9], '9'],
      [[], null],
      ['', null],
      [null, null],
      [undefined, null],
    ]
    for (const [show, showId] of shapes) {
      fake.rows('episodes').change(row?.id ?? 0, { show })
      assert.equal((await cms.findEpisode(id, signal))?.showId, showId, JSON.stringify(show))
    }
  })

  it('empty is missing in all its forms, and what can not be read is not', async () => {
    const cms = cmsOf(connect())
    const [row] = fake.seed.episodes(1)
    const rows = fake.rows('episodes')
    for (const none of [null, undefined, '']) {
      rows.change(row?.id ?? 0, { libretimeTrackId: none, scheduledAt: none, realDuration: none })
      const found = await cms.findEpisode(String(row?.id), signal)
      assert.deepEqual([found?.trackId, found?.scheduledAt, found?.realDurationMs], [null, null, null])
      assert.deepEqual((await cms.changeEpisode(String(row?.id), { trackId: null }, signal)).dropped, [])
    }
    assert.equal(writes(), 0)
    for (const odd of [{ scheduledAt: 'soon' }, { libretimeTrackId: { id: 1 } }, { pendingReview: 'no' }]) {
      rows.change(row?.id ?? 0, { scheduledAt: null, libretimeTrackId: null, pendingReview: null, ...odd })
      const error = await failureOf(cms.findEpisode(String(row?.id), signal))
      assert.equal(`${error.code} ${String(error.params['field'])}`, `payload/unreadable-value ${Object.keys(odd)[0]}`)
    }
    rows.remove(row?.id ?? 0)
  })

  it('keeps the key out of every error', async () => {
    for (const [fault] of FAULTS) {
      fake.faults.set(fault)
      const error = await failureOf(cmsOf(connect()).changeEpisode('1', { trackId: '5' }, signal))
      const chain = [error, error.cause].map((each) => `${String(each)} ${JSON.stringify(each)}`).join(' ')
      assert.ok(!chain.includes(KEY))
    }
  })
})
