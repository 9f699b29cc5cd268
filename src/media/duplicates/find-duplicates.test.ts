import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { showPath } from '../path-key.ts'
import type { DuplicateOptions, DuplicateResult } from './duplicate-report.ts'
import { findDuplicates } from './find-duplicates.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'duplicates-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const KIB = 1024
const put = (name: string, bytes: string | Buffer): void => {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), bytes)
}
const bytesOf = (size: number, at = -1): Buffer => {
  const bytes = Buffer.alloc(size, 7)
  if (at >= 0) bytes[at] = 8
  return bytes
}
const find = (options?: DuplicateOptions): Promise<DuplicateResult> => findDuplicates([root], options)
const shown = (result: DuplicateResult): string[] =>
  [...result.groups].map((group) => group.files.map((file) => showPath(file.relPath)).join(' = ')).toSorted()
/** Files of a test are fresh; a search that starts later may trust their times. */
const later = (): number => Date.now() + 60_000

describe('findDuplicates', () => {
  it('groups files with the same bytes, small and large, and no others', async () => {
    for (const size of [1, 4 * KIB, 32 * KIB, 32 * KIB + 1, 700 * KIB]) {
      for (const copy of ['a', 'b', 'sub/c']) put(`${size}/${copy}`, bytesOf(size))
      put(`${size}/last-byte`, bytesOf(size, size - 1))
      if (size > 1) put(`${size}/middle`, bytesOf(size, size >> 1))
    }
    put('lone', 'nothing like it')
    const result = await find()
    assert.deepEqual(
      shown(result),
      [1, 4 * KIB, 32 * KIB, 32 * KIB + 1, 700 * KIB].map((size) => `${size}/a = ${size}/b = ${size}/sub/c`).toSorted(),
    )
    assert.equal(result.groupCount, 5)
    assert.deepEqual([result.unreadable, result.changed, result.hardLinks], [[], [], []])
  })

  it('tells several classes among look-alikes apart, with sha256 when asked', async () => {
    for (const name of ['a1', 'a2']) put(name, bytesOf(900 * KIB))
    for (const name of ['b1', 'b2', 'b3']) put(name, bytesOf(900 * KIB, 500 * KIB))
    put('c', bytesOf(900 * KIB, 800 * KIB))
    for (const name of ['s1', 's2']) put(name, 'small')
    const result = await find({ digests: true })
    assert.deepEqual(shown(result), ['a1 = a2', 'b1 = b2 = b3', 's1 = s2'])
    const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')
    assert.deepEqual(
      new Set([...result.groups].map((group) => group.sha256)),
      new Set([sha256(bytesOf(900 * KIB)), sha256(bytesOf(900 * KIB, 500 * KIB)), sha256('small')]),
    )
  })

  it('tells more files apart than it keeps open', async () => {
    for (let at = 0; at < 150; at++)
      put(`f${String(at).padStart(3, '0')}`, bytesOf(40 * KIB, at % 3 === 0 ? 39 * KIB : -1))
    assert.deepEqual([...(await find()).groups].map((group) => group.files.length).toSorted(), [100, 50])
  })

  it('takes names of one inode as one file, also through roots that overlap', async () => {
    put('a', 'same')
    put('b', 'same')
    put('other', 'alone')
    linkSync(join(root, 'a'), join(root, '0-link'))
    linkSync(join(root, 'other'), join(root, 'other-link'))
    const result = await find()
    assert.deepEqual(shown(result), ['0-link = b'])
    assert.deepEqual(result.hardLinks.map((set) => set.map((file) => file.relPath)).toSorted(), [
      ['0-link', 'a'],
      ['other', 'other-link'],
    ])
    assert.deepEqual(shown(await findDuplicates([root, root])), ['0-link = b'])
  })

  it('leaves out empty files, symlinks and FIFOs, and follows no loop', async () => {
    put('e1', '')
    put('e2', '')
    put('dir/a', 'same')
    symlinkSync('a', join(root, 'dir', 'b'))
    symlinkSync('..', join(root, 'dir', 'loop'))
    execFileSync('mkfifo', [join(root, 'pipe')])
    const result = await find()
    assert.deepEqual([shown(result), result.files], [[], 3])
  })

  it('keeps twins of form and case apart, and names that are not UTF-8 exact', async () => {
    for (const name of ['Ame\u0301lie', 'Am\u00e9lie', 'IMG', 'img', 'two\nlines', '\ufffd']) put(name, 'same')
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0xff)]), 'same')
    const files = [...(await find()).groups][0]?.files ?? []
    assert.equal(files.length, 7)
    assert.deepEqual(
      files.filter((file) => Buffer.isBuffer(file.relPath)).map((file) => file.relPath),
      [Buffer.of(0xff)],
    )
  })

  it('reports a file that changed after the walk, and does not group it', async () => {
    for (const name of ['a', 'b', 'c']) put(name, bytesOf(600 * KIB))
    put('small1', 'same')
    put('small2', 'same')
    let isTouched = false
    const touch = (): void => {
      appendFileSync(join(root, 'b'), 'more')
      renameSync(join(root, 'small2'), join(root, 'gone'))
    }
    // The filter is asked after the walk and before the first file is read.
    const filter = (): boolean => {
      if (!isTouched) touch()
      return (isTouched = true)
    }
    const result = await find({ filter })
    assert.deepEqual(shown(result), ['a = c'])
    assert.deepEqual(result.changed.map((file) => file.relPath).toSorted(), ['b', 'small2'])
  })

  it('reports what it may not read instead of calling it absent', () => {
    for (const name of ['shut/a', 'open/a', 'open/b', 'secret', 'names/a', 'names/sub/a']) put(name, 'same')
    chmodSync(join(root, 'shut'), 0o000)
    mkdirSync(Buffer.concat([Buffer.from(join(root, 'names/')), Buffer.of(0xff)]))
    chmodSync(join(root, 'names'), 0o444)
    chmodSync(join(root, 'secret'), 0o000)
    chmodSync(root, 0o755)
    const script = `const { findDuplicates } = await import(${JSON.stringify(join(import.meta.dirname, 'find-duplicates.ts'))}); const r = await findDuplicates([${JSON.stringify(root)}]); console.log(JSON.stringify([[...r.groups].map((g) => g.files.map((f) => f.relPath)), r.unreadable.map((u) => u.kind + ' ' + Buffer.from(u.relPath).toString('latin1') + ' ' + u.errno).toSorted()]))`
    const node = [process.execPath, '--input-type=module', '-e', script]
    const command =
      process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', ...node] : node
    const said = execFileSync(String(command[0]), command.slice(1), { encoding: 'utf8', cwd: '/' })
    assert.deepEqual(JSON.parse(said), [
      [['open/a', 'open/b']],
      [
        'file names/a EACCES',
        'file secret EACCES',
        'folder names/sub EACCES',
        'folder names/\u00ff EACCES',
        'folder shut EACCES',
      ],
    ])
    chmodSync(join(root, 'names'), 0o755)
    chmodSync(join(root, 'shut'), 0o755)
  })

  it('reports a root that is not there', async () => {
    const result = await findDuplicates([root, join(root, 'gone')])
    assert.deepEqual(result.unreadable, [{ root: 1, relPath: '', kind: 'folder', errno: 'ENOENT' }])
  })

  it('leaves out what the filter refuses', async () => {
    for (const name of ['a', 'b', 'c.part']) put(name, 'same')
    assert.deepEqual(shown(await find({ filter: (file) => !String(file.relPath).endsWith('.part') })), ['a = b'])
  })

  it('ends with the reason when aborted, before and during', async () => {
    for (const name of ['a', 'b']) put(name, bytesOf(600 * KIB))
    await assert.rejects(find({ signal: AbortSignal.abort(new Error('before')) }), /before/)
    const stopping = new AbortController()
    await assert.rejects(
      find({ signal: stopping.signal, onProgress: () => stopping.abort(new Error('during')) }),
      /during/,
    )
  })

  it('ends each phase with its totals', async () => {
    for (const name of ['a', 'b']) put(name, bytesOf(600 * KIB))
    const last = new Map<string, unknown>()
    await find({ onProgress: ({ phase, ...progress }) => last.set(phase, progress) })
    assert.deepEqual(last.get('walking'), { files: 2, bytes: 1200 * KIB })
    assert.deepEqual(last.get('reading'), { files: 2, bytes: 8 * KIB, filesTotal: 2, bytesTotal: 8 * KIB })
    assert.deepEqual(last.get('comparing'), { files: 2, bytes: 1200 * KIB, filesTotal: 2, bytesTotal: 1200 * KIB })
  })
})

describe('findDuplicates with what it learned before', () => {
  beforeEach(() => {
    for (const name of ['a', 'b']) put(name, bytesOf(600 * KIB))
    put('like', bytesOf(600 * KIB, 500 * KIB))
    for (const name of ['s1', 's2']) put(name, 'same')
    put('s3', 'diff')
  })

  it('opens no file when nothing has changed, and finds the same', async () => {
    const first = await find({ now: later, digests: true })
    const cache = await first.toCache()
    const second = await find({ cache, now: later, digests: true })
    assert.deepEqual([first.opened > 0, second.opened], [true, 0])
    assert.deepEqual(shown(second), ['a = b', 's1 = s2'])
    assert.deepEqual(
      new Set([...second.groups].map((group) => group.sha256)),
      new Set([...first.groups].map((group) => group.sha256)),
    )
    assert.equal(await second.toCache(), cache)
  })

  it('sees a new content of the same size with the modification time put back', async () => {
    const stamp = new Date(1_700_000_000_000)
    utimesSync(join(root, 'b'), stamp, stamp)
    const cache = await (await find({ now: later })).toCache()
    put('b', bytesOf(600 * KIB, 100 * KIB))
    utimesSync(join(root, 'b'), stamp, stamp)
    assert.deepEqual(shown(await find({ cache, now: later })), ['s1 = s2'])
  })

  it('compares a newcomer with what is known', async () => {
    const cache = await (await find({ now: later })).toCache()
    put('new', bytesOf(600 * KIB, 500 * KIB))
    put('s4', 'diff')
    const grown = await find({ cache, now: later })
    assert.deepEqual(shown(grown), ['a = b', 'like = new', 's1 = s2', 's3 = s4'])
    const again = await find({ cache: await grown.toCache(), now: later })
    assert.deepEqual([again.opened, shown(again)], [0, shown(grown)])
  })

  it('gives digests even when the earlier run did not make them', async () => {
    const cache = await (await find({ now: later })).toCache()
    const result = await find({ cache, now: later, digests: true })
    assert.deepEqual(
      [...result.groups].map((group) => group.sha256?.length),
      [64, 64],
    )
  })

  it('does not remember files that are too fresh to trust their times', async () => {
    const cache = await (await find()).toCache()
    assert.ok((await find({ cache })).opened > 0)
  })

  it('takes a damaged memory for none', async () => {
    const cache = await (await find({ now: later })).toCache()
    const bent = Uint8Array.from(cache)
    bent[100] = (bent[100] ?? 0) ^ 1
    for (const bad of [
      bent,
      cache.subarray(0, 90),
      new Uint8Array(0),
      Buffer.from('not a cache at all, but text that is long enough'),
    ]) {
      assert.deepEqual(shown(await find({ cache: bad, now: later })), ['a = b', 's1 = s2'])
    }
  })
})
