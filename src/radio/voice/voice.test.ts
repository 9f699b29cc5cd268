import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openCliHost } from '../../../test/cli-host.ts'
import { silentWav, toneWav } from '../../../test/sounds.ts'
import { BY_HAND, startApp, type TestApp } from '../../../test/start-app.ts'
import { openVoiceStation, type VoiceStation } from '../../../test/voice-world.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../connectors/libretime/fake-server.ts'
import type { JobView } from '../../jobs/contract.ts'
import { findProgram } from '../../kernel/find-program.ts'
import type { ReplyOf } from '../../kernel/contract.ts'
import type { logRoutes } from '../logs/contract.ts'
import type { TakeView } from './contract.ts'

type LogEntryView = ReplyOf<typeof logRoutes.routes.day>['entries'][number]

const KEY = 'canary-key-of-the-studio'
const quiet = (hz: number) => toneWav({ seconds: 8, hz, level: 0.02 })
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex')

let fake: FakeLibreTime
let app: TestApp
let station: VoiceStation

const uploads = (): number => fake.requests.count({ method: 'POST', path: '/rest/media' })
const fileOf = (trackId: number | null) => fake.rows.files.get(trackId ?? 0)
const takeOf = (takeId: number): Promise<TakeView> => app.get<TakeView>(`api/v1/radio/voice-takes/${takeId}`)

async function choose(take: TakeView): Promise<TakeView> {
  await run(`api/v1/radio/voice-takes/${take.takeId}/choose`)
  return takeOf(take.takeId)
}

/** Starts a run and waits for its end. */
async function run(path: string): Promise<void> {
  const { runId } = await station.post<{ runId: number }>(path)
  const isOver = async () => (await app.get<JobView>(`api/v1/jobs/${runId}`)).finishedAt !== null
  await app.until(`${path} ended`, isOver)
}

async function entryOf(index: number): Promise<LogEntryView> {
  const { entryId } = await station.link(index)
  return (await station.log()).entries.find((entry) => entry.entryId === entryId) as LogEntryView
}

describe('V1: voice tracks', { skip: findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false }, () => {
  let first: TakeView

  before(async () => {
    fake = await startFakeLibreTime({ key: KEY })
    app = await startApp({ yaml: BY_HAND })
    station = await openVoiceStation(app, fake, KEY)
  })
  after(async () => {
    await app[Symbol.asyncDispose]()
    await fake[Symbol.asyncDispose]()
  })

  it('shows the links of a day, with what is heard around them, until when somebody may talk, and the notes', async () => {
    const { links, timeZone } = await station.day()
    assert.equal(timeZone, 'Europe/Paris')
    assert.deepEqual(
      links.map((link) => [link.title, link.state, link.lengthMs, link.before?.title, link.after?.title]),
      [
        ['Link 1', 'to-record', 20_000, 'Borderless, 64', 'Glass Harbour'],
        ['Link 2', 'to-record', 20_000, 'Borderless, 64', 'Glass Harbour'],
      ],
    )
    assert.equal(links[0]?.after?.introMs, 8400)
    assert.deepEqual(links[0]?.notes, ['Close part 2 of Borderless. Lead into Glass Harbour.'])
  })

  it('refuses what is no audio, what is silent and what is too short, and keeps none of it', async () => {
    const link = await station.link(0)
    const refused = async (bytes: Uint8Array) => {
      const { status, take } = await station.upload(link, bytes)
      return `${status} ${(take as unknown as { code: string }).code}`
    }
    assert.equal(await refused(Buffer.from('<html>this is a page</html>')), '415 radio/take-not-audio')
    assert.equal(await refused(Buffer.from('RIFF....WAVEfmt but no more than that')), '415 radio/take-not-audio')
    assert.equal(await refused(silentWav(3, 0x80808080)), '422 radio/take-silent')
    assert.equal(await refused(toneWav({ seconds: 0.4, hz: 440 })), '422 radio/take-too-short')
    assert.deepEqual((await station.link(0)).takes, [])
  })

  it('keeps a recording as a take at the loudness of the station, with its waveform; the same again is the same take', async () => {
    const link = await station.link(0)
    const { status, take } = await station.upload(link, quiet(300), '?trimInMs=500&trimOutMs=7500')
    assert.equal(status, 201, JSON.stringify(take))
    first = take
    assert.deepEqual([take.number, take.state, take.trackId, take.wantedMs], [1, 'kept', null, 20_000])
    assert.ok(Math.abs(take.lengthMs - 7000) < 80, String(take.lengthMs))
    assert.ok(
      (take.recordingLufs ?? 0) < -30 && Math.abs((take.lufs ?? 0) + 16) < 1,
      `${take.recordingLufs} ${take.lufs}`,
    )
    assert.ok((take.peakDb ?? 0) < -1)
    assert.ok(take.peaks.length > 300)
    const again = await station.upload(link, quiet(300), '?trimInMs=500&trimOutMs=7500')
    assert.equal(again.take.takeId, take.takeId)
    assert.equal((await station.link(0)).state, 'not-chosen')
  })

  it('says how to make the type VOT where the library has none, and sends nothing', async () => {
    const take = await choose(first)
    assert.equal(take.state, 'failed')
    assert.equal(take.problem?.code, 'radio/no-voice-type')
    assert.match(take.problem?.todo ?? '', /Types/)
    assert.equal(uploads(), 0)
    assert.equal((await station.link(0)).state, 'failed')
  })

  it('V1: has the chosen take verified as a file of type VOT with a number that resolves, and puts it into the log', async () => {
    const typeId = fake.seed.trackType({ code: 'VOT', name: 'Voice track' })
    fake.requests.clear()
    const take = await choose(first)
    assert.deepEqual([take.state, take.problem], ['verified', null])
    assert.equal(typeof take.trackId, 'number')
    const got = await fetch(`${fake.url}/api/v2/files/${take.trackId}`, {
      headers: { authorization: `Api-Key ${KEY}` },
    })
    const file = (await got.json()) as Record<string, unknown>
    assert.deepEqual([got.status, file['library'], file['import_status']], [200, typeId, 0])
    const sent = await fetch(`${app.address}api/v1/radio/voice-takes/${take.takeId}/audio`, {
      headers: { authorization: await app.bearer() },
    })
    const bytes = new Uint8Array(await sent.arrayBuffer())
    assert.equal(sent.headers.get('content-type'), 'audio/mpeg')
    assert.deepEqual([md5(bytes), md5(bytes)], [file['md5'], take.md5])
    assert.match(String(file['track_title']), /^Link 1, \d{4}-\d\d-\d\d 10:00$/)
    assert.equal(file['artist_name'], 'Riverside')
    const entry = await entryOf(0)
    assert.deepEqual(
      [entry.trackId, entry.typeCode, entry.lengthMs],
      [take.trackId, 'VOT', Math.ceil(take.lengthMs / 1000) * 1000],
    )
    assert.equal((await station.link(0)).state, 'verified')
    assert.deepEqual(
      (await station.log()).findings.filter(({ entryId }) => entryId === entry.entryId),
      [],
    )
  })

  it('V1: never sends a take twice, asked for again by choosing, sending or the path of other programs', async () => {
    fake.requests.clear()
    await choose(first)
    await run(`api/v1/radio/voice-takes/${first.takeId}/send`)
    const answer = await station.post<Record<string, unknown>>(`voice/${first.takeId}/upload-to-libretime`)
    assert.equal(uploads(), 0)
    const { trackId, title, md5: sum } = await takeOf(first.takeId)
    assert.deepEqual(answer, {
      success: true,
      voice_track_id: first.takeId,
      libretime_id: trackId,
      title,
      md5: sum,
      in_log: true,
    })
    assert.deepEqual(fake.effects.duplicates(), [])
  })

  it('V1: looks before it sends again when the answer was lost', async () => {
    const { take } = await station.upload(await station.link(1), quiet(500))
    fake.requests.clear()
    fake.faults.set({ kind: 'lost-answer', on: 'rest', method: 'POST', times: 1 })
    const verified = await choose(take)
    fake.faults.clear()
    assert.deepEqual([verified.state, uploads()], ['verified', 1])
    assert.deepEqual(fake.effects.duplicates(), [])
  })

  it('V1: keeps takes when the day is generated again, also those of a link that stands there anew', async () => {
    await station.generate('another seed')
    const { links, withoutPlace } = await station.day()
    assert.deepEqual(
      links.map(({ state, takes }) => [state, takes.length]),
      [
        ['verified', 1],
        ['verified', 1],
      ],
    )
    assert.deepEqual(withoutPlace, [])
    assert.equal((await entryOf(0)).trackId, (await takeOf(first.takeId)).trackId)
  })

  it('takes another take into the log when that is chosen, and has a removed one back', async () => {
    const { take } = await station.upload(await station.link(0), quiet(700))
    assert.equal(take.number, 2)
    const second = await choose(take)
    assert.equal((await entryOf(0)).trackId, second.trackId)
    assert.equal((await takeOf(first.takeId)).isChosen, false)
    const path = `api/v1/radio/voice-takes/${first.takeId}`
    assert.equal((await app.cli('DELETE', `api/v1/radio/voice-takes/${take.takeId}`)).status, 409)
    assert.notEqual(((await app.cli('DELETE', path)).json as TakeView).removedAt, null)
    assert.equal((await station.post<TakeView>(`${path}/restore`)).removedAt, null)
  })

  it('makes another file of other ends, which takes the place of the former one in the log', async () => {
    const [, take] = (await station.link(0)).takes
    const headers = { authorization: await app.bearer(), 'if-match': `"${take?.etag}"` }
    const path = `api/v1/radio/voice-takes/${take?.takeId}`
    const answer = await app.call('PATCH', path, { headers, body: { trimOutMs: 4000, musicInMs: 3000 } })
    assert.equal(answer.status, 200, answer.text)
    await app.until('it is sent anew', async () => (await station.link(0)).state === 'verified')
    const cut = await takeOf(take?.takeId ?? 0)
    assert.deepEqual([cut.state, cut.musicInMs], ['verified', 3000])
    assert.notEqual(cut.md5, take?.md5)
    assert.equal(fileOf(cut.trackId)?.['md5'], cut.md5)
    const entry = await entryOf(0)
    assert.deepEqual([entry.trackId, entry.lengthMs], [cut.trackId, Math.ceil(cut.lengthMs / 1000) * 1000])
    const stale = await app.call('PATCH', path, { headers, body: { trimOutMs: 5000 } })
    assert.equal(stale.status, 412)
  })

  it('does all of it on the command line', async () => {
    await using host = openCliHost({ PATCHBAY_DATA: app.dataFolder })
    const said = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await host.run(['voice', ...args])
      assert.equal(code, 0, `${args.join(' ')}: ${out}${err}`)
      return out
    }
    const place = [String(station.stationId), station.airDate]
    assert.match(await said('slots', ...place), /10:00:12 +Link 1 .* verified +2 +Borderless, 64 +Glass Harbour/)
    const file = join(app.dataFolder, 'link.wav')
    await writeFile(file, quiet(620))
    const { entryId } = await station.link(1)
    const out = await said('upload', ...place, String(entryId), file, '--in', '1000', '--json')
    const { takeId, trimInMs } = JSON.parse(out) as TakeView
    assert.equal(trimInMs, 1000)
    const id = String(takeId)
    assert.match(await said('trim', id, '--end', '5000'), /4\.0 s/)
    assert.match(await said('remove', id), new RegExp(`patchbay voice restore ${id}`))
    assert.doesNotMatch(await said('takes', ...place, '--link', String(entryId)), new RegExp(`^${id} `, 'm'))
    await said('restore', id)
    await said('choose', id)
    assert.match(
      await said('takes', ...place, '--link', String(entryId)),
      new RegExp(`^${id} .* yes +verified +\\d+`, 'm'),
    )
    await said('send', id)
    assert.match(await said('rules', place[0] ?? '', '--target', '-18'), /-18 LUFS/)
    assert.equal((await host.run(['voice', 'trim', 'x'])).code, 2)
  })

  it('answers 503 while LibreTime is away, and never that it is there', async () => {
    const { take } = await station.upload(await station.link(1), quiet(900))
    fake.faults.set({ kind: 'status', status: 503 })
    const answer = await app.cli('POST', `voice/${take.takeId}/upload-to-libretime`, {})
    fake.faults.clear()
    assert.equal(answer.status, 503, answer.text)
    assert.equal((answer.json as { success: boolean }).success, false)
    assert.equal((await takeOf(take.takeId)).trackId, null)
  })
})
