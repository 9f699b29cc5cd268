import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { configFileOf, startApp } from '../start-app.ts'

it('starts with the settings of a media pipeline, once', { timeout: 60_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-pipeline-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const theirs = join(folder, 'config.yaml')
  const write = (gb: number) =>
    writeFile(theirs, `paths:\n  sorted_dir: photos\nbatch:\n  max_size_gb: ${gb}\nauth:\n  api_key: canary-7\n`)
  await write(25)
  await using app = await startApp({ yaml: null, env: { MEDIA_PIPELINE_CONFIG: theirs } })
  const values = async () => (await app.get<{ values: { archive: { batch: object } } }>('api/v1/config')).values.archive
  const { max_size_gb } = (await values()).batch as { max_size_gb: number }
  assert.equal(max_size_gb, 25)
  assert.deepEqual(await app.files('photos'), [])
  const ours = await readFile(configFileOf(app), 'utf8')
  assert.match(ours, /# Taken from .*config\.yaml/)
  const told = app.logLines.filter((line) => line.includes('media pipeline')).join('')
  assert.match(told, /"unknown":\["auth"\]/)
  assert.doesNotMatch(app.logLines.join('') + ours, /canary/)
  await write(30)
  await app.restart()
  assert.equal(((await values()).batch as { max_size_gb: number }).max_size_gb, 25)
})
