import assert from 'node:assert/strict'
import { it } from 'node:test'
import { say } from '../../words.ts'
import { spanInWords } from './day-text.ts'

it('lets a day end at 24:00 on the clock of the station', () => {
  const span = (startsAt: string, endsAt: string): string => spanInWords(say, { startsAt, endsAt }, 'Europe/Paris')
  assert.deepEqual(
    [span('2026-11-29T23:00:00Z', '2026-11-30T23:00:00Z'), span('2026-11-30T13:48:00Z', '2026-11-30T14:00:00Z')],
    [
      say('web.forecast.span', { from: '00:00', to: '24:00' }),
      say('web.forecast.span', { from: '14:48', to: '15:00' }),
    ],
  )
})
