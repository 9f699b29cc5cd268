import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, lstatSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, beforeEach, describe, it } from 'node:test'
import { identityOf } from './file-identity.ts'
import { createHashPool } from './hash.ts'

const pool = createHashPool(2)
after(() => pool[Symbol.asyncDispose]())
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hash-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('hash pool', () => {
  it('hashes many files at once, each rightly', async () => {
    const contents = Array.from({ length: 12 }, (_, at) => Buffer.alloc(at * 100_000, at))
    contents.forEach((bytes, at) => writeFileSync(join(folder, `${at}`), bytes))
    const outcomes = await Promise.all(contents.map((_, at) => pool.hash(join(folder, `${at}`))))
    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind === 'hashed' && outcome.sha256),
      contents.map(sha256),
    )
  })

  it('hashes a file whose name is not UTF-8', async () => {
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff)])
    writeFileSync(path, 'x')
    const outcome = await pool.hash(path)
    assert.equal(outcome.kind === 'hashed' && outcome.sha256, sha256('x'))
  })

  it('says "changed" when the file is not as it was seen', async () => {
    const path = join(folder, 'a')
    writeFileSync(path, 'x')
    const expected = identityOf(lstatSync(path, { bigint: true }))
    appendFileSync(path, 'y')
    assert.deepEqual(await pool.hash(path, { expected }), { kind: 'changed' })
  })

  it('says "changed" when the file grows while it is read', async () => {
    const path = join(folder, 'big')
    writeFileSync(path, '')
    truncateSync(path, 600_000_000)
    const outcome = await pool.hash(path, { onProgress: () => appendFileSync(path, 'more') })
    assert.deepEqual(outcome, { kind: 'changed' })
  })

  it('stops in the middle of a file when told to, and hashes on afterwards', async () => {
    const path = join(folder, 'big')
    writeFileSync(path, '')
    truncateSync(path, 1e12)
    const stopping = new AbortController()
    const seen: number[] = []
    const onProgress = (bytes: number): void => {
      seen.push(bytes)
      stopping.abort(new Error('enough'))
    }
    await assert.rejects(pool.hash(path, { signal: stopping.signal, onProgress }), /enough/)
    assert.ok(Number(seen[0]) > 0)
    writeFileSync(path, 'x')
    assert.equal((await pool.hash(path)).kind, 'hashed')
  })

  it('refuses symlinks, FIFOs and what is not there, by the name of the error', async () => {
    symlinkSync('/etc/passwd', join(folder, 'link'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    assert.deepEqual(await pool.hash(join(folder, 'link')), { kind: 'refused', errno: 'ELOOP' })
    assert.deepEqual(await pool.hash(join(folder, 'pipe')), { kind: 'refused', errno: 'EINVAL' })
    assert.deepEqual(await pool.hash(join(folder, 'none')), { kind: 'refused', errno: 'ENOENT' })
  })
})
