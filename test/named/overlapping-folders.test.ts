import assert from 'node:assert/strict'
import { mkdirSync, renameSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { configFileOf, QUICK, startApp } from '../start-app.ts'

it(
  'refuses a source inside of the archive: it says which, the archive rests, the server serves',
  { timeout: 60_000 },
  async () => {
    await using app = await startApp({ yaml: `${QUICK}  paths:\n    source_dir: archive/in\n` })
    const card = (await app.cards()).find(({ said }) => said.code === 'archive.folders')
    assert.ok(card)
    assert.match(JSON.stringify(card.said), /archive\/in/)
    const run = await app.cli('POST', 'api/v1/archive/runs', {})
    assert.equal(run.status, 503)
    assert.equal(run.json['code'], 'archive/folders-unusable')
    for (const path of [
      'api/v1/archive',
      'api/v1/archive/storage',
      'api/v1/archive/items',
      'api/v1/attention',
      'api/v1/doctor',
    ]) {
      const answer = await app.cli('GET', path)
      assert.ok(
        answer.status < 500 || answer.json['code'] === 'archive/folders-unusable',
        `${path}: ${answer.status} ${answer.text}`,
      )
    }
    mkdirSync(join(app.dataFolder, 'inbox'), { recursive: true })
    await writeFile(configFileOf(app), QUICK)
    await app.until('the card has gone', async () => (await app.cards()).length === 0)
    await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
    await app.settled()
    assert.deepEqual(await app.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
    assert.equal(await readFile(configFileOf(app), 'utf8'), QUICK)
  },
)

it('waits at start for a folder that is away, and goes on by itself when it is back', { timeout: 90_000 }, async () => {
  await using app = await startApp()
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await app.settled()
  await app.stop()
  renameSync(join(app.dataFolder, 'inbox'), join(app.dataFolder, 'away'))
  await app.restart()
  assert.ok((await app.cards()).length > 0)
  renameSync(join(app.dataFolder, 'away'), join(app.dataFolder, 'inbox'))
  await app.until('the card has gone', async () => (await app.cards()).length === 0)
  await app.drop({ 'inbox/IMG_20240102_030405.jpg': picture() })
  await app.settled()
  assert.equal((await app.files('archive')).length, 2)
})
