import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { startApp } from '../start-app.ts'

it('leaves a file alone while it grows, and files all of it once it is quiet', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  const file = join(app.dataFolder, 'inbox/IMG_20230102_030405.jpg')
  const whole = Buffer.concat([picture(), Buffer.alloc(5000, 1)])
  writeFileSync(file, whole.subarray(0, 100))
  for (const end of [200, 300, whole.length]) {
    const sizeSeen = () => app.items().then((items) => items.get('inbox/IMG_20230102_030405.jpg')?.size)
    const before = readFileSync(file).length
    await app.until(`its ${before} bytes were seen`, async () => (await sizeSeen()) === before)
    assert.equal((await app.items()).get('inbox/IMG_20230102_030405.jpg')?.state, 'arriving')
    appendFileSync(file, whole.subarray(before, end))
  }
  await app.until('filed', async () => (await app.files('archive')).length > 0)
  assert.deepEqual(readFileSync(join(app.dataFolder, 'archive/2023/01/02/IMG_20230102_030405.jpg')), whole)
})

it('does not move a file that changed after it was planned', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  await app.cli('PATCH', 'api/v1/queues/control', { isPaused: true })
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await app.until('the run is due', async () => (await app.jobs('?kind=archive.run')).length > 0)
  await app.cli('PATCH', 'api/v1/queues/disk', { isPaused: true })
  await app.cli('PATCH', 'api/v1/queues/control', { isPaused: false })
  await app.until('the steps wait', async () => (await app.jobs('?kind=archive.sort')).length > 0)
  const file = join(app.dataFolder, 'inbox/IMG_20230102_030405.jpg')
  appendFileSync(file, 'and more')
  const whole = readFileSync(file)
  await app.cli('PATCH', 'api/v1/queues/disk', { isPaused: false })
  await app.until('filed', async () => (await app.files('archive')).length > 0)
  await app.settled()
  assert.deepEqual(readFileSync(join(app.dataFolder, 'archive/2023/01/02/IMG_20230102_030405.jpg')), whole)
})
