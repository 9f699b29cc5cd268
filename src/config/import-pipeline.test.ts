import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, it } from 'node:test'
import { z } from 'zod'
import { systemClock } from '../kernel/clock.ts'
import { openConfig } from './config.ts'
import { importPipelineConfig } from './import-pipeline.ts'
import { serverSettings } from './server-settings.ts'

/** As the archive has it, without importing a feature. */
const rooms = {
  server: serverSettings,
  archive: z
    .strictObject({
      paths: z
        .strictObject({ source_dir: z.string().default('inbox'), duplicates_dir: z.string().default('duplicates') })
        .prefault({}),
      batch: z
        .strictObject({
          selection_mode: z.enum(['size', 'files']).default('size'),
          max_size_gb: z.number().positive().default(15),
          max_files: z.number().int().min(1).default(500),
        })
        .prefault({}),
    })
    .superRefine(({ paths }, context) => {
      if (!paths.duplicates_dir.startsWith(`${paths.source_dir}/`)) return
      for (const name of ['source_dir', 'duplicates_dir'])
        context.addIssue({ code: 'custom', message: 'archive/folders-overlap', path: ['paths', name] })
    }),
}

/** As its own default file has it, with some values changed and two secrets. */
const THEIRS = `paths:
  source_dir: /srv/media/incoming
  temp_dir: /srv/media/tmp
batch:
  max_size_gb: 25
  selection_mode: count
  max_files: 0
server: none
dedup:
  hash_algorithm: sha256
syncthing:
  api_key: canary-5
system:
  port_api: 8080
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-import-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const ours = () => join(folder, 'patchbay.yaml')
const theirs = (text: string): string => {
  writeFileSync(join(folder, 'config.yaml'), text)
  return join(folder, 'config.yaml')
}
const importFrom = (named: string | undefined) =>
  importPipelineConfig({ rooms, file: ours(), env: { MEDIA_PIPELINE_CONFIG: named } })

it('takes what it knows, names what it does not, and leaves out what it can’t use', async () => {
  const file = theirs(THEIRS)
  assert.deepEqual(await importFrom(file), {
    file,
    taken: ['archive.paths.source_dir', 'archive.batch.selection_mode', 'archive.batch.max_size_gb'],
    unknown: ['paths.temp_dir', 'dedup', 'syncthing', 'system'],
    unusable: [
      { key: 'archive.batch.max_files', code: 'config/too-small' },
      { key: 'server', code: 'config/wrong-type' },
    ],
  })
  using config = await openConfig({ rooms, file: ours(), env: {}, clock: systemClock })
  assert.equal(config.get().archive.paths.source_dir, '/srv/media/incoming')
  assert.deepEqual(config.get().archive.batch, { selection_mode: 'files', max_size_gb: 25, max_files: 500 })
  assert.doesNotMatch(readFileSync(ours(), 'utf8'), /canary/)
})

it('leaves out of two folders that do not go together the one that matters less', async () => {
  const imported = await importFrom(theirs('paths: { source_dir: /srv/in, duplicates_dir: /srv/in/double }\n'))
  assert.deepEqual(imported?.taken, ['archive.paths.source_dir'])
  assert.deepEqual(imported?.unusable, [{ key: 'archive.paths.duplicates_dir', code: 'archive/folders-overlap' }])
})

it('imports nothing where there is a file already, or none is named, or the named one is not there', async () => {
  assert.equal(await importFrom(undefined), undefined)
  assert.equal(await importFrom('  '), undefined)
  assert.deepEqual(await importFrom(join(folder, 'none.yaml')), {
    file: join(folder, 'none.yaml'),
    taken: [],
    unknown: [],
    unusable: [],
  })
  assert.equal(existsSync(ours()), false)
  writeFileSync(ours(), '')
  assert.equal(await importFrom(theirs(THEIRS)), undefined)
  assert.equal(readFileSync(ours(), 'utf8'), '')
})

it('says which file is broken, and writes nothing', async () => {
  const file = theirs('batch: [1\n')
  await assert.rejects(importFrom(file), (error: Error & { code: string; params: Record<string, unknown> }) => {
    assert.equal(error.code, 'config/pipeline-file')
    assert.equal(error.params['file'], file)
    return true
  })
  assert.equal(existsSync(ours()), false)
})
