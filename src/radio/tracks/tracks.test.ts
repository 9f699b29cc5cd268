import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { openCliHost } from '../../../test/cli-host.ts'
import { silentWav } from '../../../test/sounds.ts'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import { findProgram } from '../../kernel/find-program.ts'
import type { JobDetail } from '../../jobs/contract.ts'
import type { TrackCountsView, TrackTypesView, TrackUsageView, TrackView, WaveformView } from './contract.ts'

const KEY = 'canary-key-of-the-tracks'
const AT = 'api/v1/radio/stations/1'
const HOUR_MS = 3_600_000

describe('tracks of a station', () => {
  const audio = silentWav(3, 7)
  let app: TestApp
  let fake: FakeLibreTime
  before(async () => {
    fake = await startFakeLibreTime({ key: KEY, station: { timezone: 'Europe/Paris' } })
    app = await startApp({ yaml: BY_HAND })
    const connection = { kind: 'libretime', name: 'LT', settings: { address: fake.url }, secrets: { api_key: KEY } }
    await app.cli('POST', 'api/v1/connections', connection)
    const station = { name: 'Riverside', timeZone: 'Europe/Paris', libraryConnectionId: 1 }
    await app.cli('POST', 'api/v1/radio/stations', station)
    fake.seed.trackType({ code: 'MUS', name: 'Songs' })
    fake.seed.trackType({ code: 'JNG', name: 'Jingles' })
    const md5 = createHash('md5').update(audio).digest('hex')
    fake.seed.file({ title: 'Take', trackType: 1, audio, md5, more: { filepath: 'imported/1/take.wav' } })
    fake.disk.set('imported/1/take.wav', audio)
    fake.seed.files(9, (i) => ({ title: `Song ${i}`, trackType: (i % 2) + 1 }))
    await app.cli('POST', `${AT}/track-syncs`)
    await app.settled()
  })
  after(async () => {
    await app[Symbol.asyncDispose]()
    await fake[Symbol.asyncDispose]()
  })
  beforeEach(() => fake.faults.clear())

  const types = () => app.get<TrackTypesView>(`${AT}/track-types`)
  const track = (trackId: number) => app.get<TrackView>(`${AT}/tracks/${trackId}`)
  const listen = async (trackId: number, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(new URL(`${AT}/tracks/${trackId}/audio`, app.address), {
      method,
      headers: { authorization: await app.bearer(), ...headers },
    })

  it('says what the library lacks, makes it once, and proves that it is there', async () => {
    const { items, missing } = await types()
    assert.deepEqual(
      items.map(({ code, typeCode, tracks }) => [code, typeCode, tracks]),
      [
        ['JNG', null, 4],
        ['', null, 0],
        ['MUS', 'MUS', 6],
      ],
    )
    assert.equal(missing.length, 10)
    assert.equal((await app.cli('POST', `${AT}/track-types/ensure`, { typeCodes: ['VOT', 'ADV'] })).status, 202)
    await app.settled()
    const made = fake.rows.libraries.where(({ code }) => code === 'VOT' || code === 'ADV')
    assert.deepEqual(
      made.map(({ code, name, enabled, analyze_cue_points }) => [code, name, enabled, analyze_cue_points]).toSorted(),
      [
        ['ADV', 'Advert', true, false],
        ['VOT', 'Voice track', true, false],
      ],
    )
    assert.deepEqual((await types()).missing.length, 8)
    const again = await app.cli('POST', `${AT}/track-types/ensure`, { typeCodes: ['VOT'] })
    assert.deepEqual([again.status, (again.json as { code: string }).code], [409, 'radio/no-type-missing'])
    const { items: proofs } = await app.get<{ items: { kind: string; state: string }[] }>('api/v1/deliveries')
    assert.deepEqual(
      proofs.map(({ kind, state }) => `${kind} ${state}`),
      ['radio.make-track-type verified', 'radio.make-track-type verified'],
    )
  })

  it('re-types every track of a code that is mapped, and refuses codes that are none', async () => {
    const put = (code: string, typeCode: string | null) =>
      app.cli('PUT', `${AT}/track-types`, { types: [{ code, typeCode }] })
    assert.equal((await put('JNG', 'IDS')).status, 200)
    assert.equal((await track(3)).typeCode, 'IDS')
    const unknown = await put('XYZ', 'MUS')
    assert.deepEqual([unknown.status, (unknown.json as { code: string }).code], [422, 'radio/no-such-library-type'])
    await app.cli('POST', `${AT}/track-syncs`)
    await app.settled()
    assert.equal((await track(3)).typeCode, 'IDS')
  })

  it('keeps what people say of a track, for whoever saw the newest of it', async () => {
    const change = async (body: object, ifMatch?: string) =>
      app.call('PATCH', `${AT}/tracks/1`, {
        body,
        headers: { authorization: await app.bearer(), ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
      })
    assert.equal((await change({ sponsor: 'Bakery' })).status, 428)
    const { etag } = await track(1)
    assert.equal((await change({ sponsor: ' Bakery ', introMs: 9000 }, `"${etag}"`)).status, 200)
    assert.equal((await change({ sponsor: 'Other' }, `"${etag}"`)).status, 412)
    const kept = await track(1)
    assert.deepEqual([kept.sponsor, kept.product, kept.introMs], ['Bakery', null, 9000])
    assert.equal((await app.cli('GET', `${AT}/tracks/99`)).status, 404)
  })

  it('brings the audio, or the part that is asked for, and tells no audio from a library that is dead', async () => {
    const all = await listen(1)
    assert.deepEqual([all.status, all.headers.get('content-type')], [200, 'audio/wav'])
    assert.deepEqual(Buffer.from(await all.arrayBuffer()), audio)
    const part = await listen(1, { range: 'bytes=10-19' })
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 10-19/${audio.length}`])
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), audio.subarray(10, 20))
    const end = await listen(1, { range: 'bytes=-4' })
    assert.deepEqual(Buffer.from(await end.arrayBuffer()), audio.subarray(-4))
    const beyond = await listen(1, { range: `bytes=${audio.length}-` })
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${audio.length}`])
    const head = await listen(1, {}, 'HEAD')
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(audio.length)])
    assert.equal((await listen(1, { authorization: '' })).status, 401)
    assert.equal((await listen(99)).status, 404)
    fake.faults.set({ kind: 'html', status: 200, path: 'download' })
    assert.equal((await listen(1)).status, 503)
    fake.faults.set({ kind: 'status', status: 502, path: 'download' })
    assert.equal((await listen(1)).status, 503)
    fake.faults.clear()
    fake.disk.delete(String(fake.rows.files.get(2)?.filepath))
    const gone = await listen(2)
    assert.deepEqual([gone.status, ((await gone.json()) as { code: string }).code], [404, 'radio/no-such-audio'])
  })

  it('says where a track is planned', async () => {
    const start = Math.ceil((Date.now() + 3 * HOUR_MS) / HOUR_MS) * HOUR_MS
    const show = fake.seed.show('Night Drift')
    const slot = { startsAt: new Date(start).toISOString(), endsAt: new Date(start + HOUR_MS).toISOString() }
    const wish = { trackId: 3, showId: String(show), ...slot }
    const planned = await app.cli('POST', `${AT}/planner/airings`, wish)
    assert.ok(planned.status < 300, planned.text)
    const { ahead, lastAired, playedAt } = await app.get<TrackUsageView>(`${AT}/tracks/3/usage`)
    assert.deepEqual(
      [ahead.map(({ what, startsAt }) => [what, startsAt]), lastAired, playedAt],
      [[['airing', slot.startsAt]], null, null],
    )
  })

  it(
    'measures audio from the library, keeps the waveform, and forgets it with the bytes',
    {
      skip: findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false,
    },
    async () => {
      assert.equal((await app.cli('GET', `${AT}/tracks/1/waveform`)).status, 404)
      const measure = async () => {
        assert.equal((await app.cli('POST', `${AT}/tracks/1/measure`)).status, 202)
        await app.settled()
      }
      await measure()
      const { peaks, durationMs, measuredAt } = await app.get<WaveformView>(`${AT}/tracks/1/waveform`)
      assert.ok(peaks.length > 0 && durationMs > 2900 && durationMs < 3100)
      assert.equal((await track(1)).measuredAt, measuredAt)
      await rm(join(app.dataFolder, 'cache'), { recursive: true })
      const cleared = await app.cli('GET', `${AT}/tracks/1/waveform`)
      assert.deepEqual([cleared.status, (cleared.json as { code: string }).code], [404, 'radio/track-not-measured'])
      await measure()
      assert.equal((await app.cli('GET', `${AT}/tracks/1/waveform`)).status, 200)
      fake.rows.files.update(1, { md5: 'f'.repeat(32) })
      await app.cli('POST', `${AT}/track-syncs`)
      await app.settled()
      assert.deepEqual([(await track(1)).loudness, (await track(1)).sponsor], [null, 'Bakery'])
    },
  )

  it(
    'measures many in one run that tells a dead library from tracks without audio, stops, and goes on',
    {
      skip: findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false,
    },
    async () => {
      const ask = (body: object = {}) => app.cli('POST', `${AT}/track-measurings`, body)
      const run = (runId: number) => app.get<JobDetail>(`api/v1/jobs/${runId}`)
      const codeOf = ({ json }: { json: unknown }) => (json as { code: string }).code
      const failed = () => app.get<{ items: TrackView[] }>(`${AT}/tracks?measured=failed`)
      fake.disk.clear()
      const md5 = createHash('md5').update(audio).digest('hex')
      for (const { id } of fake.rows.files.all()) {
        const filepath = `imported/1/${id}.wav`
        fake.rows.files.update(Number(id), { md5, filepath })
        if (Number(id) > 3) fake.disk.set(filepath, audio)
      }
      await app.cli('POST', `${AT}/track-syncs`)
      await app.settled()
      const { unmeasured } = await app.get<TrackCountsView>(`${AT}/track-counts`)
      assert.equal(unmeasured, 10)

      fake.faults.set({ kind: 'slow', ms: 60_000, path: 'download' })
      const started = await ask()
      assert.equal(started.status, 202)
      const { runId, tracks } = started.json as { runId: number; tracks: number }
      assert.equal(tracks, 10)
      assert.equal(codeOf(await ask()), 'radio/measuring-runs')
      await app.cli('POST', `api/v1/jobs/${runId}/cancel`)
      await app.settled()
      assert.equal((await run(runId)).state, 'cancelled')

      // Two in a row may be the tracks; the third says that it is the library, and the run is tried again.
      fake.faults.set({ kind: 'status', status: 502, path: 'download', times: 3 })
      await app.cli('POST', `api/v1/jobs/${runId}/retry`)
      await app.settled()
      const ended = await run(runId)
      assert.deepEqual([ended.state, ended.error?.code], ['failed', 'radio/tracks-not-measured'])
      assert.deepEqual(ended.attempts.map(({ outcome }) => outcome).toSorted(), ['cancelled', 'failed', 'retried'])
      assert.deepEqual([ended.progress?.current, ended.progress?.total], [10, 10])
      assert.deepEqual(
        (await failed()).items.map(({ trackId, measureFailure }) => [trackId, measureFailure?.reason.code]).toSorted(),
        [
          [1, 'radio/no-such-audio'],
          [2, 'radio/no-such-audio'],
          [3, 'radio/no-such-audio'],
        ],
      )

      for (const { filepath } of fake.rows.files.all()) fake.disk.set(String(filepath), audio)
      await app.cli('POST', `api/v1/jobs/${runId}/retry`)
      await app.settled()
      const whole = await run(runId)
      assert.deepEqual([whole.state, whole.progress?.current, whole.progress?.total], ['completed', 10, 10])
      const counts = await app.get<TrackCountsView>(`${AT}/track-counts`)
      assert.deepEqual([counts.unmeasured, counts.measureRunId], [0, runId])
      assert.deepEqual([(await track(1)).measureFailure, codeOf(await ask())], [null, 'radio/nothing-to-measure'])
      const untouched = (await track(5)).measuredAt
      assert.equal(((await ask({ which: 'all', trackIds: [4] })).json as { tracks: number }).tracks, 1)
      await app.settled()
      assert.equal((await track(5)).measuredAt, untouched)
      assert.notEqual((await track(4)).measuredAt, untouched)
    },
  )

  it('does the same on the command line', async () => {
    await using host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
    const patchbay = (...args: string[]) => host.run(['tracks', ...args])
    const listed = await patchbay('list', '1', '--text', 'song 1')
    assert.match(listed.out, /Song 1 .*IDS/)
    assert.match((await patchbay('list', '1', '--sort', 'title', '--json')).out, /"total": ?10/)
    assert.match((await patchbay('show', '1', '1')).out, /Bakery/)
    assert.match((await patchbay('change', '1', '1', '--sponsor', '', '--intro', '4.5')).out, /00:00:04/)
    assert.equal((await track(1)).sponsor, null)
    assert.match((await patchbay('types', '1')).out, /JNG +Jingles +IDS[\s\S]*patchbay tracks ensure-types/)
    assert.equal((await patchbay('map', '1', 'JNG')).code, 4)
    assert.match((await patchbay('counts', '1')).out, /MUS +Music/)
    assert.equal((await patchbay('sync', '1')).code, 0)
    assert.match((await patchbay('syncs', '1', '--limit', '1')).out, /done/)
    assert.match((await patchbay('usage', '1', '3')).out, /airing/)
    const nothing = await patchbay('measure-many', '1', '--type', 'NEW')
    assert.match(nothing.err, /there is none to measure/)
    assert.equal((await patchbay('probe', '1')).code, 0)
    assert.match((await patchbay('on-air', '1')).out, /now/)
    await fake.stop()
    assert.equal((await patchbay('sync', '1')).code, 1)
    assert.equal((await patchbay('probe', '1')).code, 1)
    assert.match((await patchbay('syncs', '1', '--limit', '1')).out, /failed/)
    await fake.start()
  })
})
