import assert from 'node:assert/strict'
import { RejectedError } from '../../src/kernel/errors.ts'
import { climb, cmsOf, codeOf, connect, edit, failureOf, OTHER_HOUSE, type Peer } from './peer.ts'

const { signal } = new AbortController()
const HOUR_MS = 3_600_000
let count = 0

async function episode(peer: Peer, more: object = {}): Promise<string> {
  const { id } = await edit(peer, 'POST episodes?depth=0', {
    title: `Case ${(count += 1)}`,
    publishedAt: '2026-01-01T00:00:00Z',
    ...more,
  })
  return String(id)
}

async function broadcast(peer: Peer, id: string, more: object = {}): Promise<string> {
  await edit(peer, 'POST broadcasts?depth=0', { id, name: `Case ${(count += 1)}`, _status: 'published', ...more })
  return id
}

const RUNGS = 'answer ok, key ok, version ok'

/** What holds for the connector, against a real Payload as against its double. */
export const CASES: Readonly<Record<string, (peer: Peer) => Promise<void>>> = {
  'is tested from its answer to its rights, and says what is missing': async (peer) => {
    assert.equal(await climb(connect(peer)), `${RUNGS}, rights ok`)
    const of = (given: Parameters<typeof connect>[1]): Promise<string> => climb(connect(peer, given))
    assert.equal(await of({ key: 'of-nobody' }), 'answer ok, key remote/key-refused')
    assert.equal(await of({ key: peer.keys.host }), `${RUNGS}, rights payload/field-not-writable libretimeTrackId`)
    assert.equal(await of({ key: peer.keys.reader }), `${RUNGS}, rights payload/not-allowed`)
    assert.equal(await of({ settings: { auth_collection: 'people' } }), 'answer ok, key payload/no-such-collection')
    assert.equal(await of({ settings: { shows_collection: 'series' } }), `${RUNGS}, rights payload/no-such-collection`)
    const misnamed = { track_id_field: 'trackId', show_field: 'programme' }
    assert.equal(await of({ settings: misnamed }), `${RUNGS}, rights payload/no-such-field trackId`)
    assert.equal(
      await of({ settings: { show_field: 'programme' } }),
      `${RUNGS}, rights payload/no-such-field programme`,
    )
    assert.equal(
      await of({ settings: { duration_field: 'plays' } }),
      `${RUNGS}, rights payload/field-not-writable plays`,
    )
    assert.equal(await of({ settings: OTHER_HOUSE }), `${RUNGS}, rights ok`)
    const counted = { ...OTHER_HOUSE, duration_field: 'playout.plays' }
    assert.equal(await of({ settings: counted }), `${RUNGS}, rights payload/field-not-writable playout.plays`)
  },

  'knows who it is, and takes nothing from a CMS that does not': async (peer) => {
    const id = await episode(peer)
    assert.equal((await cmsOf(connect(peer)).identify(signal)).name, 'staff@example.org')
    const stranger = cmsOf(connect(peer, { key: 'of-nobody' }))
    const calls = [
      () => stranger.identify(signal),
      () => stranger.findEpisode(id, signal),
      () => stranger.findEpisode('999999', signal),
      () => stranger.findShow('999999', signal),
      () => stranger.listEpisodes({}, { signal }),
      () => stranger.listEpisodes({}, { signal, page: { number: 1, size: 5 } }),
      () => stranger.listShows(signal),
      () => stranger.changeEpisode(id, { trackId: '1' }, signal),
    ]
    for (const call of calls) assert.equal(await codeOf(call()), 'remote/key-refused')
  },

  'finds an episode by exactly its id, of whatever shape': async (peer) => {
    const cms = cmsOf(connect(peer))
    const show = await edit(peer, 'POST shows', { title: 'Night Drift', libretimeShowId: 13 })
    const scheduledAt = '2026-03-01T10:00:00+01:00'
    const id = await episode(peer, { show: show.id, scheduledAt, realDuration: 3599.5, roundedDuration: 60 })
    const found = await cms.findEpisode(id, signal)
    assert.ok(found !== undefined)
    const { changedAt, title, ...rest } = found
    assert.ok(changedAt !== null && title.startsWith('Case'))
    assert.deepEqual(rest, {
      episodeId: id,
      showId: String(show.id),
      publishedStatus: 'draft',
      pendingReview: false,
      airStatus: 'draft',
      scheduledAt: Date.parse('2026-03-01T09:00:00Z'),
      scheduledEndAt: null,
      trackId: null,
      trackRelPath: null,
      showWindowId: null,
      playoutRowId: null,
      durationMs: null,
      roundedDurationMs: HOUR_MS,
      realDurationMs: 3_599_500,
    })
    assert.equal((await cms.findShow(String(show.id), signal))?.playoutShowId, '13')
    const others = [`${id}abc`, `0${id}`, `${id}.0`, ` ${id}`, 'abc', '', '6650f0a1b2c3d4e5f6a7b8c9', '999999']
    for (const other of [...others, '550e8400-e29b-41d4-a716-446655440000', '99999999999999999999'])
      assert.equal(await cms.findEpisode(other, signal), undefined, other)
    const house = cmsOf(connect(peer, { settings: OTHER_HOUSE }))
    for (const odd of ['6650f0a1b2c3d4e5f6a7b8ca', '6ba7b810-9dad-11d1-80b4-00c04fd430c8', '0042'])
      assert.equal((await house.findEpisode(await broadcast(peer, odd), signal))?.episodeId, odd)
  },

  'never writes to another episode than the one that was named': async (peer) => {
    const id = await episode(peer, { libretimeFilepathRelative: 'mine.mp3' })
    const cms = cmsOf(connect(peer))
    for (const other of [`${id}abc`, `0${id}`, '999999'])
      assert.equal(await codeOf(cms.changeEpisode(other, { trackRelPath: 'x' }, signal)), 'radio/no-such-episode')
    assert.equal((await cms.findEpisode(id, signal))?.trackRelPath, 'mine.mp3')
  },

  'changes the fields that are given and no other, and compares instants, numbers and text': async (peer) => {
    const cms = cmsOf(connect(peer))
    const id = await episode(peer, { publishedStatus: 'submitted', libretimePlayoutId: 9 })
    const change = {
      trackId: '21',
      trackRelPath: 'imported/1/x.mp3',
      showWindowId: '15',
      airStatus: 'queued',
      scheduledAt: Date.parse('2026-03-01T10:00:00+01:00'),
      scheduledEndAt: Date.parse('2026-03-01T10:00:00.000Z'),
      roundedDurationMs: HOUR_MS,
      realDurationMs: 3_599_512,
    }
    const { changed, dropped, refusal } = await cms.changeEpisode(id, change, signal)
    assert.deepEqual([dropped, refusal], [[], undefined])
    for (const [name, value] of Object.entries(change)) assert.equal(changed[name as keyof typeof changed], value, name)
    assert.deepEqual([changed.publishedStatus, changed.playoutRowId], ['submitted', '9'])
    assert.deepEqual(await cms.findEpisode(id, signal), changed)
    const again = await cms.changeEpisode(id, change, signal)
    assert.equal(again.changed.changedAt, changed.changedAt, 'what is so already is not written again')
    const cleared = await cms.changeEpisode(id, { trackId: null, scheduledAt: null, showWindowId: null }, signal)
    assert.deepEqual(cleared.dropped, [])
    assert.deepEqual(
      [cleared.changed.trackId, cleared.changed.scheduledAt, cleared.changed.showWindowId],
      [null, null, null],
    )
    assert.equal(cleared.changed.trackRelPath, 'imported/1/x.mp3')
  },

  'says of each field that was dropped with 200, and which it is there': async (peer) => {
    const id = await episode(peer)
    const host = cmsOf(connect(peer, { key: peer.keys.host }))
    const { changed, dropped, refusal } = await host.changeEpisode(id, { trackId: '21', trackRelPath: 'x.mp3' }, signal)
    assert.deepEqual(dropped, ['trackId'])
    assert.deepEqual([changed.trackId, changed.trackRelPath], [null, 'x.mp3'])
    assert.ok(refusal instanceof RejectedError)
    assert.deepEqual([refusal.code, refusal.params['field']], ['payload/field-not-writable', 'libretimeTrackId'])
    const misnamed = cmsOf(connect(peer, { settings: { track_id_field: 'trackId', playout_row_id_field: '' } }))
    const other = await misnamed.changeEpisode(id, { trackId: '21', playoutRowId: '3' }, signal)
    assert.deepEqual(other.dropped, ['trackId', 'playoutRowId'])
  },

  'a number field that can not hold an id is told, and keeps what it has': async (peer) => {
    const id = await episode(peer, { libretimeInstanceId: 15 })
    const { changed, dropped } = await cmsOf(connect(peer)).changeEpisode(id, { showWindowId: 'w-15' }, signal)
    assert.deepEqual([dropped, changed.showWindowId], [['showWindowId'], '15'])
  },

  'refusals name the fields, also those of others in the same document': async (peer) => {
    const cms = cmsOf(connect(peer))
    const id = await episode(peer)
    const wrong = await failureOf(cms.changeEpisode(id, { airStatus: 'unscheduled' }, signal))
    assert.deepEqual([wrong.code, wrong.params['field']], ['payload/invalid', 'airStatus'])
    const blocked = await failureOf(cms.changeEpisode(await episode(peer, { slug: 'taken' }), { trackId: '1' }, signal))
    assert.equal(blocked.code, 'payload/invalid')
    assert.equal(blocked.params['said'], 'slug: This slug is taken.')
    assert.deepEqual(blocked.fields, [
      { pointer: '/slug', code: 'payload/field-refused', params: { field: 'slug', said: 'This slug is taken.' } },
    ])
    const reader = cmsOf(connect(peer, { key: peer.keys.reader }))
    assert.equal(await codeOf(reader.changeEpisode(id, { trackId: '1' }, signal)), 'payload/not-allowed')
    assert.equal((await cms.findEpisode(id, signal))?.trackId, null)
  },

  'lists all that match beyond the ten of a page, and pages on wish': async (peer) => {
    const day = Date.parse('2031-05-01T00:00:00Z')
    const made: string[] = []
    for (let index = 0; index < 23; index += 1) {
      const scheduledAt = new Date(day + index * HOUR_MS).toISOString()
      const airStatus = index % 2 === 0 ? 'queued' : 'scheduled'
      made.push(await episode(peer, { scheduledAt, airStatus, ...(index === 0 ? { pendingReview: null } : {}) }))
    }
    const cms = cmsOf(connect(peer))
    const window = { scheduledFrom: day, scheduledBefore: day + 22 * HOUR_MS }
    const ids = async (filter: object, page?: { number: number; size: number }) => {
      const listed = await cms.listEpisodes(
        { ...window, ...filter },
        page === undefined ? { signal } : { signal, page },
      )
      return { ids: listed.episodes.map(({ episodeId }) => episodeId), nextPage: listed.nextPage }
    }
    assert.deepEqual(await ids({}), { ids: made.slice(0, 22), nextPage: null })
    assert.deepEqual(
      (await ids({ airStatus: ['queued'] })).ids,
      made.slice(0, 22).filter((_, at) => at % 2 === 0),
    )
    assert.equal((await ids({ airStatus: ['queued', 'scheduled'], publishedStatus: ['draft'] })).ids.length, 22)
    assert.deepEqual((await ids({ pendingReview: false })).ids, made.slice(0, 22))
    assert.deepEqual((await ids({ pendingReview: true })).ids, [])
    assert.deepEqual((await ids({ airStatus: ['nonsense'] })).ids, [])
    assert.deepEqual(await ids({}, { number: 2, size: 8 }), { ids: made.slice(8, 16), nextPage: 3 })
    assert.deepEqual(await ids({}, { number: 3, size: 8 }), { ids: made.slice(16, 22), nextPage: null })
    const shows: string[] = []
    for (let index = 0; index < 12; index += 1) shows.push(String((await edit(peer, 'POST shows', { title: 'S' })).id))
    const listed = new Set((await cms.listShows(signal)).map(({ showId }) => showId))
    assert.ok(shows.every((id) => listed.has(id)))
  },

  'speaks to another house: ids of its own, a group, a relation to one of several, a number for the track': async (
    peer,
  ) => {
    const show = await edit(peer, 'POST shows', { title: 'Of the house' })
    const id = await broadcast(peer, '6650f0a1b2c3d4e5f6a7b8cb', {
      programme: { relationTo: 'shows', value: show.id },
      playout: { track: 1, note: 'of a person' },
    })
    const house = cmsOf(connect(peer, { settings: OTHER_HOUSE }))
    const { changed, dropped } = await house.changeEpisode(id, { trackId: '21', trackRelPath: 'x.mp3' }, signal)
    assert.deepEqual(dropped, [])
    assert.deepEqual([changed.showId, changed.trackId, changed.trackRelPath], [String(show.id), '21', 'x.mp3'])
    const { playout } = await edit(peer, `GET broadcasts/${id}?depth=0`)
    assert.deepEqual(playout, { track: 21, path: 'x.mp3', note: 'of a person', plays: null })
    assert.equal(await codeOf(house.listEpisodes({ airStatus: ['queued'] }, { signal })), 'payload/field-not-mapped')
  },

  'leaves a published document alone while a person works on a draft of it': async (peer) => {
    const id = await broadcast(peer, '6650f0a1b2c3d4e5f6a7b8cc')
    const house = cmsOf(connect(peer, { settings: OTHER_HOUSE }))
    assert.deepEqual((await house.changeEpisode(id, { trackId: '1' }, signal)).dropped, [])
    await edit(peer, `PATCH broadcasts/${id}?draft=true`, { name: 'Not finished' })
    assert.equal(await codeOf(house.changeEpisode(id, { trackId: '2' }, signal)), 'payload/unfinished-draft')
    const { _status, name } = await edit(peer, `GET broadcasts/${id}?depth=0`)
    assert.equal(_status, 'published')
    assert.notEqual(name, 'Not finished')
    await edit(peer, `PATCH broadcasts/${id}`, { _status: 'published' })
    assert.deepEqual((await house.changeEpisode(id, { trackId: '2' }, signal)).dropped, [])
    assert.equal((await edit(peer, `GET broadcasts/${id}?depth=0`))['_status'], 'published')
  },
}
