import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startApp } from '../start-app.ts'
import { picture } from '../pictures.ts'

it('files what is dropped into data/inbox by date, and goes on after a restart', { timeout: 90_000 }, async () => {
  await using app = await startApp()
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await app.settled()
  assert.deepEqual(await app.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
  await app.restart()
  await app.drop({ 'inbox/IMG_20240506_070809.jpg': picture() })
  await app.settled()
  assert.deepEqual(await app.files('archive'), [
    '2023/01/02/IMG_20230102_030405.jpg',
    '2024/05/06/IMG_20240506_070809.jpg',
  ])
})
