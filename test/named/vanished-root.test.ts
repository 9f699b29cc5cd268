import assert from 'node:assert/strict'
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { BY_HAND, lookUntilStill, startApp, type TestApp } from '../start-app.ts'

const moveAway = (app: TestApp, folder: string): void =>
  renameSync(join(app.dataFolder, folder), join(app.dataFolder, `${folder}-away`))
const bringBack = (app: TestApp, folder: string): void =>
  renameSync(join(app.dataFolder, `${folder}-away`), join(app.dataFolder, folder))
const hasCard = async (app: TestApp, code: string): Promise<boolean> =>
  (await app.cards()).some(({ said }) => said.code === code)

it(
  'concludes nothing from an inbox that is gone, tells it, and goes on by itself when it is back',
  { timeout: 90_000 },
  async () => {
    await using app = await startApp({ yaml: 'archive:\n  intake:\n    settle_sec: 1\n    mode: review\n' })
    await app.drop({ 'inbox/a.jpg': picture(), 'inbox/sub/b.jpg': picture() })
    await app.settled()
    moveAway(app, 'inbox')
    await app.until('told', () => hasCard(app, 'root-offline.missing'))
    assert.equal(existsSync(join(app.dataFolder, 'inbox')), false)
    assert.deepEqual(
      [...(await app.items()).values()].map(({ state }) => state),
      ['unique', 'unique'],
    )
    bringBack(app, 'inbox')
    await app.until('the card has gone', async () => !(await hasCard(app, 'root-offline.missing')))
    await app.drop({ 'inbox/c.jpg': picture() })
    await app.settled()
    assert.deepEqual(
      [...(await app.items()).values()].map(({ state }) => state),
      ['unique', 'unique', 'unique'],
    )
  },
)

it(
  'waits with a sort while the archive is gone, makes no empty one, and goes on by itself',
  { timeout: 120_000 },
  async () => {
    await using app = await startApp()
    await app.cli('PATCH', 'api/v1/queues/control', { isPaused: true })
    await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
    await app.until('the run is due', async () => (await app.jobs('?kind=archive.run')).length > 0)
    moveAway(app, 'archive')
    await app.cli('PATCH', 'api/v1/queues/control', { isPaused: false })
    await app.until('told', () => hasCard(app, 'root-offline.missing'))
    assert.equal(existsSync(join(app.dataFolder, 'archive')), false)
    bringBack(app, 'archive')
    await app.until('filed', async () => (await app.files('archive')).length > 0)
    await app.settled()
    assert.deepEqual(await app.cards(), [])
  },
)

it('marks nothing as gone when the batches are gone before a sort', { timeout: 120_000 }, async () => {
  await using app = await startApp({ yaml: BY_HAND })
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await lookUntilStill(app)
  await app.cli('POST', 'api/v1/archive/batches', {})
  await app.settled()
  const [batch] = await app.batches()
  moveAway(app, 'batches')
  await app.cli('POST', `api/v1/archive/batches/${batch?.batchId}/sort`, {})
  await app.until('told', () => hasCard(app, 'root-offline.missing'))
  assert.deepEqual(
    [...(await app.items()).values()].map(({ state }) => state),
    ['batched'],
  )
  bringBack(app, 'batches')
  await app.until('filed', async () => (await app.files('archive')).length > 0)
  await app.settled()
  assert.deepEqual(await app.cards(), [])
})
