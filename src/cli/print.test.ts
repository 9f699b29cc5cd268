import assert from 'node:assert/strict'
import { it } from 'node:test'
import { bytes } from './print.ts'

it('counts bytes in decimal units, as the screens do', () => {
  assert.deepEqual([0, 1, 999, 1000, 1024, 12_051, 14_800_000_000, 2e15].map(bytes), [
    '0 B',
    '1 B',
    '999 B',
    '1.0 kB',
    '1.0 kB',
    '12.1 kB',
    '14.8 GB',
    '2.0 PB',
  ])
})
