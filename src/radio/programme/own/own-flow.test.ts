import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type EpisodeStation, LIBRARY_KEY, openEpisodeStation } from '../../../../test/episode-world.ts'
import { silentWav } from '../../../../test/sounds.ts'
import { BY_HAND, startApp } from '../../../../test/start-app.ts'
import { type FakeLibreTime, startFakeLibreTime } from '../../../connectors/libretime/fake-server.ts'
import { findProgram } from '../../../kernel/find-program.ts'
import type { PlannedView } from '../../planner/contract.ts'
import type { OwnEpisodeView, OwnShowView } from './contract.ts'

const skip = findProgram('ffmpeg') === undefined ? 'needs ffmpeg' : false

describe('a station whose shows and episodes are kept here', { skip }, () => {
  let library: FakeLibreTime
  let station: EpisodeStation
  let episode: OwnEpisodeView
  before(async () => {
    library = await startFakeLibreTime({ key: LIBRARY_KEY, station: { timezone: 'Europe/Paris' } })
    station = await openEpisodeStation(await startApp({ yaml: BY_HAND }), { libraryUrl: library.url })
  })
  after(async () => {
    await station[Symbol.asyncDispose]()
    await library[Symbol.asyncDispose]()
  })
  const now = (): Promise<OwnEpisodeView> =>
    station.app.get<OwnEpisodeView>(`api/v1/radio/episodes/${episode.episodeId}`)

  it('brings in the audio of an episode by its id in the name, and completes it', async () => {
    const at = 'api/v1/radio/stations/1/programme'
    const show = await station.post<OwnShowView>(`${at}/shows`, { title: 'Night Drift' })
    const facts = { title: 'The first', showId: show.showId }
    episode = await station.post<OwnEpisodeView>(`${at}/episodes`, facts)
    await station.app.drop({ [`radio/${episode.ref.toUpperCase()}__whatever.wav`]: silentWav(2, 77) })
    await station.importNow()
    const { airStatus, trackId, realDurationMs, trackRelPath } = await now()
    assert.deepEqual([airStatus, realDurationMs], ['queued', 2000])
    const track = library.rows.files.get(Number(trackId))
    assert.deepEqual([track?.['track_title'], track?.['filepath']], ['The first', trackRelPath])
    const completion = (await station.deliveries()).find(({ kind }) => kind === 'radio.complete-episode')
    assert.deepEqual([completion?.state, completion?.target, completion?.connectionId], ['verified', 'station:1', null])
    library.requests.clear()
    await station.importNow()
    assert.equal(library.requests.count({ writes: true }), 0)
  })

  it('is planned from the palette; show and episode know what the playout calls them', async () => {
    const palette = await station.app.get<{ items: { id: string; isPlannable: boolean }[] }>(
      'api/v1/radio/stations/1/planner/palette',
    )
    assert.deepEqual(
      palette.items.map(({ id, isPlannable }) => [id, isPlannable]),
      [[episode.ref, true]],
    )
    const startsAt = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 86_400_000)
    const slot = { startsAt: startsAt.toISOString(), endsAt: new Date(startsAt.getTime() + 3_600_000).toISOString() }
    const { airing } = await station.post<PlannedView>('api/v1/radio/stations/1/planner/airings', {
      episodeId: episode.ref,
      ...slot,
    })
    assert.equal(airing.state, 'verified')
    const planned = await now()
    assert.deepEqual([planned.airStatus, planned.scheduledAt], ['scheduled', slot.startsAt])
    const show = await station.app.get<OwnShowView>(`api/v1/radio/shows/${episode.showId}`)
    assert.equal(show.playoutShowId, airing.playoutShowId)
    const told = (await station.deliveries()).filter(({ target }) => target === 'station:1')
    assert.deepEqual([...new Set(told.map(({ state }) => state))], ['verified'])
    const kept = await station.app.cli('DELETE', `api/v1/radio/episodes/${episode.episodeId}`)
    assert.deepEqual([kept.status, kept.json['code']], [409, 'radio/episode-is-planned'])
    await station.app.cli('DELETE', `api/v1/radio/airings/${airing.airingId}`)
    assert.deepEqual([(await now()).airStatus, (await now()).scheduledAt], ['queued', null])
  })

  it('takes a file that waited for its episode as soon as that is there', async () => {
    await station.changeInbox({ isWatched: true })
    const ref = `e${episode.episodeId + 1}`
    await station.app.drop({ [`radio/${ref}.wav`]: silentWav(2, 78) })
    await station.app.until(
      'it was seen',
      async () => (await station.files()).get(`${ref}.wav`)?.verdict === 'unmatched',
    )
    const body = { title: 'The second', showId: episode.showId }
    const added = await station.post<OwnEpisodeView>('api/v1/radio/stations/1/programme/episodes', body)
    assert.equal(added.ref, ref)
    const second = () => station.app.get<OwnEpisodeView>(`api/v1/radio/episodes/${added.episodeId}`)
    await station.app.until('it has its audio', async () => (await second()).airStatus === 'queued')
  })

  it('has its programme in one place', async () => {
    const cms = await station.post<{ connectionId: number }>('api/v1/connections', {
      kind: 'payload',
      name: 'Site',
      settings: { address: 'http://127.0.0.1:9' },
      secrets: { api_key: 'k' },
    })
    const body = { name: 'Two', timeZone: 'UTC', cmsConnectionId: cms.connectionId, keepsProgramme: true }
    const answer = await station.app.cli('POST', 'api/v1/radio/stations', body)
    assert.deepEqual([answer.status, answer.json['code']], [422, 'radio/two-programmes'])
  })
})
