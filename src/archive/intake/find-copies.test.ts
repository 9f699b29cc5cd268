import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Item } from '../model.ts'
import { findCopies } from './find-copies.ts'

const item = (itemId: number, relPath: string, mtimeMs: number): Item =>
  ({ itemId, relPath, mtimeMs, sha256: 'same', identity: `1:${itemId}:4:0:0` }) as Item

const itself = (one: Item): Item => one

const originalOf = (...items: Item[]): string[] => [
  ...new Set(findCopies(items, new Map(), itself).map(({ original }) => original.relPath)),
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

  it('takes what a person gave a date, however young it is', () => {
    const dated = { ...item(2, 'b.jpg', 9), date: { byHand: true } } as Item
    assert.deepEqual(originalOf(item(1, 'a.jpg', 1), dated), ['b.jpg'])
  })

  it('takes the copy whose date is known before one that only has the time it was written', () => {
    const dated = (one: Item, source: string) => ({ ...one, date: { source, byHand: false } }) as Item
    const named = dated(item(1, 'phone/PXL_20221231_235959123.jpg', 5), 'filename')
    const guessed = dated(item(2, 'dups/link.jpg', 5), 'mtime')
    assert.deepEqual(originalOf(guessed, named), [named.relPath])
    assert.deepEqual(originalOf(named, { ...guessed, mtimeMs: 1 }), [named.relPath])
    assert.deepEqual(originalOf(item(3, 'x.jpg', 1), named), [named.relPath])
  })

  it('takes the one whose name is no copy’s of two that are equally old, however long it is', () => {
    for (const copy of [
      'Copy of a.jpg',
      'a copy.jpg',
      'a copy 2.jpg',
      'a (1).jpg',
      'a(2).jpg',
      'a - Copy.jpg',
      'a - Copy (3).jpg',
      'a - Kopie.jpg',
      'Kopie von a.jpg',
      'a - copie.jpg',
      'Copia de a.jpg',
    ])
      assert.deepEqual(originalOf(item(1, copy, 5), item(2, 'somewhere/photocopy of the garden.jpg', 5)), [
        'somewhere/photocopy of the garden.jpg',
      ])
  })

  it('keeps the files of an asset together: all have the age of its picture', () => {
    const of = (folder: string, id: number, [picture, sidecar]: readonly [number, number]): Item[] => [
      { ...item(id, `${folder}/1.jpg`, picture), sha256: 'picture' },
      { ...item(id + 1, `${folder}/1.xmp`, sidecar), sha256: 'sidecar' },
    ]
    const items = [...of('a', 1, [3, 1]), ...of('b', 3, [2, 2])]
    const primaryOf = ({ relPath }: Item): Item =>
      items.find((one) => one.relPath === relPath.replace('.xmp', '.jpg')) as Item
    const copies = findCopies(items, new Map(), primaryOf)
    const originals = Object.fromEntries(copies.map((copy) => [copy.item.relPath, copy.original.relPath]))
    assert.deepEqual(originals, { 'a/1.jpg': 'b/1.jpg', 'a/1.xmp': 'b/1.xmp' })
  })

  it('leaves what the archive has the original', () => {
    const filed = item(9, 'archive/IMG_1.jpg', 8)
    const copies = findCopies([item(1, 'IMG_1.jpg', 1)], new Map([['same', filed]]), itself)
    assert.deepEqual(
      copies.map(({ original }) => original.itemId),
      [9],
    )
  })
})
