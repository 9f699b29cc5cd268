import assert from 'node:assert/strict'
import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { trySpawnApp } from '../spawn-app.ts'
import { configFileOf, QUICK, startApp, type TestApp } from '../start-app.ts'

const INSIDE = `${QUICK}  paths:\n    source_dir: archive/in\n`

/** Partial settings of the archive that no archive could work with, and the key to blame. */
const IMPOSSIBLE: [object, string][] = [
  [{ paths: { sorted_dir: 'inbox' } }, 'archive.paths.sorted_dir'],
  [{ paths: { source_dir: 'archive/in' } }, 'archive.paths.source_dir'],
  [{ paths: { source_dir: '.' } }, 'archive.paths.source_dir'],
  [{ paths: { batch_dir: 'keys' } }, 'archive.paths.batch_dir'],
  [{ paths: { trash_dir: 'logs/old' } }, 'archive.paths.trash_dir'],
  [{ intake: { more: [{ folder: 'batches/more' }] } }, 'archive.intake.more.0.folder'],
]

async function put(app: TestApp, path: string, body: object) {
  const { etag } = await app.get<{ etag: string }>('api/v1/config')
  const token = (await readFile(`${app.dataFolder}/keys/cli.token`, 'utf8')).trim()
  const headers = { authorization: `Bearer ${token}`, 'if-match': `"${etag}"` }
  return app.call('PUT', path, { body, headers })
}

it('refuses folders over the API that can never work, and names the key', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  const before = (await app.get<{ values: object }>('api/v1/config')).values
  for (const [archive, key] of IMPOSSIBLE) {
    for (const [path, body] of [
      ['api/v1/config', { values: { archive } }],
      ['api/config', archive],
    ] as const) {
      const answer = await put(app, path, body)
      const what = `${path} ${JSON.stringify(archive)}: ${answer.text}`
      assert.equal(answer.status, 422, what)
      const [first] = answer.json['errors'] as { pointer: string; line?: number }[]
      assert.equal(first?.pointer, `/${key.replaceAll('.', '/')}`, what)
      assert.ok(String(answer.json['detail']).includes(key), what)
    }
  }
  assert.equal(await readFile(configFileOf(app), 'utf8'), QUICK)
  assert.deepEqual((await app.get<{ values: object }>('api/v1/config')).values, before)
  assert.deepEqual(await app.cards(), [])
})

it('blames what was changed, not what stood there', { timeout: 60_000 }, async () => {
  await using app = await startApp({ yaml: `${QUICK}  paths:\n    source_dir: photos\n` })
  const answer = await put(app, 'api/v1/config', { values: { archive: { paths: { sorted_dir: 'photos' } } } })
  const [first] = answer.json['errors'] as { pointer: string }[]
  assert.equal(first?.pointer, '/archive/paths/sorted_dir')
})

it('allows a folder that is not there now, and tells it', { timeout: 60_000 }, async () => {
  await using app = await startApp({ env: { PATCHBAY_ALLOWED_ROOTS: '/mnt' } })
  const away = '/mnt/patchbay-no-such-disk'
  assert.equal((await put(app, 'api/config', { paths: { source_dir: away } })).status, 200)
  const card = (await app.cards()).find(({ said }) => said.code === 'archive.folders')
  assert.match(String(card?.said.why), /There is no folder \/mnt\/patchbay-no-such-disk/)
  assert.doesNotMatch(JSON.stringify(card?.said.why), /root\/missing/)
})

it('refuses a hand edit to a source inside of the archive, and goes on as before', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  await writeFile(configFileOf(app), INSIDE)
  await app.until('the file is refused', async () => (await app.cards()).length > 0)
  const { file } = await app.get<{ file: { problems: [{ key: string; line: number }] } }>('api/v1/config')
  assert.partialDeepStrictEqual(file.problems[0], { key: 'archive.paths.source_dir', line: 5 })
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await app.settled()
  assert.deepEqual(await app.files('archive'), ['2023/01/02/IMG_20230102_030405.jpg'])
})

it('does not start on a source inside of the archive, and says which line', { timeout: 60_000 }, async () => {
  const spawned = await trySpawnApp({ yaml: INSIDE })
  if (spawned.kind === 'serving') await spawned.app[Symbol.asyncDispose]()
  assert.ok(spawned.kind === 'ended')
  assert.equal(spawned.exitCode, 1)
  assert.match(spawned.output, /source_dir.*line 5/is)
})

it(
  'finds a link that leads into the archive: it says which, the archive rests, the server serves',
  { timeout: 60_000 },
  async () => {
    await using app = await startApp()
    mkdirSync(join(app.dataFolder, 'archive/in'))
    symlinkSync(join(app.dataFolder, 'archive/in'), join(app.dataFolder, 'door'))
    symlinkSync(join(app.dataFolder, 'keys'), join(app.dataFolder, 'hole'))
    for (const link of ['door', 'hole']) {
      await writeFile(configFileOf(app), `${QUICK}  paths:\n    source_dir: ${link}\n`)
      await app.until('it is told', async () => JSON.stringify(await app.cards()).includes(link))
    }
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
