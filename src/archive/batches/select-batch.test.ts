import assert from 'node:assert/strict'
import { it } from 'node:test'
import { nameBatch, selectBatch } from './select-batch.ts'

const group = (groupKey: string, bytes: number, fileCount = 1) => ({ groupKey, bytes, fileCount })
const keys = (chosen: readonly { groupKey: string }[]): string => chosen.map((one) => one.groupKey).join('')

it('takes what fits in order, and skips only what does not', () => {
  const candidates = [group('a', 4), group('b', 9), group('c', 5), group('d', 1)]
  assert.equal(keys(selectBatch(candidates, { mode: 'size', maxBytes: 10, maxFiles: 0 })), 'acd')
})

it('counts the files of a group together', () => {
  const candidates = [group('a', 1, 2), group('b', 1, 2), group('c', 1, 1)]
  assert.equal(keys(selectBatch(candidates, { mode: 'files', maxBytes: 0, maxFiles: 3 })), 'ac')
})

it('gives a group larger than the budget a batch of its own', () => {
  assert.equal(
    keys(selectBatch([group('big', 50), group('huge', 60)], { mode: 'size', maxBytes: 10, maxFiles: 0 })),
    'big',
  )
})

it('names batches by the pattern', () => {
  assert.equal(nameBatch('batch_{index:03d}', 7), 'batch_007')
  assert.equal(nameBatch('b{index}', 1234), 'b1234')
})
