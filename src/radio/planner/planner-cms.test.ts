import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import { type FakePayload, startFakePayload } from '../../connectors/payload/fake-server.ts'
import type { AiringView, PlannedView } from './contract.ts'

const KEY = 'canary-key-of-the-planner'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let libretime: FakeLibreTime
let payload: FakePayload
let app: TestApp
let stationId: number
let showId: string

const base = Math.ceil(Date.now() / DAY_MS) * DAY_MS + DAY_MS
let used = 0
const slot = () => {
  const startsAt = base + used * HOUR_MS
  used += 2
  return {
    scheduledAt: new Date(startsAt).toISOString().replace('.000Z', 'Z'),
    scheduledEnd: new Date(startsAt + HOUR_MS).toISOString().replace('.000Z', 'Z'),
  }
}

interface Answer {
  status: number
  json: Record<string, unknown>
}
const call = async (method: string, path: string, body?: object): Promise<Answer> => {
  const { status, json } = await app.cli(method, path, body)
  return { status, json }
}
const planOne = (body: object) => call('POST', 'api/schedule/planOne', body)
const unplanOne = (body: object) => call('DELETE', 'api/schedule/unplanOne', body)

/** An episode of the newest show whose audio is in the library. */
function episode(more: Record<string, unknown> = {}): string {
  const file = libretime.seed.file({ title: `Of episode ${used}`, lengthMs: HOUR_MS })
  const [row] = payload.seed.episodes(1)
  const facts = { airStatus: 'queued', libretimeTrackId: String(file), scheduledAt: null, scheduledEnd: null, ...more }
  payload.rows('episodes').change(Number(row?.id), facts)
  return String(row?.id)
}
const inCms = (episodeId: string) =>
  payload
    .rows('episodes')
    .all()
    .find(({ id }) => String(id) === episodeId) as Record<string, unknown>
const openCards = async () =>
  (await app.get<{ items: { subject: string; actions: { open?: string }[] }[] }>('api/v1/attention')).items
const airingsOf = async (episodeId: string) =>
  (await app.get<{ items: AiringView[] }>(`api/v1/radio/stations/${stationId}/planner/airings?episodeId=${episodeId}`))
    .items

let site: { source: { key: string }; secret: string }
let told = 0
/** The CMS calls. */
async function hook(event: string, id: string): Promise<[number, string]> {
  const answer = await fetch(new URL(`hooks/${site.source.key}`, app.address), {
    method: 'POST',
    headers: { authorization: `Bearer ${site.secret}` },
    body: JSON.stringify({ type: event, data: { id, title: 'Told', version: String((told += 1)) } }),
  })
  return [answer.status, ((await answer.json()) as { outcome: string }).outcome]
}

before(async () => {
  libretime = await startFakeLibreTime({ key: KEY, station: { timezone: 'Europe/Paris' } })
  payload = await startFakePayload({ isSeeded: false })
  app = await startApp({ yaml: BY_HAND })
  const add = async (kind: string, settings: object, secrets: object) =>
    Number((await call('POST', 'api/v1/connections', { kind, name: kind, settings, secrets })).json['connectionId'])
  const libraryConnectionId = await add('libretime', { address: libretime.url }, { api_key: KEY })
  const cmsConnectionId = await add('payload', { address: payload.url }, { api_key: payload.keys.staff })
  const sender = { kind: 'payload', name: 'Site', connectionId: cmsConnectionId }
  site = (await call('POST', 'api/v1/webhooks/sources', sender)).json as unknown as typeof site
  const station = { name: 'Radio Hall', timeZone: 'Europe/Paris', libraryConnectionId, cmsConnectionId }
  stationId = Number((await call('POST', 'api/v1/radio/stations', station)).json['stationId'])
  showId = String(payload.seed.shows(1)[0]?.id)
})
afterEach(() => {
  libretime.faults.clear()
  payload.faults.clear()
})
after(async () => {
  await app[Symbol.asyncDispose]()
  await libretime[Symbol.asyncDispose]()
  await payload[Symbol.asyncDispose]()
})

describe('the paths of brief 2', () => {
  it('plans an episode: the show is made once, editable and without a playlist, and the CMS knows all ids', async () => {
    const [episodeId, time] = [episode(), slot()]
    const { status, json } = await planOne({ showId, episodeId, ...time })
    assert.deepEqual([status, json['success'], json['idempotent'], json['warning']], [200, true, undefined, undefined])
    const show = libretime.rows.shows.get(Number(json['showId']))
    assert.deepEqual([show?.['name'], show?.['linked'], show?.['auto_playlist_enabled']], ['Show 1', false, false])
    assert.equal(libretime.rows['show-days'].where(({ show: of }) => of === json['showId']).length, 1)
    const doc = inCms(episodeId)
    assert.deepEqual(
      [doc['airStatus'], doc['libretimeInstanceId'], doc['libretimePlayoutId']],
      ['scheduled', json['instanceId'], json['playoutId']],
    )
    assert.equal(Date.parse(String(doc['scheduledAt'])), Date.parse(time.scheduledAt))
    assert.equal(Date.parse(String(doc['scheduledEnd'])), Date.parse(time.scheduledEnd))
    const ofCms = () =>
      payload
        .rows('shows')
        .all()
        .find(({ id }) => String(id) === showId)
    assert.equal(ofCms()?.['libretimeShowId'], json['showId'])
    const again = await planOne({ showId, episodeId, ...time })
    assert.deepEqual(again.json, { ...json, idempotent: true })
    const second = await planOne({ showId, episodeId: episode(), ...slot() })
    assert.equal(second.json['showId'], json['showId'])
    assert.equal(libretime.rows.shows.size, 1)
  })

  it('takes it out, by body or by query; nothing there is no failure', async () => {
    const [first, second] = [episode(), episode()]
    const [one, two] = [slot(), slot()]
    await planOne({ showId, episodeId: first, ...one })
    await planOne({ showId, episodeId: second, ...two })
    assert.deepEqual((await unplanOne({ episodeId: first, scheduledAt: one.scheduledAt })).json, { success: true })
    const query = new URLSearchParams({ episodeId: second, scheduledAt: two.scheduledAt }).toString()
    assert.deepEqual((await call('DELETE', `api/schedule/unplanOne?${query}`)).json, { success: true })
    assert.deepEqual((await unplanOne({ episodeId: first, scheduledAt: one.scheduledAt })).json, {
      success: true,
      noop: true,
    })
    for (const episodeId of [first, second]) {
      const doc = inCms(episodeId)
      assert.deepEqual(
        [doc['airStatus'], doc['scheduledAt'], doc['libretimeInstanceId'], doc['libretimePlayoutId']],
        ['queued', null, null, null],
      )
    }
    assert.deepEqual(
      libretime.rows.schedule.where(({ starts_at }) => starts_at === Date.parse(one.scheduledAt) * 1000),
      [],
    )
  })

  it('answers with the codes of the brief', async () => {
    const [episodeId, time] = [episode(), slot()]
    const good = { showId, episodeId, ...time }
    const code = async (answer: Promise<Answer>) => {
      const { status, json } = await answer
      assert.equal(json['success'], false)
      return [status, json['code']]
    }
    assert.deepEqual(await code(planOne({ showId, episodeId })), [400, 'MISSING_FIELDS'])
    assert.deepEqual(await code(planOne({ ...good, scheduledEnd: time.scheduledAt })), [400, 'INVALID_TIME_RANGE'])
    assert.deepEqual(await code(planOne({ ...good, scheduledAt: 'tomorrow' })), [400, 'INVALID_TIME_RANGE'])
    assert.deepEqual(await code(planOne({ ...good, showId: 'another' })), [400, 'SHOW_MISMATCH'])
    assert.deepEqual(await code(planOne({ ...good, episodeId: '999999' })), [404, 'EPISODE_NOT_FOUND'])
    assert.deepEqual(await code(planOne({ ...good, episodeId: episode({ libretimeTrackId: null }) })), [
      400,
      'NOT_LT_READY',
    ])
    assert.deepEqual(await code(planOne({ ...good, episodeId: episode({ libretimeTrackId: 'lib_4' }) })), [
      400,
      'INVALID_TRACK_ID',
    ])
    assert.deepEqual(await code(unplanOne({ episodeId })), [400, 'MISSING_FIELDS'])
    const { json } = await planOne(good)
    const taken = await planOne({ ...good, episodeId: episode() })
    assert.deepEqual([taken.status, taken.json['code']], [409, 'SLOT_OVERLAP'])
    const details = taken.json['details'] as Record<string, unknown>
    assert.equal(details['conflictingPlayoutId'], json['playoutId'])
    assert.equal(Date.parse(String(details['conflictingStart'])), Date.parse(time.scheduledAt))
    libretime.faults.set({ kind: 'status', status: 500, on: 'v2', method: 'POST', path: '/schedule' })
    assert.deepEqual(await code(planOne({ ...good, ...slot() })), [502, 'LT_PLAYOUT_FAILED'])
    libretime.faults.set({ kind: 'status', status: 500, on: 'v2', method: 'POST', path: '/show-instances' })
    assert.deepEqual(await code(planOne({ ...good, ...slot() })), [502, 'LT_INSTANCE_FAILED'])
    libretime.faults.set({ kind: 'status', status: 503, on: 'v2' })
    assert.equal((await planOne({ ...good, ...slot() })).status, 503)
  })
})

describe('the CMS', () => {
  it('is told later when it fails: the row stays, and what is wrong is repaired', async () => {
    const [episodeId, time] = [episode(), slot()]
    payload.faults.set({ kind: 'drop-field', field: 'airStatus' })
    const { status, json } = await planOne({ showId, episodeId, ...time })
    assert.deepEqual([status, json['warning']], [200, 'PAYLOAD_UPDATE_FAILED'])
    const [airing] = await airingsOf(episodeId)
    assert.deepEqual(
      [airing?.state, airing?.needsRepair, airing?.reason?.code],
      ['verified', true, 'payload/field-not-writable'],
    )
    const card = (await openCards()).find(({ subject }) => subject === `airing:${airing?.airingId}`)
    const day = time.scheduledAt.slice(0, 10)
    assert.equal(card?.actions[0]?.open, `/radio/planner?station=${stationId}&day=${day}&airing=${airing?.airingId}`)
    payload.faults.clear()
    const repaired = await call('POST', `api/v1/radio/airings/${airing?.airingId}/repair`, {})
    assert.equal((repaired.json as unknown as PlannedView).airing.needsRepair, false)
    assert.equal(inCms(episodeId)['airStatus'], 'scheduled')
    assert.deepEqual(await openCards(), [])
  })

  it('is told later of what was taken out, too', async () => {
    const [episodeId, time] = [episode(), slot()]
    await planOne({ showId, episodeId, ...time })
    payload.faults.set({ kind: 'drop-field', field: 'airStatus' })
    const out = await unplanOne({ episodeId, scheduledAt: time.scheduledAt })
    assert.deepEqual(out.json, { success: true, warning: 'PAYLOAD_UPDATE_FAILED' })
    payload.faults.clear()
    assert.deepEqual((await unplanOne({ episodeId, scheduledAt: time.scheduledAt })).json, { success: true })
    assert.equal(inCms(episodeId)['airStatus'], 'queued')
    assert.deepEqual((await unplanOne({ episodeId, scheduledAt: time.scheduledAt })).json, {
      success: true,
      noop: true,
    })
  })

  it('shows the next airing of an episode that is on air several times', async () => {
    const [episodeId, one, two] = [episode(), slot(), slot()]
    const shown = () => Date.parse(String(inCms(episodeId)['scheduledAt']))
    await planOne({ showId, episodeId, ...two })
    assert.equal(shown(), Date.parse(two.scheduledAt))
    await planOne({ showId, episodeId, ...one })
    assert.equal(shown(), Date.parse(one.scheduledAt))
    const views = await airingsOf(episodeId)
    assert.deepEqual(
      views.map(({ rebroadcast }) => `${rebroadcast.number}/${rebroadcast.of}`),
      ['1/2', '2/2'],
    )
    await unplanOne({ episodeId, scheduledAt: one.scheduledAt })
    assert.equal(shown(), Date.parse(two.scheduledAt))
  })
})

describe('the number of a show', () => {
  const plan = async (show: string) => {
    const [row] = payload.seed.episodes(1)
    const file = libretime.seed.file({ title: `For show ${show}`, lengthMs: HOUR_MS })
    payload.rows('episodes').change(Number(row?.id), {
      show: Number(show),
      airStatus: 'queued',
      libretimeTrackId: String(file),
      scheduledAt: null,
    })
    const { json } = await planOne({ showId: show, episodeId: String(row?.id), ...slot() })
    const [airing] = await airingsOf(String(row?.id))
    return { number: json['showId'], warning: json['warning'], needsRepair: airing?.needsRepair }
  }
  const inShow = (show: string) =>
    payload
      .rows('shows')
      .all()
      .find(({ id }) => String(id) === show)?.['libretimeShowId']
  const written = async () =>
    (await app.get<{ items: { kind: string; state: string }[] }>('api/v1/deliveries?limit=200')).items
      .filter(({ kind }) => kind === 'radio.tell-cms-show')
      .map(({ state }) => state)

  it('is told when the show was found by its title, and again when it was emptied', async () => {
    const show = String(payload.seed.shows(1)[0]?.id)
    payload.rows('shows').change(Number(show), { title: 'Found by title', libretimeShowId: null })
    const found = libretime.seed.show('Found by title')
    assert.deepEqual(await plan(show), { number: found, warning: undefined, needsRepair: false })
    assert.equal(inShow(show), found)
    const once = (await written()).length
    await plan(show)
    assert.equal((await written()).length, once)
    payload.rows('shows').change(Number(show), { libretimeShowId: null })
    await hook('show.changed', show)
    await plan(show)
    assert.equal(inShow(show), found)
    assert.equal((await written()).length, once + 1)
  })

  it('stands as refused where its field may not be written, and the airing is in line without it', async () => {
    const show = String(payload.seed.shows(1)[0]?.id)
    payload.rows('shows').change(Number(show), { title: 'Closed', libretimeShowId: null })
    libretime.seed.show('Closed')
    payload.faults.set({ kind: 'drop-field', field: 'libretimeShowId' })
    const { warning, needsRepair } = await plan(show)
    assert.deepEqual([warning, needsRepair], [undefined, false])
    assert.equal((await written()).filter((state) => state === 'rejected').length, 1)
    assert.equal((await openCards()).filter(({ subject }) => subject.startsWith('delivery:')).length, 1)
    await plan(show)
    assert.equal((await written()).filter((state) => state === 'rejected').length, 1)
  })
})

describe('a change that the CMS tells of', () => {
  it('is seen at the next look, of episodes and of shows', async () => {
    const [episodeId, planner] = [episode({ title: 'Before' }), `api/v1/radio/stations/${stationId}/planner`]
    const titleOf = async (what: string) =>
      (await app.get<{ items: { id?: string; showId: string; title: string }[] }>(`${planner}/${what}`)).items.find(
        ({ id, showId: show }) => (what === 'shows' ? show === showId : id === episodeId),
      )?.title
    const { title: show } = payload.rows('shows').all()[0] as unknown as { title: string }
    assert.deepEqual(await hook('episode.changed', episodeId), [200, 'nothing'])
    assert.deepEqual([await titleOf('palette'), await titleOf('shows')], ['Before', show])
    payload.rows('episodes').change(Number(episodeId), { title: 'After' })
    payload.rows('shows').change(Number(showId), { title: 'Other show' })
    assert.deepEqual([await titleOf('palette'), await titleOf('shows')], ['Before', show])
    assert.deepEqual(await hook('episode.changed', episodeId), [200, 'nothing'])
    assert.deepEqual([await titleOf('palette'), await titleOf('shows')], ['After', 'Other show'])
    payload.rows('shows').change(Number(showId), { title: show })
    await hook('show.changed', showId)
    assert.equal(await titleOf('shows'), show)
  })
})

describe('secrets', () => {
  it('are told to no one', async () => {
    const said = [
      ...app.logLines,
      (await app.cli('GET', 'api/v1/events')).text,
      (await app.cli('GET', 'api/v1/deliveries')).text,
    ]
    assert.doesNotMatch(said.join('\n'), new RegExp(`${KEY}|${payload.keys.staff}`))
  })
})
