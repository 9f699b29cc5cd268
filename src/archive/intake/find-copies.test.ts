import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Item } from '../model.ts'
import { findCopies } from './find-copies.ts'

const item = (itemId: number, relPath: string, mtimeMs: number): Item =>
  ({ itemId, relPath, mtimeMs, sha256: 'same', identity: `1:${itemId}:4:0:0` }) as Item

const originalOf = (...items: Item[]): string[] => [
  ...new Set(findCopies(items, new Map()).map(({ original }) => original.relPath)),
]

describe('findCopies', () => {
  it('takes the oldest for the original, whatever its name', () => {
    assert.deepEqual(originalOf(item(1, 'a.jpg', 9), item(2, 'z/long name.jpg', 3)), ['z/long name.jpg'])
  })

  it('takes the shorter name of two that are equally old', () => {
    const files = [item(1, 'IMG_1 copy.jpg', 5), item(2, 'IMG_1.jpg', 5), item(3, 'IMG_2.jpg', 5)]
    assert.deepEqual(originalOf(...files), ['IMG_1.jpg'])
    assert.deepEqual(originalOf(...files.toReversed()), ['IMG_1.jpg'])
  })

  it('leaves what the archive has the original', () => {
    const filed = item(9, 'archive/IMG_1.jpg', 8)
    const copies = findCopies([item(1, 'IMG_1.jpg', 1)], new Map([['same', filed]]))
    assert.deepEqual(
      copies.map(({ original }) => original.itemId),
      [9],
    )
  })
})
