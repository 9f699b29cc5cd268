import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Episode } from '../../../programme/index.ts'
import type { InboxFile } from '../../model.ts'
import { judgeFiles } from './judge-files.ts'
import { type Hydration, STEP } from '../model.ts'

const episode = (episodeId: string, more: Partial<Episode> = {}): Episode => ({
  episodeId,
  title: `Episode ${episodeId}`,
  showId: null,
  publishedStatus: null,
  pendingReview: false,
  airStatus: 'draft',
  scheduledAt: null,
  scheduledEndAt: null,
  trackId: null,
  trackRelPath: null,
  showWindowId: null,
  playoutRowId: null,
  durationMs: null,
  roundedDurationMs: null,
  realDurationMs: null,
  changedAt: null,
  ...more,
})

const file = (relPath: string, more: Partial<InboxFile> = {}): InboxFile => ({
  relPath,
  sizeBytes: 1,
  modifiedAt: 0,
  verdict: 'ready',
  reason: null,
  identity: `1:1:1:1:${relPath}`,
  ...more,
})

const known = (relPath: string, more: Partial<Hydration>): Hydration => ({
  hydrationId: 1,
  inboxId: 1,
  relPath,
  identity: `1:1:1:1:${relPath}`,
  sizeBytes: 1,
  state: 'working',
  step: STEP.matched,
  episodeId: '1',
  episodeTitle: '',
  by: 'id',
  sha256: null,
  copyMd5: null,
  trackId: null,
  uploadId: null,
  titleId: null,
  completionId: null,
  runId: null,
  jobId: null,
  reason: null,
  changedAt: 0,
  verifiedAt: null,
  ...more,
})

function verdicts(
  files: readonly InboxFile[],
  hydrations: readonly Hydration[] = [],
  { more = [], rulesChangedAt = 0 }: { more?: readonly Episode[]; rulesChangedAt?: number } = {},
) {
  const episodes = [episode('1'), episode('2', { airStatus: 'queued' }), episode('3'), ...more]
  const judged = judgeFiles(files, {
    programme: { byId: new Map(episodes.map((one) => [one.episodeId, one])), shows: new Map(), timeZone: 'UTC' },
    mode: 'episodes',
    pattern: undefined,
    rulesChangedAt,
    hydrations: new Map(hydrations.map((one) => [one.relPath, one])),
  })
  return judged.map((one) => [one.file.relPath, one.verdict, one.episode?.episodeId, one.why?.code ?? null])
}

it('gives every file its verdict and its reason', () => {
  assert.deepEqual(
    verdicts([
      file('1__a.mp3'),
      file('2__b.mp3'),
      file('memo.m4a'),
      file('3__c.mp3', { verdict: 'waiting', reason: 'ingest.young' }),
      file('notes.txt', { verdict: 'no-audio', reason: 'radio.no-audio' }),
    ]),
    [
      ['1__a.mp3', 'ready', '1', null],
      ['2__b.mp3', 'ineligible', '2', 'radio/episode-air-status'],
      ['memo.m4a', 'unmatched', undefined, 'radio/match-no-id'],
      ['3__c.mp3', 'waiting', '3', 'ingest.young'],
      ['notes.txt', 'no-audio', undefined, 'radio.no-audio'],
    ],
  )
})

it('takes neither of two files of one episode, also when one of them still grows', () => {
  for (const second of [file('1__b.mp3'), file('below/1__b.wav', { verdict: 'waiting', reason: 'ingest.young' })])
    assert.deepEqual(
      verdicts([file('1__a.mp3'), second, file('3__c.mp3')]).map(([, verdict]) => verdict),
      ['ambiguous', 'ambiguous', 'ready'],
    )
})

it('lets a person choose, and leave out; a chosen file too is ambiguous beside another one', () => {
  const chosen = [
    known('memo.m4a', { state: 'chosen', by: 'hand', episodeId: '3' }),
    known('1__a.mp3', { state: 'chosen', by: 'hand', episodeId: null }),
  ]
  assert.deepEqual(verdicts([file('memo.m4a'), file('1__a.mp3'), file('1__b.mp3')], chosen), [
    ['memo.m4a', 'ready', '3', null],
    ['1__a.mp3', 'left-out', undefined, 'radio/match-left-out'],
    ['1__b.mp3', 'ready', '1', null],
  ])
  assert.deepEqual(
    verdicts([file('memo.m4a'), file('3__c.mp3')], chosen).map(([, verdict]) => verdict),
    ['ambiguous', 'ambiguous'],
  )
})

it('says what failed and why, until the file, its episode or the inbox is changed', () => {
  const reason = { code: 'payload/field-not-writable', params: {} }
  const failed = known('1__a.mp3', { state: 'failed', reason, changedAt: 50, completionId: 7 })
  const of = (changedAt: number, rulesChangedAt = 0, more: Partial<InboxFile> = {}) =>
    verdicts([file('1__a.mp3', more)], [failed], { more: [episode('1', { changedAt })], rulesChangedAt })[0]?.slice(1)
  assert.deepEqual(of(49), ['failed', '1', reason.code])
  assert.deepEqual(of(10_050), ['failed', '1', reason.code])
  assert.deepEqual(of(10_051), ['ready', '1', null])
  assert.deepEqual(of(49, 51), ['ready', '1', null])
  assert.deepEqual(of(49, 0, { identity: '1:1:2:2:2' }), ['ready', '1', null])
  assert.deepEqual(of(49, 0, { verdict: 'waiting', reason: 'ingest.young' }), ['waiting', '1', 'ingest.young'])
})

it('forgets a choice when the file is another one under the same name', () => {
  const chosen = known('memo.m4a', { state: 'chosen', by: 'hand', episodeId: '3' })
  assert.equal(verdicts([file('memo.m4a', { identity: '1:1:2:2:2' })], [chosen])[0]?.[1], 'unmatched')
})

it('goes on with what has begun, beside a newcomer and after its episode was written', () => {
  const begun = known('1__a.mp3', { step: STEP.sent, uploadId: 5 })
  assert.deepEqual(
    verdicts([file('1__a.mp3'), file('1__b.mp3')], [begun]).map(([, verdict]) => verdict),
    ['ready', 'ambiguous'],
  )
  const written = known('4__d.mp3', { step: STEP.titled, uploadId: 5, completionId: 7, episodeId: '4' })
  const queued = episode('4', { airStatus: 'queued', trackId: '9', trackRelPath: 'x' })
  assert.equal(verdicts([file('4__d.mp3')], [written], { more: [queued] })[0]?.[1], 'ready')
})
