import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { DuplicateOptions } from '../duplicate-report.ts'
import { findDuplicates } from '../find-duplicates.ts'
import { openMemory } from './known-file.ts'
import { RememberedFolders } from './remembered-folders.ts'
import { tellsListing } from './tells-listing.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'remembered-'))
  mkdirSync(join(root, 'sub'))
  for (const name of ['a', 'sub/b']) writeFileSync(join(root, name), 'same')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const stat = (path: string) => statSync(path, { bigint: true })
const later = (): number => Date.now() + 60_000
const shown = async (options: DuplicateOptions): Promise<string[]> => {
  const { groups } = await findDuplicates([root], options)
  return Array.from(groups, ({ files }) => files.map(({ relPath }) => String(relPath)).join(' = '))
}
async function remembered(now: () => number): Promise<RememberedFolders> {
  const memory = await openMemory(await (await findDuplicates([root], { now })).toCache())
  if (memory === undefined) throw new Error('the search remembers nothing')
  return new RememberedFolders(memory.shared)
}

describe(
  'folders that are remembered',
  { skip: !tellsListing(tmpdir(), stat(tmpdir())) && 'not on this file system' },
  () => {
    it('gives the names of an unchanged folder, to whom comes first', async () => {
      const folders = await remembered(later)
      const place = folders.claim(stat(root))
      assert.deepEqual(folders.rowsOf(place).names.toSorted(), ['a', 'sub'])
      assert.equal(folders.claim(stat(root)), -1)
      assert.notEqual(folders.claim(stat(join(root, 'sub'))), place)
    })

    it('knows no folder that is too young to trust its times', async () => {
      assert.equal((await remembered(Date.now)).claim(stat(root)), -1)
    })

    it('gives names exactly, also across the borders of chunks', async () => {
      const odd = ['Am\u00e9lie', '\ufffd', Buffer.of(0xff)]
      for (const name of odd)
        writeFileSync(Buffer.concat([Buffer.from(`${root}/sub/`), Buffer.from(name as string)]), '')
      const many = Array.from({ length: 5000 }, (_, at) => `f${at}`)
      for (const name of many) writeFileSync(join(root, name), '')
      const folders = await remembered(later)
      const namesIn = (folder: string): string[] =>
        folders
          .rowsOf(folders.claim(stat(folder)))
          .names.map((name) => (typeof name === 'string' ? name : name.toString('latin1')))
          .toSorted()
      assert.deepEqual(namesIn(root), [...many, 'a', 'sub'].toSorted())
      assert.deepEqual(namesIn(join(root, 'sub')), ['Am\u00e9lie', '\ufffd', '\xff', 'b'].toSorted())
    })

    it('tells a file that is as it was from one that is not', async () => {
      const folders = await remembered(later)
      const rowOf = (folder: string): number => folders.rowsOf(folders.claim(stat(folder))).first
      const [a, b] = [rowOf(root), rowOf(join(root, 'sub'))]
      assert.equal(folders.meet(a, join(root, 'a')), 4)
      assert.equal(folders.meet(b, join(root, 'a')), -1, 'another inode')
      assert.equal(folders.meet(b, join(root, 'gone')), -1)
      const { mtime } = statSync(join(root, 'a'))
      writeFileSync(join(root, 'a'), 'diff')
      utimesSync(join(root, 'a'), mtime, mtime)
      assert.equal(folders.meet(a, join(root, 'a')), -1, 'only its change time tells')
    })
  },
)

it('lists a folder anew when a name came, though its modification time was put back', async () => {
  const times = statSync(join(root, 'sub'))
  const cache = await (await findDuplicates([root], { now: later })).toCache()
  writeFileSync(join(root, 'sub/c'), 'same')
  utimesSync(join(root, 'sub'), times.atime, times.mtime)
  assert.deepEqual(await shown({ cache, now: later }), ['a = sub/b = sub/c'])
})

it('finds the same when a remembered folder is met through two roots', async () => {
  const cache = await (await findDuplicates([root], { now: later })).toCache()
  const twice = await findDuplicates([root, join(root, 'sub'), root], { cache, now: later })
  assert.deepEqual([twice.opened, twice.files, twice.groupCount], [0, 5, 1])
  const again = await findDuplicates([root], { cache: await twice.toCache(), now: later })
  assert.deepEqual([again.opened, again.files, again.hardLinks, again.groupCount], [0, 2, [], 1])
})

it('does not take the times of every file system for a promise', { skip: process.platform !== 'linux' }, () => {
  assert.equal(tellsListing('/proc', stat('/proc')), false)
})
