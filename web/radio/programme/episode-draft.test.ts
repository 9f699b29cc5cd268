import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { OwnEpisodeView } from '../../../src/radio/programme/own/contract.ts'
import { say } from '../../words.ts'
import { bodyOf, draftOf, NEW_EPISODE, readTimes, titleFromFile, type EpisodeDraft } from './episode-draft.ts'

const ZONE = 'Europe/Paris'
const read = (typed: Partial<EpisodeDraft>) => readTimes(say, { ...NEW_EPISODE, ...typed }, ZONE)
const at = (text: string) => Date.parse(text)

const EPISODE = {
  title: 'One',
  description: '',
  publishedStatus: 'draft',
  pendingReview: false,
  airStatus: 'draft',
  showId: null,
  durationMs: null,
  scheduledAt: null,
  scheduledEndAt: null,
} as unknown as OwnEpisodeView

describe('the announced time of an episode, as it is typed', () => {
  it('is read by the clock of the station, and ends on the day after where the end is earlier', () => {
    const { startsMs, endsMs, wrong } = read({ day: '2026-12-01', start: '23:30', end: '00:30' })
    assert.deepEqual([startsMs, endsMs, wrong], [at('2026-12-01T22:30:00Z'), at('2026-12-01T23:30:00Z'), {}])
  })

  it('ends by its length where no end is said', () => {
    const { endsMs, durationMs } = read({ day: '2026-12-01', start: '14:00', length: '45:00' })
    assert.deepEqual([endsMs, durationMs], [at('2026-12-01T13:45:00Z'), 45 * 60_000])
  })

  it('asks which one is meant of a time that the clock shows twice, and takes none that it skips', () => {
    const first = read({ day: '2026-10-25', start: '02:30', end: '04:00' })
    assert.deepEqual([first.isStartTwice, first.startsMs], [true, at('2026-10-25T00:30:00Z')])
    const second = read({ day: '2026-10-25', start: '02:30', isSecondStart: true, end: '04:00' })
    assert.equal(second.startsMs, at('2026-10-25T01:30:00Z'))
    const end = read({ day: '2026-10-25', start: '01:00', end: '02:30', isSecondEnd: true })
    assert.deepEqual([end.isEndTwice, end.endsMs], [true, at('2026-10-25T01:30:00Z')])
    // From the first to the second time is an hour, and nothing is left to ask.
    const hour = read({ day: '2026-10-25', start: '02:30', end: '02:30' })
    assert.deepEqual([hour.isEndTwice, hour.endsMs], [false, at('2026-10-25T01:30:00Z')])
    assert.equal(read({ day: '2027-03-28', start: '02:30' }).wrong.start, say('web.programme.start.skipped'))
    assert.equal(read({ day: '2027-03-28', start: '01:00', end: '02:30' }).wrong.end, say('web.programme.end.skipped'))
  })

  it('says what is missing and what is no time', () => {
    assert.equal(read({ start: '14:00' }).wrong.day, say('web.programme.day.needed'))
    assert.equal(read({ day: '2026-12-01' }).wrong.start, say('web.programme.start.needed'))
    assert.equal(read({ day: '2026-12-01', start: '14' }).wrong.start, say('web.programme.clock.error'))
    assert.equal(read({ length: 'an hour' }).wrong.length, say('web.programme.length.error'))
    assert.deepEqual(read({}).wrong, {})
  })

  it('comes out of the form as it went in', () => {
    for (const [scheduledAt, scheduledEndAt] of [
      ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
      ['2026-10-25T01:30:00.000Z', '2026-10-25T02:00:00.000Z'],
      ['2026-10-24T23:00:00.000Z', '2026-10-25T01:15:00.000Z'],
      ['2026-12-31T22:15:30.000Z', '2027-01-01T00:00:00.000Z'],
      ['2026-12-31T22:15:30.000Z', null],
    ] as const) {
      const draft = draftOf({ ...EPISODE, scheduledAt, scheduledEndAt }, ZONE)
      const { startsMs, endsMs, wrong } = readTimes(say, draft, ZONE)
      assert.deepEqual(
        [startsMs, endsMs, wrong],
        [at(scheduledAt), scheduledEndAt === null ? null : at(scheduledEndAt), {}],
      )
    }
  })
})

it('sends what was touched and nothing else', () => {
  const draft = draftOf({ ...EPISODE, scheduledAt: '2026-12-01T13:00:00.000Z' }, ZONE)
  const bodyFor = (edit: Partial<EpisodeDraft>) => {
    const whole = { ...draft, ...edit }
    return bodyOf(edit, whole, readTimes(say, whole, ZONE))
  }
  assert.deepEqual(bodyFor({ title: 'Two', showId: '' }), { title: 'Two', showId: null })
  assert.deepEqual(bodyFor({ isWithoutTrack: true }), { trackId: null })
  assert.deepEqual(bodyFor({ day: '', start: '' }), { scheduledAt: null, scheduledEndAt: null })
  assert.deepEqual(bodyFor({ length: '30:00' }), {
    scheduledAt: '2026-12-01T13:00:00.000Z',
    scheduledEndAt: '2026-12-01T13:30:00.000Z',
    durationMs: 1_800_000,
  })
})

it('makes a title of the name of a file', () => {
  assert.equal(titleFromFile('2026/night_drift__the_first.mp3'), 'night drift the first')
  assert.equal(titleFromFile('Interview with Ann.final.wav'), 'Interview with Ann.final')
})
