import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { spawnApp, trySpawnApp } from '../spawn-app.ts'

it(
  'refuses a second server on a data folder, names the first, and leaves it unharmed',
  { timeout: 90_000 },
  async () => {
    await using first = await spawnApp()
    const tokenBefore = await readFile(join(first.dataFolder, 'keys/cli.token'), 'utf8')
    const second = await trySpawnApp({ dataFolder: first.dataFolder })
    assert.ok(second.kind === 'ended')
    assert.equal(second.exitCode, 1)
    assert.match(second.output, new RegExp(`\\b${first.child.pid}\\b`))
    assert.ok(second.output.includes(first.address), second.output)
    assert.doesNotMatch(second.output, /^\s+at /m)
    assert.equal(await readFile(join(first.dataFolder, 'keys/cli.token'), 'utf8'), tokenBefore)
    await first.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
    await first.settled()
    assert.deepEqual(await first.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
  },
)

it('starts again after kill -9 and goes on', { timeout: 90_000 }, async () => {
  await using first = await spawnApp()
  await first.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await first.until('the file was seen', async () => (await first.items()).size > 0)
  assert.equal(await first.end('SIGKILL'), null)
  await using again = await spawnApp({ dataFolder: first.dataFolder })
  await again.settled()
  await again.until('filed', async () => (await again.files('archive')).length === 1)
  assert.deepEqual(await again.files('inbox'), [])
})
