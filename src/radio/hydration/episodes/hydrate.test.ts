import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { type EpisodeWorld, CMS_KEY, LIBRARY_KEY, startEpisodeWorld } from '../../../../test/episode-world.ts'
import { silentWav } from '../../../../test/sounds.ts'
import { findProgram } from '../../../kernel/find-program.ts'
import type { DeliveryView } from '../../../deliveries/contract.ts'
import type { InboxFileView } from '../contract.ts'
import type { HydrationSummary } from './contract.ts'

const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false

let marks = 1000
/** A second of audio that no other has. */
const sound = (): Buffer => silentWav(1, ++marks)
const codeOf = (file: InboxFileView | undefined): string | undefined => file?.reason?.code

describe('an inbox of episodes', { skip }, () => {
  let world: EpisodeWorld
  before(async () => void (world = await startEpisodeWorld()))
  afterEach(() => {
    world.library.faults.clear()
    world.cms.faults.clear()
  })
  beforeEach(() => {
    world.library.requests.clear()
    world.cms.requests.length = 0
  })
  after(() => world[Symbol.asyncDispose]())

  const drop = (name: string, bytes = sound()): Promise<void> => world.app.drop({ [`radio/${name}`]: bytes })
  const isThere = async (name: string): Promise<boolean> => (await world.app.files('radio')).includes(name)
  const about = async (kind: string, label?: string): Promise<DeliveryView | undefined> =>
    (await world.deliveries()).find((one) => one.kind === kind && (label === undefined || one.label === label))
  const trackOf = (id: number) => Number(world.episode(id)['libretimeTrackId'])
  const assertWhole = (id: number): void => {
    const episode = world.episode(id)
    const track = world.library.rows.files.get(trackOf(id))
    assert.equal(track?.['import_status'], 0)
    assert.equal(track?.['track_title'], episode['title'])
    assert.equal(episode['libretimeFilepathRelative'], track?.['filepath'])
    assert.deepEqual([episode['airStatus'], episode['realDuration'], episode['roundedDuration']], ['queued', 1, 0])
    assert.deepEqual(world.library.effects.duplicates(), [])
  }

  it('A1: brings a file in, completes its episode, reads both sides back, moves it then, and does nothing the second time', async () => {
    await drop('1__first.wav')
    const jobs = await world.importNow()
    assert.deepEqual(
      jobs.map(({ state }) => state),
      ['completed', 'completed'],
    )
    assertWhole(1)
    assert.equal(await isThere('1__first.wav'), false)
    const kinds = (await world.deliveries()).map(({ kind, state }) => `${kind} ${state}`)
    assert.deepEqual(kinds.toSorted(), [
      'radio.complete-episode verified',
      'radio.correct-title verified',
      'radio.upload-track verified',
    ])
    const summary = await world.app.get<HydrationSummary>(`api/v1/radio/inboxes/${world.inboxId}/summary`)
    assert.deepEqual([summary.counts.verified, summary.counts.failed, summary.files[0]?.step], [1, 0, 7])
    assert.deepEqual(await readdir(join(world.app.dataFolder, 'cache/radio-copies')), [])
    world.library.requests.clear()
    await world.importNow()
    assert.equal(world.library.requests.count({ writes: true }), 0)
  })

  it('A1: takes the same file no second time, since its episode has its audio', async () => {
    await drop('1__first.wav')
    await world.importNow()
    assert.equal(codeOf((await world.files()).get('1__first.wav')), 'radio/episode-air-status')
    assert.equal(world.uploads(), 0)
    await world.app.cli('POST', 'api/v1/radio/inboxes/1/match', { relPath: '1__first.wav', episodeId: null })
  })

  for (const [name, fault] of [
    ['500', { kind: 'status', status: 500 }],
    ['a web page', { kind: 'html', status: 200 }],
    ['half an answer', { kind: 'truncated' }],
  ] as const)
    it(`A1: uploads nothing while the look-up answers ${name}, and tries again`, async () => {
      world.library.faults.set({ ...fault, on: 'v2', method: 'GET' })
      await drop('2__second.wav')
      await world.post(`api/v1/radio/inboxes/${world.inboxId}/import`, {})
      const waits = async () =>
        (await world.app.jobs('?kind=radio.hydrate-file')).some(
          ({ finishedAt, attempt }) => finishedAt === null && attempt > 0,
        )
      await world.app.until('an attempt failed', waits)
      assert.equal(world.uploads(), 0)
      assert.ok(await isThere('2__second.wav'))
      const [job] = (await world.app.jobs('?kind=radio.hydrate-file')).filter(({ finishedAt }) => finishedAt === null)
      await world.app.cli('POST', `api/v1/jobs/${job?.runId}/cancel`, {})
      await world.app.until('it is cancelled', async () =>
        (await world.app.jobs()).every((one) => one.finishedAt !== null),
      )
    })

  it('A2: finds its track by its bytes, whatever the library calls it', async () => {
    await drop(`2__${'a-very-long-name-'.repeat(6)}.wav`)
    await world.importNow()
    const [old] = (await world.app.files('radio')).filter((name) => name.startsWith('2__a'))
    // The one of the tests before is of the same episode.
    assert.ok(old !== undefined)
    assert.equal(codeOf((await world.files()).get(old)), 'radio/match-two-files')
    assert.equal(world.uploads(), 0)
    await world.app.cli('POST', 'api/v1/radio/inboxes/1/match', { relPath: '2__second.wav', episodeId: null })
    await world.importNow()
    assertWhole(2)
    assert.ok(String(world.episode(2)['libretimeFilepathRelative']).length < 70)
  })

  it('A2b: a row that was refused is no track; one that is pending is waited for', async () => {
    world.library.faults.set({ kind: 'analyzer-fails' })
    await drop('3__third.wav')
    await world.importNow()
    assert.equal(world.uploads(), 1)
    assert.equal((await about('radio.upload-track'))?.state, 'rejected')
    world.library.faults.clear()
    await world.importNow()
    assert.equal(world.uploads(), 1, 'the same bytes would be refused again')
    assert.deepEqual(
      (await world.app.cards()).map(({ said }) => said.code).filter((code) => code !== 'radio.checkup'),
      ['radio.import-failed'],
    )
    assert.ok(await isThere('3__third.wav'))
    assert.equal((await world.files()).get('3__third.wav')?.verdict, 'failed')
    assert.match(String((await world.files()).get('3__third.wav')?.hydration?.reason?.text), /refused|could not read/)
  })

  it('A3: does not call it queued while it is pending, and goes on by itself without another upload', async () => {
    world.library.faults.set({ kind: 'analyzer-stopped' })
    await drop('4__fourth.wav')
    await world.post(`api/v1/radio/inboxes/${world.inboxId}/import`, {})
    await world.app.until(
      'it is sent',
      async () => (await about('radio.upload-track', '4__fourth.wav'))?.state === 'sent',
    )
    assert.equal(world.episode(4)['airStatus'], 'draft')
    assert.equal((await world.files()).get('4__fourth.wav')?.hydration?.step, 3)
    await world.app.restart()
    world.library.faults.clear()
    await world.app.until('it is verified', async () => !(await isThere('4__fourth.wav')))
    assertWhole(4)
    assert.equal(world.uploads(), 1)
  })

  it('A4: the title is that of the episode, although the analysis writes another one', async () => {
    world.library.analyzer.delayMs = 300
    await drop('5__2025-10-28_17h52m48.wav')
    await world.importNow()
    world.library.analyzer.delayMs = 0
    assertWhole(5)
    const titles = world.library.effects.all().filter(({ table, id }) => table === 'files' && id === trackOf(5))
    assert.deepEqual(
      titles.map(({ what, via }) => `${what} ${via.split(' ')[0]}`),
      ['created POST', 'changed analyzer', 'changed PATCH'],
    )
  })

  it('A5: a field that the CMS drops is named, the episode is as it was, and a person may try again', async () => {
    world.cms.faults.set({ kind: 'drop-field', field: 'libretimeTrackId' })
    await drop('6__sixth.wav')
    const jobs = await world.importNow()
    const failed = jobs.find(({ kind }) => kind === 'radio.hydrate-file')
    assert.equal(failed?.error?.code, 'payload/field-not-writable')
    assert.match(String(failed?.error?.text), /libretimeTrackId/)
    const { airStatus, libretimeTrackId } = world.episode(6)
    assert.deepEqual([airStatus, libretimeTrackId], ['draft', null])
    assert.ok(await isThere('6__sixth.wav'))
    world.cms.faults.clear()
    await world.importNow()
    assertWhole(6)
    assert.equal(world.uploads(), 1)
  })

  it('A5: a rule of the CMS about another field is told with its path', async () => {
    world.changeEpisode(7, { slug: 'taken' })
    await drop('7__seventh.wav')
    const jobs = await world.importNow()
    const failed = jobs.find(({ kind }) => kind === 'radio.hydrate-file')
    assert.equal(failed?.error?.code, 'payload/invalid')
    assert.match(String(failed?.error?.text), /slug/)
    assert.equal(world.episode(7)['airStatus'], 'draft')
    world.changeEpisode(7, { slug: null })
    await world.importNow()
    assertWhole(7)
  })

  it('A6: says of each file why it is left out, and uploads none of them; one that is too large stops no other', async () => {
    world.changeEpisode(8, { pendingReview: true })
    world.changeEpisode(9, { airStatus: 'scheduled' })
    world.changeEpisode(10, { libretimeTrackId: '99', libretimeFilepathRelative: 'imported/1/x.wav' })
    world.changeEpisode(11, { libretimeTrackId: '', libretimeFilepathRelative: '' })
    for (const name of [
      '8__a.wav',
      '9__b.wav',
      '10__c.wav',
      '11__d.wav',
      'memo.wav',
      '12__e.wav',
      '12__f.wav',
      'cover.jpg',
    ])
      await drop(name)
    await world.importNow()
    const files = await world.files()
    const codes = ['8__a.wav', '9__b.wav', '10__c.wav', 'memo.wav', '12__e.wav', '12__f.wav', 'cover.jpg'].map((name) =>
      codeOf(files.get(name)),
    )
    assert.deepEqual(codes, [
      'radio/episode-in-review',
      'radio/episode-air-status',
      'radio/episode-has-track',
      'radio/match-no-id',
      'radio/match-two-files',
      'radio/match-two-files',
      'radio.no-audio',
    ])
    assertWhole(11)
    assert.equal(world.uploads(), 1)
    world.changeEpisode(8, { pendingReview: false })
    world.library.faults.set({ kind: 'too-large', on: 'rest', method: 'POST', times: 1 })
    await world.post('api/v1/radio/inboxes/1/match', { relPath: '12__f.wav', episodeId: null })
    const jobs = await world.importNow()
    const states = jobs.filter(({ label }) => /^(8|12)__/.test(String(label))).map(({ state }) => state)
    assert.deepEqual(states.toSorted(), ['completed', 'failed'])
    world.changeEpisode(9, { airStatus: 'draft' })
    await world.importNow()
    for (const id of [8, 9, 12]) assertWhole(id)
  })

  it('brings in by hand what no name tells, and refuses what is none of its files', async () => {
    const [row] = world.cms.seed.episodes(1)
    const match = (relPath: string, episodeId: string) =>
      world.app.cli('POST', 'api/v1/radio/inboxes/1/match', { relPath, episodeId })
    assert.equal((await match('../config.yaml', '1')).status, 422)
    assert.equal((await match('gone.wav', '1')).status, 404)
    assert.equal((await match('memo.wav', '999')).json['code'], 'radio/no-such-episode')
    assert.equal((await match('memo.wav', String(row?.id))).status, 200)
    await world.importNow()
    assertWhole(Number(row?.id))
  })

  it('D6: tells no one the keys', async () => {
    const said = [
      ...world.app.logLines,
      JSON.stringify(await world.deliveries()),
      (await world.app.cli('GET', 'api/v1/events')).text,
    ]
    assert.doesNotMatch(said.join('\n'), new RegExp(`${LIBRARY_KEY}|${CMS_KEY}`))
  })
})

describe('an inbox that is watched', { skip }, () => {
  it('tries what failed again once its episode was changed, and not at every look', async () => {
    await using world = await startEpisodeWorld()
    const { app, cms } = world
    const looks = async () =>
      (await app.jobs('?kind=radio.import-inbox')).filter(({ finishedAt }) => finishedAt !== null).length
    const tries = async () => (await app.jobs('?kind=radio.hydrate-file')).length
    const cards = async () =>
      (await app.cards()).map(({ said }) => said.code).filter((code) => code !== 'radio.checkup')
    const one = async () => (await world.files()).get('1__first.wav')
    await world.changeInbox({ isWatched: true })
    cms.faults.set({ kind: 'drop-field', field: 'libretimeTrackId' })
    await app.drop({ 'radio/1__first.wav': silentWav(3, 1) })
    await app.until('it failed', async () => (await one())?.verdict === 'failed')
    await app.until('the card is there', async () => (await cards()).length === 1)
    assert.equal(await tries(), 1)
    cms.faults.clear()
    const known = await looks()
    await app.drop({ 'radio/cover.jpg': silentWav(3, 9) })
    await app.until('it was looked at again', async () => (await looks()) > known)
    assert.deepEqual([await tries(), await cards(), (await one())?.verdict], [1, ['radio.import-failed'], 'failed'])
    const { counts } = await app.get<HydrationSummary>('api/v1/radio/inboxes/1/summary')
    assert.deepEqual([counts.failed, counts.ready], [1, 0])
    world.changeEpisode(1, { title: 'Mended', updatedAt: new Date(Date.now() + 60_000).toISOString() })
    await app.drop({ 'radio/other.jpg': silentWav(3, 8) })
    await app.until('it went in', async () => (await one()) === undefined)
    await app.until('the card is gone', async () => (await cards()).length === 0)
  })
})

describe('an inbox of recordings', { skip }, () => {
  it('A8: leaves the air status as it is, and files go to the archive', async () => {
    await using world = await startEpisodeWorld({ mode: 'live', pattern: '{title}' })
    await world.changeInbox({ archiveFolder: await folderOf(world, 'kept') })
    world.changeEpisode(1, { airStatus: 'scheduled' })
    world.changeEpisode(2, { airStatus: 'aired' })
    await world.app.drop({
      'radio/Episode 1.wav': sound(),
      'radio/2__b.wav': sound(),
      'radio/3__c.wav': sound(),
      'kept/2__b.wav': 'another one',
    })
    await world.importNow()
    const statuses = [1, 2, 3].map((id) => [
      world.episode(id)['airStatus'],
      world.episode(id)['libretimeTrackId'] !== null,
    ])
    assert.deepEqual(statuses, [
      ['scheduled', true],
      ['aired', true],
      ['draft', false],
    ])
    assert.equal(codeOf((await world.files()).get('3__c.wav')), 'radio/episode-air-status')
    assert.deepEqual(await world.app.files('radio'), ['3__c.wav'])
    const kept = (await world.app.files('kept')).filter((name) => name !== '.keep')
    assert.equal(kept.length, 3)
    assert.ok(kept.includes('Episode 1.wav') && kept.some((name) => /^2__b \([0-9a-f]{8}\)\.wav$/.test(name)))
  })
})

describe('what an inbox asks of audio', { skip }, () => {
  it('keeps back what is short, poor or no audio, measures before anything is sent, and each content once', async () => {
    await using world = await startEpisodeWorld()
    const audio = { leastKbps: null, mostKbps: null, sampleRateHz: null, shortBySec: 60, silenceSec: null }
    await world.changeInbox({ audio })
    const bytes = sound()
    await world.app.drop({ 'radio/1__short.wav': bytes, 'radio/2__text.mp3': 'no audio', 'radio/memo.wav': bytes })
    const { runId } = await world.post<{ runId: number }>('api/v1/radio/inboxes/1/check-audio', {})
    await world.app.until('it was measured', async () =>
      (await world.app.jobs(`?runId=${runId}`)).every(({ finishedAt }) => finishedAt !== null),
    )
    assert.equal(world.library.requests.count({ method: 'POST' }), 0)
    const seen = await world.files()
    assert.equal(seen.get('1__short.wav')?.audio?.durationMs, 1000)
    assert.equal(seen.get('1__short.wav')?.troubles[0]?.code, 'radio/audio-short')
    assert.equal(seen.get('memo.wav')?.audio?.kbps, 64)
    assert.equal(seen.get('2__text.mp3')?.hydration?.reason?.code, 'media/not-decodable')
    const wave = await world.app.get<{ peaks: number[] }>('api/v1/radio/inboxes/1/audio?relPath=memo.wav')
    assert.ok(wave.peaks.length > 100)
    await world.app.until('all lies still', async () => (await world.files()).get('memo.wav')?.verdict !== 'waiting')
    const jobs = await world.importNow()
    const codes = jobs.flatMap(({ kind, error }) => (kind === 'radio.hydrate-file' ? [error?.code] : []))
    assert.deepEqual(codes.toSorted(), ['media/not-decodable', 'radio/audio-short'])
    assert.equal(world.uploads(), 0)
    await world.changeInbox({ audio: { ...audio, shortBySec: null } })
    await world.importNow()
    assert.equal(world.episode(1)['airStatus'], 'queued')
  })

  it('needs a CMS for episodes, a pattern that means something, and an archive that is no inbox', async () => {
    await using world = await startEpisodeWorld()
    await world.post('api/v1/radio/stations', { name: 'Without a CMS', timeZone: 'Europe/Paris' })
    const add = (body: object) =>
      world.app.cli('POST', 'api/v1/radio/inboxes', {
        stationId: 1,
        path: join(world.app.dataFolder, 'radio'),
        ...body,
      })
    for (const [body, code] of [
      [{ mode: 'episodes', stationId: 2 }, 'radio/no-cms'],
      [{ mode: 'episodes', pattern: '{sho}' }, 'radio/bad-pattern'],
      [{ mode: 'episodes', archiveFolder: '/etc' }, 'radio/folder-not-allowed'],
      [{ mode: 'episodes', archiveFolder: join(world.app.dataFolder, 'radio') }, 'radio/archive-is-inbox'],
    ] as const)
      if (code === 'radio/archive-is-inbox')
        await assert.rejects(world.changeInbox({ archiveFolder: body.archiveFolder }), /archive-is-inbox/)
      else assert.equal((await add(body)).json['code'], code)
    const used = await world.app.cli('DELETE', 'api/v1/connections/2')
    assert.equal(used.json['code'], 'connections/in-use')
  })
})

async function folderOf(world: EpisodeWorld, name: string): Promise<string> {
  await world.app.drop({ [`${name}/.keep`]: '' })
  return join(world.app.dataFolder, name)
}
