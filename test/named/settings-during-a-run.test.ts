import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { type Answered } from '../start-http.ts'
import { configFileOf, startApp, type TestApp } from '../start-app.ts'

const YAML = `# my archive
archive:
  intake:
    settle_sec: 1 # quick
  batch:
    max_files: 40
  sorter:
    folder_pattern: "{year}/{month:02d}"
`
type ConfigBody = {
  values: { archive: { sorter: { folder_pattern: string }; batch: { max_files: number } } }
  etag: string
}
const configOf = (app: TestApp) => app.get<ConfigBody>('api/v1/config')

async function put(app: TestApp, values: object): Promise<Answered> {
  const { etag } = await configOf(app)
  const token = (await readFile(`${app.dataFolder}/keys/cli.token`, 'utf8')).trim()
  return app.call('PUT', 'api/v1/config', {
    body: { values },
    headers: { authorization: `Bearer ${token}`, 'if-match': `"${etag}"` },
  })
}

it(
  'refuses a bad value during a run: key and line are named, file and memory stay, the run goes on',
  { timeout: 60_000 },
  async () => {
    await using app = await startApp({ yaml: YAML })
    await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
    await app.until('the intake is looked at', async () => (await app.jobs()).length > 0)
    const answer = await put(app, { archive: { batch: { max_files: -3 } } })
    assert.equal(answer.status, 422)
    const [error] = answer.json['errors'] as { pointer: string; line: number; detail: string }[]
    assert.equal(error?.pointer, '/archive/batch/max_files')
    assert.equal(error?.line, 6)
    assert.equal(await readFile(configFileOf(app), 'utf8'), YAML)
    assert.equal((await configOf(app)).values.archive.batch.max_files, 40)
    await app.settled()
    assert.deepEqual(await app.files('archive'), ['2023/01/IMG_20230102_030405.jpg'])
  },
)

it(
  'lets a run end with the settings that it started with, and the next one take the new ones',
  { timeout: 60_000 },
  async () => {
    await using app = await startApp({ yaml: YAML })
    const pause = (queue: string, isPaused: boolean) => app.cli('PATCH', `api/v1/queues/${queue}`, { isPaused })
    await pause('control', true)
    await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
    await app.until('the run is due', async () => (await app.jobs('?kind=archive.run')).length > 0)
    await pause('disk', true)
    await pause('control', false)
    await app.until('the run has its steps', async () => (await app.jobs('?kind=archive.sort')).length > 0)
    assert.equal((await put(app, { archive: { sorter: { folder_pattern: '{year}' } } })).status, 200)
    await pause('disk', false)
    await app.settled()
    assert.deepEqual(await app.files('archive'), ['2023/01/IMG_20230102_030405.jpg'])
    await app.drop({ 'inbox/IMG_20240102_030405.jpg': picture() })
    await app.settled()
    assert.deepEqual(await app.files('archive'), ['2023/01/IMG_20230102_030405.jpg', '2024/IMG_20240102_030405.jpg'])
    assert.match(await readFile(configFileOf(app), 'utf8'), /# quick/)
  },
)
