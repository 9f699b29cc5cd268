import { it } from 'node:test'
import { checkTimings } from './log-timings.ts'

it('the times of 10,000 logs never overlap, never cross what is taken, and leave no gap untold', () =>
  checkTimings(10_000))
