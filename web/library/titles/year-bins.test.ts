import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { binsOf, coveredBins } from './year-bins.ts'

describe('the plot of years', () => {
  it('has a bar for each year of a short time, those without titles too', () => {
    assert.deepEqual(
      binsOf([
        { year: 2021, count: 2 },
        { year: 2019, count: 1 },
        { year: null, count: 9 },
      ]),
      [
        { from: 2019, to: 2019, count: 1 },
        { from: 2020, to: 2020, count: 0 },
        { from: 2021, to: 2021, count: 2 },
      ],
    )
  })

  it('puts years together where there are many, and loses none', () => {
    const years = Array.from({ length: 103 }, (_, at) => ({ year: 1924 + at, count: 1 }))
    const bins = binsOf(years)
    assert.ok(bins.length <= 24)
    assert.equal(
      bins.reduce((sum, { count }) => sum + count, 0),
      103,
    )
    assert.deepEqual([bins[0]?.from, bins[0]?.to], [1920, 1924])
  })

  it('is empty without years', () => {
    assert.deepEqual(binsOf([{ year: null, count: 3 }]), [])
  })

  it('knows which bars a range covers', () => {
    const bins = binsOf([
      { year: 2000, count: 1 },
      { year: 2005, count: 1 },
    ])
    assert.deepEqual(coveredBins(bins, 2002, 2003), { from: 2, to: 3 })
    assert.deepEqual(coveredBins(bins, 2004, undefined), { from: 4, to: 5 })
    assert.equal(coveredBins(bins, undefined, undefined), null)
    assert.equal(coveredBins(bins, 2050, undefined), null)
  })
})
