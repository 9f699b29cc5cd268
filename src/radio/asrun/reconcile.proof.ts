import { describe, it } from 'node:test'
import fc from 'fast-check'
import { checkBest, checkOnce, checkOrder, days } from './testing/play-days.ts'

const RUNS = { numRuns: 10_000 }

describe('ten thousand days', () => {
  it('have each play and each entry once', () => {
    fc.assert(fc.property(days(), checkOnce), RUNS)
  })
  it('come out the same whatever the order', () => {
    fc.assert(fc.property(days(), fc.infiniteStream(fc.nat()), checkOrder), RUNS)
  })
  it('are paired as well as can be', () => {
    fc.assert(fc.property(days(5), checkBest), RUNS)
  })
})
