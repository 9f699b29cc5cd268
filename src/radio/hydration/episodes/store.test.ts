import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import type { AudioReport } from '../../../media/audio/model.ts'
import { STEP } from './model.ts'
import {
  advanceHydration,
  beginHydration,
  chooseEpisode,
  findAudio,
  findHydration,
  findOfFile,
  forgetInbox,
  keepAudio,
  listHydrationsOfRun,
  listOpenHydrations,
  listReports,
  listUnfinishedIds,
  listVerifiedHydrations,
  noteSeen,
} from './store.ts'

const FILE = { inboxId: 1, relPath: 'a.mp3', identity: '1:2:3:4:5', sizeBytes: 3 }
const MATCH = { episodeId: '7', episodeTitle: 'Night Drift', by: 'id' as const, runId: 9, now: 100 }
const REPORT: AudioReport = {
  durationMs: 1000,
  breaksOffMs: null,
  codec: 'mp3',
  kbps: 320,
  sampleRateHz: 44_100,
  channels: 2,
  integratedLufs: -16.5,
  loudnessRangeLu: 3,
  peakDb: -1,
  silences: [{ fromMs: 0, toMs: 2000 }],
  complaints: 0,
}

onEachDatabase('the rows of files of episodes', (open) => {
  it('keeps how far a file came when it is begun again, and forgets it when its episode is another one', async () => {
    await using db = await open()
    const { hydrationId } = await db.tx((tx) => beginHydration(tx, FILE, MATCH))
    const far = { step: STEP.sent, sha256: 'a1', copyMd5: 'b2', uploadId: 5, trackId: 6, jobId: 8 }
    await db.tx((tx) => advanceHydration(tx, hydrationId, { ...far, now: 101 }))
    const again = await db.tx((tx) => beginHydration(tx, FILE, { ...MATCH, runId: 10, now: 102 }))
    assert.deepEqual(
      [again.hydrationId, again.step, again.copyMd5, again.uploadId, again.runId, again.state],
      [hydrationId, STEP.sent, 'b2', 5, 10, 'working'],
    )
    const other = await db.tx((tx) => beginHydration(tx, FILE, { ...MATCH, episodeId: '8', now: 103 }))
    assert.deepEqual(
      [other.hydrationId, other.step, other.uploadId, other.sha256],
      [hydrationId, STEP.matched, null, 'a1'],
    )
    const replaced = await db.tx((tx) => beginHydration(tx, { ...FILE, identity: '1:2:9:9:9' }, MATCH))
    assert.notEqual(replaced.hydrationId, hydrationId)
    assert.equal((await listHydrationsOfRun(db.read, 9)).length, 2)
  })

  it('lets a person choose, but not while it is worked on, nor afterwards', async () => {
    await using db = await open()
    const choose = (episodeId: string | null) =>
      db.tx((tx) => chooseEpisode(tx, FILE, { episodeId, episodeTitle: 'x', now: 100 }))
    assert.deepEqual((await choose('3'))?.by, 'hand')
    assert.equal((await choose(null))?.episodeId, null)
    const { hydrationId } = await db.tx((tx) => beginHydration(tx, FILE, MATCH))
    assert.equal(await choose('3'), undefined)
    const reason = { code: 'radio/audio-short', params: { short: '1:00' } }
    await db.tx((tx) => advanceHydration(tx, hydrationId, { state: 'failed', reason, now: 101 }))
    assert.deepEqual((await findHydration(db.read, hydrationId))?.reason, reason)
    assert.equal((await choose('3'))?.reason, null)
    await db.tx((tx) => advanceHydration(tx, hydrationId, { state: 'verified', verifiedAt: 102, now: 102 }))
    assert.equal(await choose('4'), undefined)
    assert.deepEqual(await listOpenHydrations(db.read, 1), [])
    assert.equal((await listVerifiedHydrations(db.read, 1, 5))[0]?.verifiedAt, 102)
    assert.deepEqual(await listUnfinishedIds(db.read), new Set())
    await db.tx((tx) => forgetInbox(tx, 1))
    assert.equal(await findHydration(db.read, hydrationId), undefined)
  })

  it('notes what was measured, and takes nothing from what is known besides', async () => {
    await using db = await open()
    const seen = (sha256: string | null, reason: { code: string; params: object } | null) =>
      db.tx((tx) => noteSeen(tx, FILE, { sha256, reason: reason as never, now: 100 }))
    await seen(null, { code: 'media/not-decodable', params: { name: 'a.mp3' } })
    assert.equal((await findOfFile(db.read, FILE))?.reason?.code, 'media/not-decodable')
    await seen('a1', null)
    const found = await findOfFile(db.read, FILE)
    assert.deepEqual([found?.state, found?.sha256, found?.reason, found?.step], ['seen', 'a1', null, STEP.none])
    const { hydrationId } = await db.tx((tx) => beginHydration(tx, FILE, MATCH))
    await seen('a1', null)
    assert.equal((await findHydration(db.read, hydrationId))?.state, 'working')
  })

  it('keeps a report once for a content', async () => {
    await using db = await open()
    for (const peaks of [[1, 2], [3]]) await db.tx((tx) => keepAudio(tx, { sha256: 'a1', report: REPORT, peaks }, 100))
    assert.deepEqual(await findAudio(db.read, 'a1'), { sha256: 'a1', report: REPORT, peaks: [1, 2] })
    assert.deepEqual(await listReports(db.read, ['a1', 'b2']), new Map([['a1', REPORT]]))
    assert.deepEqual(await listReports(db.read, []), new Map())
  })
})
