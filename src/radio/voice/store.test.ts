import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import { openLogWorld } from '../../../test/log-world.ts'
import { type Take, takesOfPlaces } from './model.ts'
import { getRules, getTake, insertTake, listTakes, noteSending, saveRules, saveTake, unchoose } from './store.ts'

const takeOf = (stationId: number, given: Partial<Take> = {}): Omit<Take, 'takeId'> => ({
  stationId,
  airDate: '2026-11-30',
  slotKey: '10:s3',
  entryId: 7,
  number: 1,
  title: 'Link 1',
  wantedMs: 20_000,
  source: { hash: 'a', ending: 'webm', lengthMs: 9000, lufs: -30.5, peakDb: -12.25, peaks: [0, 50, 100] },
  trimInMs: 0,
  trimOutMs: 9000,
  musicInMs: null,
  audio: { hash: 'b', md5: 'c', lengthMs: 9000, lufs: -16.1, peakDb: -1.6, targetLufs: -16 },
  madeBy: 'person:1',
  madeByName: 'Ann',
  madeAt: 1,
  changedAt: 1,
  version: 1,
  isChosen: false,
  sendRound: 1,
  deliveryId: null,
  connectionId: null,
  trackId: null,
  failed: null,
  removedAt: null,
  ...given,
})

onEachDatabase('takes', (open) => {
  it('are kept whole, and change one version at a time, beside what becomes of their way to the library', async () => {
    await using db = await open()
    const { stationId } = await openLogWorld(db)
    const made = await db.tx((tx) => insertTake(tx, takeOf(stationId, { isChosen: true })))
    const { takeId, ...facts } = made
    assert.deepEqual(facts, takeOf(stationId, { isChosen: true }))
    const failed = { code: 'radio/no-voice-type', params: { code: 'VOT' } }
    await db.tx((tx) => noteSending(tx, takeId, { deliveryId: 3, connectionId: 1, trackId: 9, failed }))
    const saved = await db.tx((tx) => saveTake(tx, { ...made, trimInMs: 500 }))
    assert.deepEqual([saved?.version, saved?.trimInMs, saved?.trackId, saved?.failed], [2, 500, 9, failed])
    assert.equal(await db.tx((tx) => saveTake(tx, { ...made, trimInMs: 700 })), undefined)
    const other = await db.tx((tx) => saveTake(tx, saved as Take, { isOtherFile: true }))
    assert.deepEqual([other?.deliveryId, other?.trackId, other?.failed], [null, null, null])
    await db.tx((tx) => unchoose(tx, [takeId]))
    assert.equal((await getTake(db.read, takeId)).isChosen, false)
    await assert.rejects(getTake(db.read, takeId + 1), { code: 'radio/no-such-take' })
    assert.equal((await listTakes(db.read, stationId, '2026-11-30')).length, 1)
  })

  it('have the loudness of their station', async () => {
    await using db = await open()
    const { stationId } = await openLogWorld(db)
    const before = await getRules(db.read, stationId)
    assert.deepEqual(before, { targetLufs: -16, version: 0 })
    for (const targetLufs of [-18, -23])
      await db.tx(async (tx) => saveRules(tx, stationId, { ...(await getRules(tx, stationId)), targetLufs }))
    assert.deepEqual(await getRules(db.read, stationId), { targetLufs: -23, version: 2 })
  })
})

it('takes belong to their entry, else to its slot of the clock, and stay where neither is there', () => {
  const takes = [
    { entryId: 7, slotKey: '10:s3' },
    { entryId: 8, slotKey: '11:s3' },
    { entryId: 9, slotKey: null },
  ]
  const places = [
    { entryId: 7, slotKey: null },
    { entryId: 20, slotKey: '11:s3' },
  ]
  const { byEntry, withoutPlace } = takesOfPlaces(places, takes)
  assert.deepEqual([byEntry.get(7), byEntry.get(20), withoutPlace], [[takes[0]], [takes[1]], [takes[2]]])
})
