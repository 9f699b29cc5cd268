import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

for (const args of [['--prot', '8080'], ['extra'], ['--data'], ['--data', ''], ['--config=']]) {
  test(`a start with “${args.join(' ')}” ends with 2 and says what it takes`, { timeout: 60_000 }, () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' })
    assert.equal(status, 2, stderr)
    assert.match(stderr, /--data FOLDER .*PATCHBAY_PORT/)
    assert.doesNotMatch(stderr, /\n +at /)
  })
}
