import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { showPath } from './path-key.ts'
import { walk, type WalkEntry, type WalkFinding, type WalkOptions } from './walk.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'walk-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

async function all(path = root, options?: WalkOptions): Promise<{ entries: WalkEntry[]; findings: WalkFinding[] }> {
  const found = { entries: [] as WalkEntry[], findings: [] as WalkFinding[] }
  for await (const batch of walk(path, options)) {
    found.entries.push(...batch.entries)
    found.findings.push(...batch.findings)
  }
  return found
}

const shown = (entries: readonly { relPath: string | Buffer }[]): string[] =>
  entries.map(({ relPath }) => showPath(relPath)).toSorted()

describe('walk', () => {
  it('gives every name exactly as it is on disk', async () => {
    const names = [
      'Ame\u0301lie.jpg',
      'Am\u00e9lie.jpg',
      'A.jpg',
      'a.jpg',
      'two\nlines',
      '-i',
      ' x ',
      '\ufffd.jpg',
      '🌅'.repeat(50),
    ]
    for (const name of names) writeFileSync(join(root, name), name)
    const { entries, findings } = await all()
    assert.deepEqual(entries.map((entry) => entry.relPath).toSorted(), names.toSorted())
    assert.deepEqual(findings, [])
  })

  it('gives names that are not UTF-8 as bytes, folders included', async () => {
    const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0xff, 0xfe)])
    mkdirSync(folder)
    writeFileSync(Buffer.concat([folder, Buffer.from('/in.mp3')]), 'x')
    writeFileSync(join(root, '\ufffd\ufffd'), 'the name that decoding would have given')
    const { entries } = await all()
    assert.deepEqual(shown(entries), ['\\xff\\xfe', '\\xff\\xfe/in.mp3', '\ufffd\ufffd'])
    assert.equal(entries.find((entry) => entry.kind === 'file' && Buffer.isBuffer(entry.relPath))?.identity.size, 1)
  })

  it('names symlinks and never follows them, loops neither', async () => {
    mkdirSync(join(root, 'in'))
    writeFileSync(join(root, 'in', 'a'), 'x')
    symlinkSync('..', join(root, 'in', 'loop'))
    symlinkSync('/', join(root, 'all'))
    symlinkSync('nowhere', join(root, 'dangling'))
    const { entries, findings } = await all()
    assert.deepEqual(
      entries
        .filter((entry) => entry.kind === 'symlink')
        .map((entry) => entry.relPath)
        .toSorted(),
      ['all', 'dangling', 'in/loop'],
    )
    assert.equal(entries.length, 5)
    assert.deepEqual(findings, [])
    assert.deepEqual((await all(join(root, 'in', 'loop'))).findings, [
      { relPath: '', kind: 'unreadable', errno: 'ENOTDIR' },
    ])
  })

  it('says that a FIFO is there without opening it', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')])
    assert.deepEqual(
      (await all()).entries.map(({ kind, relPath }) => [kind, relPath]),
      [['other', 'pipe']],
    )
  })

  it('tells names of one inode by their identity', async () => {
    writeFileSync(join(root, 'a'), 'x')
    linkSync(join(root, 'a'), join(root, 'b'))
    const [a, b] = (await all()).entries
    assert.equal(a?.identity.ino, b?.identity.ino)
    assert.equal(a?.identity.nlink, 2)
  })

  it('reports a root that is not there, instead of finding it empty', async () => {
    assert.deepEqual(await all(join(root, 'gone')), {
      entries: [],
      findings: [{ relPath: '', kind: 'vanished', errno: 'ENOENT' }],
    })
  })

  it('reports a folder that can not be read, and goes on with the others', () => {
    for (const name of ['shut', 'open']) {
      mkdirSync(join(root, name))
      writeFileSync(join(root, name, 'a'), 'x')
    }
    chmodSync(join(root, 'shut'), 0o000)
    chmodSync(root, 0o755)
    const script = `const { walk } = await import(${JSON.stringify(join(import.meta.dirname, 'walk.ts'))}); const out = []; for await (const b of walk(${JSON.stringify(root)})) out.push(...b.entries.map((e) => e.relPath), ...b.findings.map((f) => f.relPath + '!' + f.errno)); console.log(out.toSorted().join(' '))`
    const node = [process.execPath, '--input-type=module', '-e', script]
    const command =
      process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', ...node] : node
    const said = execFileSync(String(command[0]), command.slice(1), { encoding: 'utf8', cwd: '/' })
    assert.equal(said.trim(), 'open open/a shut shut!EACCES')
    chmodSync(join(root, 'shut'), 0o755)
  })

  it('stops when told to, and comes in batches', async () => {
    for (let at = 0; at < 10; at++) writeFileSync(join(root, `${at}`), '')
    const stopping = new AbortController()
    const sizes: number[] = []
    await assert.rejects(async () => {
      for await (const batch of walk(root, { batchSize: 4, signal: stopping.signal })) {
        sizes.push(batch.entries.length)
        if (sizes.length === 2) stopping.abort(new Error('enough'))
      }
    }, /enough/)
    assert.deepEqual(sizes, [4, 4])
  })

  it('does not enter a folder that it is told to leave', async () => {
    mkdirSync(join(root, '@eaDir', 'deep'), { recursive: true })
    assert.deepEqual(
      (await all(root, { shouldEnter: (folder) => folder.relPath !== '@eaDir' })).entries.map((entry) => entry.relPath),
      ['@eaDir'],
    )
  })
})
