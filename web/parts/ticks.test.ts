import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ticksWithRoom } from './ticks.ts'

const months = Array.from({ length: 16 * 12 }, (_, index) =>
  index % 12 === 0 ? { tick: String(2011 + index / 12) } : {},
)

it('names as many years below a plot as have room beside each other', () => {
  const yearsAt = (widthPx: number) => ticksWithRoom(months, widthPx).map((index) => 2011 + index / 12)
  assert.deepEqual(
    yearsAt(1000),
    [2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026],
  )
  assert.deepEqual(yearsAt(340), [2011, 2013, 2015, 2017, 2019, 2021, 2023, 2025])
  assert.deepEqual(yearsAt(20), [])
})
