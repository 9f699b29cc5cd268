import assert from 'node:assert/strict'
import { mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createHash, randomBytes } from 'node:crypto'
import { createSums, md5Of } from './sums.ts'

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex')

describe('sums of copies', () => {
  it('are those of the bytes that lie there, also when a file was replaced by one that looks the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-sums-'))
    const [path, other] = [join(folder, 'a'), join(folder, 'b')]
    try {
      const first = randomBytes(600_000)
      await writeFile(path, first)
      const sums = createSums()
      assert.equal(await sums.md5Of(path), md5(first))
      assert.equal(await sums.md5Of(path), md5(first))
      const second = randomBytes(first.length)
      const at = new Date(1_700_000_000_000)
      await utimes(path, at, at)
      await writeFile(other, second)
      await utimes(other, at, at)
      await rename(other, path)
      assert.equal(await sums.md5Of(path), md5(second))
      await writeFile(path, '')
      assert.equal(await sums.md5Of(path), md5(Buffer.alloc(0)))
      assert.equal(await md5Of(path), md5(await readFile(path)))
      await rm(path)
      await assert.rejects(sums.md5Of(path), { code: 'ENOENT' })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
