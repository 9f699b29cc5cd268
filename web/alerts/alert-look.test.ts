import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stepFrom } from './alert-look.ts'

describe('the matrix by keyboard', () => {
  const size = { rows: 3, columns: 2 }
  it('moves one cell by an arrow, and stops at its edges', () => {
    assert.deepEqual(stepFrom({ row: 0, column: 0 }, 'ArrowDown', size), { row: 1, column: 0 })
    assert.deepEqual(stepFrom({ row: 0, column: 0 }, 'ArrowRight', size), { row: 0, column: 1 })
    assert.equal(stepFrom({ row: 0, column: 0 }, 'ArrowUp', size), undefined)
    assert.equal(stepFrom({ row: 2, column: 1 }, 'ArrowRight', size), undefined)
  })
  it('goes to both ends of a row, and leaves other keys alone', () => {
    assert.deepEqual(stepFrom({ row: 1, column: 0 }, 'End', size), { row: 1, column: 1 })
    assert.deepEqual(stepFrom({ row: 1, column: 1 }, 'Home', size), { row: 1, column: 0 })
    assert.equal(stepFrom({ row: 1, column: 1 }, 'a', size), undefined)
  })
})
