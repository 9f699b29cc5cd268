import assert from 'node:assert/strict'
import { it } from 'node:test'
import { pathKey } from '../../media/path-key.ts'
import { type NameFinder, withSuffix } from '../../transfer/index.ts'
import type { Item } from '../model.ts'
import { placeGroups } from './place-groups.ts'

/** A finder over names in memory, with the rule of the real one. */
function finderOver(names: readonly string[]): NameFinder {
  const taken = new Set(names.map(pathKey))
  return {
    async take({ relPaths }) {
      for (let number = 0; ; number++) {
        const suffix = number === 0 ? '' : `_${number}`
        const wanted = withSuffix(relPaths, suffix)
        if (wanted.some((path) => taken.has(pathKey(path)))) continue
        for (const path of wanted) taken.add(pathKey(path))
        return { suffix, relPaths: wanted }
      }
    },
  }
}

const item = (relPath: string): Item => ({ relPath }) as Item
const place = async (groups: { items: string[]; folder: string }[], taken: string[] = []) => {
  const toPlace = groups.map(({ items, folder }) => ({ items: items.map(item), folder }))
  return (await placeGroups(toPlace, finderOver(taken))).map(({ relPath }) => relPath)
}

it('gives a whole group the same suffix when one of its names is taken', async () => {
  const group = [{ items: ['IMG_1.HEIC', 'IMG_1.MOV', 'IMG_1.heic.xmp'], folder: '2024/01' }]
  assert.deepEqual(await place(group, ['2024/01/img_1.mov']), [
    '2024/01/IMG_1_1.HEIC',
    '2024/01/IMG_1_1.MOV',
    '2024/01/IMG_1_1.heic.xmp',
  ])
})

it('keeps case twins and Unicode twins apart', async () => {
  const twins = [['a.jpg'], ['A.JPG'], ['caf\u00e9.jpg'], ['cafe\u0301.jpg']].map((items) => ({ items, folder: 'd' }))
  assert.deepEqual(await place(twins), ['d/a.jpg', 'd/A_1.JPG', 'd/caf\u00e9.jpg', 'd/caf\u00e9_1.jpg'])
})

it('adds no folder where none was', async () => {
  assert.deepEqual(await place([{ items: ['a.jpg'], folder: '' }]), ['a.jpg'])
})

it('writes names that every file system takes', async () => {
  assert.deepEqual(await place([{ items: ['in/a:b?.jpg'], folder: 'x. /CON' }]), ['x/CON_/a_b_.jpg'])
})

it('gives files of one asset whose names collide with each other names of their own', async () => {
  const group = [{ items: ['2024.01.a.jpg', '2024.01.A.JPG', '2024.01.a.jpg.xmp'], folder: 'd' }]
  assert.deepEqual(await place(group), ['d/2024.01.a.jpg', 'd/2024.01.a.jpg.xmp', 'd/2024.01.A_1.JPG'])
})
