import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runBench } from './run-bench.ts'

describe('the webhook bench on a small load', () => {
  it('is green', () => {
    const { status, rows, complaint } = runBench('webhook')
    assert.equal(status, 0, complaint)
    assert.deepEqual(
      rows.map((row) => row.bench),
      ['webhook.answer'],
    )
  })

  it('turns red when something holds the server', () => {
    const { status, rows } = runBench('webhook', '--sabotage', 'slow-door')
    assert.equal(status, 1)
    assert.ok(rows.some((row) => row.bench === 'webhook.answer' && !row.ok))
  })
})
