import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { layoutOf, placeAfter } from './grid-keys.ts'

const grid = { columns: 6, count: 20 }

describe('keys in the grid of titles', () => {
  it('moves by one and by a row, and stays at the edges', () => {
    assert.equal(placeAfter('ArrowRight', 5, grid), 6)
    assert.equal(placeAfter('ArrowLeft', 0, grid), 0)
    assert.equal(placeAfter('ArrowDown', 1, grid), 7)
    assert.equal(placeAfter('ArrowUp', 7, grid), 1)
    assert.equal(placeAfter('ArrowUp', 3, grid), 3)
    assert.equal(placeAfter('ArrowRight', 19, grid), 19)
  })

  it('goes to the end of a row that is not full', () => {
    assert.equal(placeAfter('ArrowDown', 16, grid), 19)
    assert.equal(placeAfter('ArrowDown', 19, grid), 19)
  })

  it('goes to both ends, and leaves other keys alone', () => {
    assert.equal(placeAfter('Home', 9, grid), 0)
    assert.equal(placeAfter('End', 9, grid), 19)
    assert.equal(placeAfter('PageUp', 9, grid), 3)
    assert.equal(placeAfter('a', 9, grid), undefined)
    assert.equal(placeAfter('ArrowDown', 0, { columns: 6, count: 0 }), undefined)
  })
})

describe('the layout of the grid', () => {
  it('has three posters across on a phone and six in the middle of 1280 px', () => {
    assert.equal(layoutOf(358, 1.5, 16).columns, 3)
    assert.equal(layoutOf(832, 1.5, 16).columns, 6)
  })

  it('is as high as poster and text together', () => {
    const { posterPx, heightPx, rowPx } = layoutOf(850, 1.5, 16)
    assert.equal(heightPx, Math.round(posterPx * 1.5))
    assert.equal(rowPx, heightPx + 44 + 14)
  })
})
