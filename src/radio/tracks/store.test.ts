import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import type { Db } from '../../db/db.ts'
import { noteMeasured } from './audio/store.ts'
import type { LibraryTrack, StationLibrary } from './model.ts'
import { factsOf, typesNow } from './sync/compare.ts'
import { addSync, findLastDone, listSyncs, markGone, NO_COUNTS, putTracks } from './sync/store.ts'
import {
  countAllTracks,
  countTracks,
  findTrack,
  findTracks,
  listTracks,
  loadUsableTracks,
  SORTS,
  type TrackFilter,
  updateOwnFacts,
} from './store.ts'
import { alignTypes, countByCode, listTypeMaps, mapType, saveTypes } from './types/store.ts'

const TYPES = [
  { typeId: 1, code: 'MUS', name: 'Music', isEnabled: true, analyzesCuePoints: false },
  { typeId: 2, code: 'JNG', name: 'Jingle', isEnabled: true, analyzesCuePoints: false },
]

const track = (trackId: number, more: Partial<LibraryTrack> = {}): LibraryTrack => ({
  trackId,
  state: 'usable',
  title: `Track ${trackId}`,
  artist: 'Ann',
  album: '',
  genre: 'Jazz',
  year: '',
  lengthMs: 180_000 + trackId,
  cueInMs: 0,
  cueOutMs: null,
  md5: String(trackId),
  sizeBytes: 1,
  relPath: `a/${trackId}.mp3`,
  typeId: 1,
  playedAt: null,
  ...more,
})

async function put(db: Db, tracks: readonly LibraryTrack[], now = 100): Promise<StationLibrary> {
  const station = { name: 'R', name_key: 'r', time_zone: 'Europe/Paris', version: 1, created_at: 1, changed_at: 1 }
  const { id: stationId } = await db.tx((tx) =>
    tx.insertInto('radio_stations').values(station).returning('id').executeTakeFirstOrThrow(),
  )
  const library = { stationId, connectionId: 7 }
  await db.tx(async (tx) => {
    const stands = await saveTypes(tx, library, { types: TYPES, now })
    await putTracks(
      tx,
      tracks.map((one) => factsOf(one, { ...library, types: typesNow(TYPES, stands), now })),
    )
  })
  return library
}

onEachDatabase('the rows of tracks', (open) => {
  it('L10: a code that stands for nothing is unmapped, never MUS, and so is a track without a type', async () => {
    await using db = await open()
    const library = await put(db, [
      track(1),
      track(2, { typeId: 2 }),
      track(3, { typeId: null }),
      track(4, { typeId: 99 }),
    ])
    const found = await findTracks(db.read, library, [1, 2, 3, 4])
    assert.deepEqual(
      [...found.values()].map(({ libraryCode, typeCode }) => [libraryCode, typeCode]),
      [
        ['MUS', 'MUS'],
        ['JNG', null],
        ['', null],
        [null, null],
      ],
    )
    assert.equal((await countAllTracks(db.read, library)).unmapped, 3)
    assert.deepEqual((await countByCode(db.read, library)).get('JNG'), 1)
  })

  it('gives all tracks of a code another type at once, and keeps what a person said when types come again', async () => {
    await using db = await open()
    const library = await put(db, [track(1, { typeId: 2 }), track(2, { typeId: 2 }), track(3)])
    const change = { code: 'JNG', typeCode: 'IDS' as const, now: 200 }
    assert.equal(await db.tx((tx) => mapType(tx, library, change)), 2)
    assert.equal(await db.tx((tx) => mapType(tx, library, change)), 0)
    await db.tx((tx) => saveTypes(tx, library, { types: [...TYPES].toReversed(), now: 300 }))
    const maps = await listTypeMaps(db.read, library)
    assert.deepEqual(
      maps.map(({ code, typeCode, isByHand }) => [code, typeCode, isByHand]),
      [
        ['', null, false],
        ['JNG', 'IDS', true],
        ['MUS', 'MUS', false],
      ],
    )
    await db.tx((tx) => saveTypes(tx, library, { types: TYPES.slice(0, 1), now: 400 }))
    assert.equal((await listTypeMaps(db.read, library)).find(({ code }) => code === 'JNG')?.goneAt, 400)
    assert.equal(await db.tx((tx) => mapType(tx, library, { ...change, typeCode: null })), 2)
    assert.equal(await db.tx((tx) => alignTypes(tx, library, 500)), 0)
  })

  it('keeps own facts, measures and the day of the first sight when the library changes a track', async () => {
    await using db = await open()
    const library = await put(db, [track(1)])
    const before = await findTrack(db.read, library, 1)
    assert.ok(before)
    await db.tx((tx) => updateOwnFacts(tx, before, { sponsor: 'Bakery', product: 'Bread', introMs: 12_000 }))
    const measured = { integratedLufs: -14.5, loudnessRangeLu: 3, peakDb: -1, waveform: 'ab', now: 150 }
    assert.equal(await db.tx((tx) => noteMeasured(tx, { ...library, trackId: 1, md5: '1' }, measured)), true)
    assert.equal(await db.tx((tx) => noteMeasured(tx, { ...library, trackId: 1, md5: 'other' }, measured)), false)
    const types = typesNow(TYPES, new Map([['MUS', 'MUS' as const]]))
    const facts = { ...factsOf(track(1, { title: 'Été' }), { ...library, types, now: 200 }), first_seen_at: 100 }
    await db.tx((tx) => putTracks(tx, [facts]))
    const now = await findTrack(db.read, library, 1)
    assert.deepEqual(
      [now?.titleKey, now?.sponsor, now?.introMs, now?.version, now?.loudness?.integratedLufs, now?.waveform],
      ['ete', 'Bakery', 12_000, 2, -14.5, 'ab'],
    )
    assert.deepEqual([now?.firstSeenAt, now?.changedAt], [100, 200])
  })

  it('pages through every order without losing or repeating a track, and finds by words of title and artist', async () => {
    await using db = await open()
    const tracks = Array.from({ length: 25 }, (_, i) =>
      track(i + 1, { title: `Song ${i % 4}`, playedAt: i % 3 || null }),
    )
    const library = await put(db, [...tracks, track(26, { title: '100 % Été_', artist: 'Zoé' })])
    const all = async (filter: Partial<TrackFilter>): Promise<number[]> => {
      const ids: number[] = []
      for (let after: number | undefined; ;) {
        const page = await listTracks(db.read, library, {
          sort: 'title',
          isDescending: false,
          limit: 7,
          ...filter,
          ...(after === undefined ? {} : { after }),
        })
        ids.push(...page.map(({ trackId }) => trackId))
        after = page.at(-1)?.rowId
        if (page.length < 7) return ids
      }
    }
    for (const sort of SORTS)
      for (const isDescending of [true, false]) {
        const ids = await all({ sort, isDescending })
        assert.deepEqual([ids.length, new Set(ids).size], [26, 26], `${sort} ${isDescending}`)
      }
    assert.deepEqual(await all({ text: 'ÉTÉ zoe' }), [26])
    assert.deepEqual(await all({ text: '% été_' }), [26])
    assert.deepEqual(await all({ text: '_' }), [26])
    assert.equal(await countTracks(db.read, library, { text: 'song 3', genre: 'jazz', type: 'MUS' }), 6)
  })

  it('shows what is gone only where it is asked for, and gives the log only what can be played', async () => {
    await using db = await open()
    const library = await put(db, [track(1), track(2, { state: 'pending', lengthMs: null }), track(3), track(4)])
    await db.tx((tx) => markGone(tx, library, { trackIds: [3], now: 300 }))
    assert.deepEqual(
      (await loadUsableTracks(db.read, library)).map(({ trackId, lengthMs, typeCode }) => [
        trackId,
        lengthMs,
        typeCode,
      ]),
      [
        [1, 180_001, 'MUS'],
        [4, 180_004, 'MUS'],
      ],
    )
    const { total, gone, byState } = await countAllTracks(db.read, library)
    assert.deepEqual([total, gone, byState.length], [3, 1, 2])
    assert.equal((await findTrack(db.read, library, 3))?.goneAt, 300)
    assert.equal(await countTracks(db.read, library, { isGone: true }), 1)
    assert.deepEqual(await loadUsableTracks(db.read, { ...library, connectionId: 8 }), [])
  })

  it('keeps the newest runs, and the last that went well however long ago', async () => {
    await using db = await open()
    const library = await put(db, [])
    const run = { ...library, ...NO_COUNTS, jobId: 1, tookMs: 5, endedAt: 1, reason: null }
    await db.tx(async (tx) => {
      await addSync(tx, { ...run, outcome: 'done', listed: 3 })
      const reason = { code: 'remote/refused', params: { host: 'h' } }
      for (let i = 2; i < 104; i++) await addSync(tx, { ...run, outcome: 'failed', endedAt: i, tookMs: null, reason })
    })
    assert.deepEqual(
      [(await findLastDone(db.read, library))?.endedAt, (await listSyncs(db.read, library, 500)).length],
      [1, 101],
    )
    assert.deepEqual((await listSyncs(db.read, library, 1))[0]?.reason?.params, { host: 'h' })
  })
})
