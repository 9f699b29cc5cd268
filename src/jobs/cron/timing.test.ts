import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sayError } from '../../kernel/words.ts'
import { InvalidInputError } from '../../kernel/errors.ts'
import { comingTimes, readTiming } from './timing.ts'

const noon = Date.parse('2026-03-01T12:00:00Z')

function refusal(cron: string, timeZone = 'Etc/UTC'): { code: string; fields: string[]; text: string; status: number } {
  try {
    readTiming({ cron, timeZone }, noon)
  } catch (error) {
    assert.ok(error instanceof InvalidInputError)
    const { text, todo } = sayError(error)
    return {
      code: error.code,
      fields: error.fields.map(({ pointer, code }) => `${pointer} ${code}`),
      text: `${text} ${todo ?? ''}`,
      status: error.status,
    }
  }
  return { code: 'none', fields: [], text: '', status: 0 }
}

it('names the field of a cron expression that is wrong, and gives an example', () => {
  for (const [cron, part] of [
    ['61 3 * * *', 'minute'],
    ['20 25 * * *', 'hour'],
    ['20 3 32 * *', 'day'],
    ['20 3 * Foo *', 'month'],
    ['20 3 * * MOON', 'weekday'],
  ] as const) {
    const { code, fields, text, status } = refusal(cron)
    assert.deepEqual([code, fields, status], [`jobs/bad-cron-${part}`, [`/cron jobs/bad-cron-${part}`], 422], cron)
    assert.match(text, /e\.g\./)
  }
})

it('refuses what has not five fields, never comes, or has no such zone; all at once', () => {
  for (const cron of ['', 'every day', '* * * * * *', '2030-01-01T00:00:00', '@daily'])
    assert.equal(refusal(cron).code, 'jobs/bad-cron', cron)
  assert.equal(refusal('0 0 30 2 *').code, 'jobs/cron-never')
  assert.deepEqual(refusal('0 25 * * *', 'Mars/Olympus').fields, [
    '/cron jobs/bad-cron-hour',
    '/timeZone time/unknown-zone',
  ])
})

it('takes blanks as they come, and tells the next times', () => {
  const timing = readTiming({ cron: '  20  3 * *   MON-FRI ', timeZone: 'Etc/UTC' }, noon)
  assert.deepEqual(timing, { cron: '20 3 * * MON-FRI', timeZone: 'Etc/UTC' })
  assert.deepEqual(
    comingTimes(timing, noon, 3).map((at) => new Date(at).toISOString()),
    ['2026-03-02T03:20:00.000Z', '2026-03-03T03:20:00.000Z', '2026-03-04T03:20:00.000Z'],
  )
})
