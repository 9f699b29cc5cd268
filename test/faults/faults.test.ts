import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runFaults } from './run-faults.ts'

describe('the fault harness', () => {
  it('finds every file after 20 interruptions', () => {
    const { status, total, said } = runFaults('--cycles', '20')
    assert.equal(status, 0, said)
    assert.ok(total.cycles >= 16 && total.kills >= 10, said)
  })
})
