import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'

const QUICK = import.meta.resolve('./quick-node-test.ts')
const TESTS = `
  await import('${QUICK}')
  const { beforeEach, describe, it } = await import('node:test')
  const { setTimeout: wait } = await import('node:timers/promises')
  let begun = 0
  describe('first', async () => {
    await wait(1)
    beforeEach(() => void (begun += 1))
    it('throws later', async () => {
      await wait(1)
      setTimeout(() => { throw new Error('later') })
      await wait(50)
    })
    it('is rejected by nobody', async () => {
      await wait(1)
      void Promise.reject(new Error('alone'))
      await wait(50)
    })
    it('is well', () => wait(1))
  })
  describe('second', () => {
    it('has no hook of the first', () => {
      if (begun !== 3) throw new Error('begun ' + begun)
    })
  })
`

it('knows which test and which suite something belongs to that happens after an await', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-quick-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'tests.mjs')
  await writeFile(file, TESTS)
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { status, stdout } = spawnSync(process.execPath, ['--test-reporter=tap', file], { env, encoding: 'utf8' })
  const said = stdout.split('\n').map((line) => line.trim())
  assert.deepEqual(
    said.filter((line) => /^(not ok|ok|error:)/.test(line)),
    [
      'not ok 1 - throws later',
      "error: 'later'",
      'not ok 2 - is rejected by nobody',
      "error: 'alone'",
      'ok 3 - is well',
      'not ok 1 - first',
      "error: '2 subtests failed'",
      'ok 1 - has no hook of the first',
      'ok 2 - second',
    ],
  )
  assert.equal(status, 1)
})
