import assert from 'node:assert/strict'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { BY_HAND, lookUntilStill, startApp, type TestApp } from '../start-app.ts'

const PHONE = `${BY_HAND}  paths:\n    source_dir: inbox/phone\n`

async function setSource(app: TestApp, source_dir: string): Promise<void> {
  const answer = await app.cli('PUT', 'api/config', { paths: { source_dir } })
  assert.equal(answer.status, 200, answer.text)
}

async function run(app: TestApp): Promise<number> {
  const { status, json, text } = await app.cli('POST', 'api/v1/archive/runs', {})
  assert.equal(status, 202, text)
  await app.settled()
  return Number(json['runId'])
}

async function rootsOfDoctor(app: TestApp): Promise<string[]> {
  const { text } = await app.cli('GET', 'api/v1/doctor')
  return [...new Set([...text.matchAll(/"root":"([^"]+)"/g)].map(([, name]) => String(name)))].toSorted()
}

const OTHERS = ['archive', 'batches', 'duplicates', 'trash']

it('takes the folder around a source in its place, and each of its files once', { timeout: 90_000 }, async () => {
  await using app = await startApp({ yaml: PHONE.replace('review', 'auto') })
  await app.drop({ 'inbox/phone/IMG_20230102_030405.jpg': picture() })
  await lookUntilStill(app)
  await setSource(app, 'inbox')
  assert.deepEqual(await app.cards(), [])
  assert.deepEqual(await rootsOfDoctor(app), [...OTHERS, 'inbox'].toSorted())
  await lookUntilStill(app)
  const { items } = await app.get<{ items: { state: string }[] }>('api/v1/archive/items')
  assert.deepEqual(
    items.map(({ state }) => state),
    ['unique', 'gone'],
  )
  await run(app)
  assert.deepEqual(await app.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
  assert.deepEqual(await app.files('duplicates'), [])
})

it('knows, undoes and compares with what lies in a former archive', { timeout: 90_000 }, async () => {
  await using app = await startApp({ yaml: BY_HAND.replace('review', 'auto') })
  const photo = picture()
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': photo })
  await lookUntilStill(app)
  const runId = await run(app)
  const answer = await app.cli('PUT', 'api/config', { paths: { sorted_dir: 'photos' } })
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual(await rootsOfDoctor(app), ['batches', 'duplicates', 'inbox', 'photos', 'trash'])
  const filed = (await app.items()).get('archive/2023/01/02/IMG_20230102_030405.jpg')
  assert.equal(filed?.state, 'filed')
  await app.drop({ 'inbox/again.jpg': photo })
  await lookUntilStill(app)
  assert.equal((await app.items()).get('duplicates/again.jpg')?.state, 'aside')
  assert.equal((await app.cli('POST', `api/v1/archive/runs/${runId}/undo`)).status, 202)
  await app.settled()
  assert.deepEqual(await app.files('archive'), [])
  assert.ok((await app.files('inbox')).includes('IMG_20230102_030405.jpg'))
})

it('watches a folder again that was let go and is named anew', { timeout: 90_000 }, async () => {
  await using app = await startApp({ yaml: PHONE.replace('review', 'auto') })
  await app.drop({ 'inbox/phone/IMG_20230102_030405.jpg': picture() })
  await lookUntilStill(app)
  for (const folder of ['inbox', 'elsewhere', 'inbox/phone']) await setSource(app, folder)
  assert.deepEqual(await app.cards(), [])
  await lookUntilStill(app)
  await run(app)
  assert.deepEqual(await app.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
})
