import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../../../../kernel/errors.ts'
import type { AudioReport } from '../../../../media/audio/model.ts'
import type { Episode, Show } from '../../../programme/index.ts'
import { audioTroubles } from '../audio/audio-policy.ts'
import { slotMsOf, whyNotEligible } from './eligibility.ts'
import { matchFile } from './match-file.ts'
import { type EpisodeMode, NO_POLICY, roundedMs } from '../model.ts'
import { fold, parsePattern } from './pattern.ts'

const MINUTE = 60_000
const HEX = '6650f0aa0123456789abcdef'
const UUID = '0b0f3a1e-5b1c-4a7d-9c57-1f2e3d4c5b6a'

const episode = (more: Partial<Episode> = {}): Episode => ({
  episodeId: '1',
  title: 'Field Notes 19',
  showId: '7',
  publishedStatus: 'submitted',
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
const show = (showId: string, title: string): Show => ({ showId, title, playoutShowId: null, changedAt: null })

/** 20:00 in Paris, in summer. */
const EVENING = Date.parse('2026-07-01T18:00:00Z')
const EPISODES = [
  episode({ episodeId: '212', title: 'Night Drift 5' }),
  episode({ episodeId: HEX }),
  episode({ episodeId: UUID, title: 'Été à Paris', showId: '8' }),
  episode({ episodeId: '34', title: 'Slow Train 34, Part 2', showId: '9', scheduledAt: EVENING }),
  episode({ episodeId: '35', title: 'Slow Train 35, Part 2', showId: '9', scheduledAt: EVENING + 86_400_000 }),
]
const programme = {
  byId: new Map(EPISODES.map((one) => [one.episodeId, one])),
  shows: new Map(
    [show('7', 'Field Notes'), show('8', 'Voyages'), show('9', 'Slow Train')].map((one) => [one.showId, one]),
  ),
  timeZone: 'Europe/Paris',
}

/** The episode, or why there is none. */
function matched(name: string, pattern?: string): string {
  const match = matchFile(name, programme, pattern === undefined ? undefined : parsePattern(pattern))
  return match.is === 'matched' ? `${match.episodeId} by ${match.by}` : match.why.code
}

describe('a file and its episode', () => {
  const CASES: [name: string, pattern: string | undefined, expected: string][] = [
    [`${HEX}__field-notes.mp3`, undefined, `${HEX} by id`],
    [`${HEX.toUpperCase()}__field-notes.mp3`, undefined, `${HEX} by id`],
    [`below/show (${HEX}) final.wav`, undefined, `${HEX} by id`],
    [`${UUID}.flac`, undefined, `${UUID} by id`],
    [`edit-${UUID}-final.flac`, undefined, `${UUID} by id`],
    ['212__night-drift.mp3', undefined, '212 by id'],
    ['night drift [212].mp3', undefined, '212 by id'],
    ['212.mp3', undefined, '212 by id'],
    // The number of an edition is no id.
    ['night-drift-212.mp3', undefined, 'radio/match-no-id'],
    ['0212__x.mp3', undefined, 'radio/match-no-id'],
    [`${HEX}__212__x.mp3`, undefined, `${HEX} by id`],
    [`${HEX} [212].mp3`, undefined, 'radio/match-several-ids'],
    // An id that is none is no other file's, whatever its name says besides.
    ['ffffffffffffffffffffffff__field-notes-19.mp3', '{any}-{number}', 'radio/match-no-such-id'],
    ['field-notes-19.mp3', '{show}-{number}', `${HEX} by pattern`],
    ['FIELD_NOTES-019.mp3', '{show}-{number}', `${HEX} by pattern`],
    ['field-notes-20.mp3', '{show}-{number}', 'radio/match-nobody'],
    ['voice_memo.m4a', '{show}-{number}', 'radio/match-other-name'],
    ['ete a paris.mp3', '{title}', `${UUID} by pattern`],
    ['slow_train-2.mp3', '{show}-{number}', 'radio/match-several'],
    ['2026-07-01_20h04m48.wav', '{date}_{time}', '34 by pattern'],
    ['20260702 1950.wav', '{date} {time}', '35 by pattern'],
    ['2026-07-01_21h04m48.wav', '{date}_{time}', 'radio/match-nobody'],
    ['rec 2026-07-02.wav', 'rec {date}', '35 by pattern'],
    ['34 - anything at all.wav', '{id} - {any}', '34 by pattern'],
  ]
  for (const [name, pattern, expected] of CASES)
    it(`${name}${pattern === undefined ? '' : ` as ${pattern}`}: ${expected}`, () =>
      assert.equal(matched(name, pattern), expected))

  it('refuses a pattern that means nothing, or more than one thing', () => {
    for (const pattern of ['', 'x', '{any}', '{sho}', '{title}{show}', '{date}{date}', '{any}{any}{id}'])
      assert.throws(
        () => parsePattern(pattern),
        (error) => error instanceof AppError && error.code === 'radio/bad-pattern',
      )
  })

  it('takes no longer for a name made to be slow', () => {
    const pattern = parsePattern('{any}-{title}-{any}-{show}')
    const started = performance.now()
    for (const name of ['-'.repeat(250), 'a-'.repeat(120), `${'-a'.repeat(120)}\n`]) pattern.read(name)
    assert.ok(performance.now() - started < 1000)
  })

  it('folds names as people write them', () => {
    assert.equal(fold('Été à_Paris – No. 2'), 'eteaparisno2')
  })
})

describe('the eligibility of an episode', () => {
  const BOTH = { trackId: '21', trackRelPath: 'imported/1/x.mp3' }
  const CASES: [mode: EpisodeMode, more: Partial<Episode>, expected: string | null][] = [
    ['episodes', {}, null],
    ['episodes', { pendingReview: null }, null],
    ['episodes', { pendingReview: true }, 'radio/episode-in-review'],
    ['episodes', { airStatus: null }, 'radio/episode-air-status'],
    ['episodes', { airStatus: 'queued' }, 'radio/episode-air-status'],
    ['episodes', { airStatus: 'scheduled' }, 'radio/episode-air-status'],
    ['episodes', { airStatus: 'airing' }, 'radio/episode-air-status'],
    ['episodes', { airStatus: 'aired' }, 'radio/episode-air-status'],
    ['episodes', { airStatus: 'failed' }, 'radio/episode-air-status'],
    ['episodes', BOTH, 'radio/episode-has-track'],
    ['episodes', { ...BOTH, trackRelPath: null }, null],
    ['episodes', { ...BOTH, trackId: null }, null],
    ['live', { airStatus: 'draft' }, 'radio/episode-air-status'],
    ['live', { airStatus: 'queued' }, 'radio/episode-air-status'],
    ['live', { airStatus: 'scheduled' }, null],
    ['live', { airStatus: 'airing' }, null],
    ['live', { airStatus: 'aired' }, null],
    ['live', { airStatus: 'aired', ...BOTH }, 'radio/episode-has-track'],
    ['live', { airStatus: 'aired', pendingReview: true }, 'radio/episode-in-review'],
  ]
  for (const [mode, more, expected] of CASES)
    it(`${mode}, ${JSON.stringify(more)}: ${expected ?? 'takes a file'}`, () =>
      assert.equal(whyNotEligible(episode(more), mode)?.code ?? null, expected))

  it('has a slot as planned, else as announced', () => {
    assert.equal(
      slotMsOf(episode({ scheduledAt: EVENING, scheduledEndAt: EVENING + 60 * MINUTE, durationMs: 5 })),
      60 * MINUTE,
    )
    assert.equal(slotMsOf(episode({ roundedDurationMs: 90 * MINUTE, durationMs: 5 })), 90 * MINUTE)
    assert.equal(slotMsOf(episode()), null)
  })

  it('rounds lengths to those that programmes have', () => {
    const minutes = [54, 55, 58.3, 65, 66, 84, 95, 115, 125, 126, 12].map(
      (length) => roundedMs(length * MINUTE) / MINUTE,
    )
    assert.deepEqual(minutes, [55, 60, 60, 60, 65, 85, 90, 120, 120, 125, 10])
  })
})

describe('the audio policy', () => {
  const report: AudioReport = {
    durationMs: 58 * MINUTE,
    breaksOffMs: null,
    codec: 'mp3',
    kbps: 256,
    sampleRateHz: 44_100,
    channels: 2,
    integratedLufs: -16,
    loudnessRangeLu: 5,
    peakDb: -1,
    silences: [
      { fromMs: 0, toMs: 2500 },
      { fromMs: 60_000, toMs: 75_000 },
    ],
    complaints: 0,
  }
  const codes = (more: Partial<AudioReport>, policy: Partial<typeof NO_POLICY>, slotMs: number | null = 60 * MINUTE) =>
    audioTroubles({ ...report, ...more }, { ...NO_POLICY, ...policy }, slotMs).map(({ code }) => code)

  it('refuses what breaks off, always, and nothing else unless it was asked for', () => {
    assert.deepEqual(codes({}, {}), [])
    assert.deepEqual(codes({ breaksOffMs: 5 }, {}), ['radio/audio-breaks-off'])
  })

  it('asks for rates, the slot and the longest silence, each at its edge', () => {
    assert.deepEqual(
      codes({}, { leastKbps: 256, mostKbps: 256, sampleRateHz: 44_100, shortBySec: 120, silenceSec: 15 }),
      [],
    )
    assert.deepEqual(
      codes({}, { leastKbps: 257, mostKbps: 255, sampleRateHz: 48_000, shortBySec: 119, silenceSec: 14 }),
      [
        'radio/audio-low-rate',
        'radio/audio-high-rate',
        'radio/audio-sample-rate',
        'radio/audio-short',
        'radio/audio-silence',
      ],
    )
    assert.deepEqual(codes({ kbps: null }, { leastKbps: 1 }), ['radio/audio-low-rate'])
    assert.deepEqual(codes({}, { shortBySec: 0 }, null), [], 'nobody said how long its slot is')
  })
})
