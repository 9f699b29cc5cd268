import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { z } from 'zod'
import { systemClock } from '../kernel/clock.ts'
import { SCOPES } from '../kernel/contract.ts'
import { AppError } from '../kernel/errors.ts'
import { sayError } from '../kernel/words.ts'
import { type Config, type ConfigChange, openConfig } from './config.ts'
import type { Environment } from './environment.ts'
import { folderPath, needsRestart, secret, SECRET_MASK } from './marks.ts'
import { pipelineConfigOf } from './pipeline-config.ts'
import { serverSettings } from './server-settings.ts'
import { viewConfig, viewText } from './views.ts'

const rooms = {
  server: serverSettings,
  archive: z.strictObject({
    paths: z.strictObject({ source_dir: folderPath(z.string()).default('inbox') }).prefault({}),
    batch: z
      .strictObject({
        selection_mode: z.enum(['size', 'files']).default('size'),
        max_size_gb: z.number().positive().default(15).describe('Most gigabytes in a batch'),
        allow_parallel: z.boolean().default(false),
      })
      .prefault({}),
    more: z.array(z.strictObject({ folder: folderPath(z.string()) })).default([]),
  }),
  alerts: z.strictObject({ token: secret(z.string()).optional(), retries: needsRestart(z.number()).default(3) }),
}
type TestRooms = typeof rooms

const admin = { id: 'person:1', name: 'Ann', scopes: new Set(SCOPES) }
const COMMENTED = `# My settings
archive:
  # A disc holds little more.
  batch:
    max_size_gb: 25 # GiB
`

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-config-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function open(t: TestContext, text: string | null, env: Environment = {}) {
  const folder = await folderFor(t)
  const file = join(folder, 'patchbay.yaml')
  if (text !== null) await writeFile(file, text)
  const times = { settleMs: 20, lookEveryMs: 50 }
  const config = await openConfig({ rooms, file, env, clock: systemClock, dataFolder: folder, times })
  // The watch's timers keep no process alive; a test that waits for one must.
  const keepAlive = setInterval(() => undefined, 1000)
  t.after(() => {
    clearInterval(keepAlive)
    config[Symbol.dispose]()
  })
  return { folder, file, config }
}

const refusedWith =
  (code: string, more: Partial<{ key: string; line: number; inner: string; status: number }> = {}) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof AppError, String(error))
    assert.equal(error.code, code)
    if (more.key !== undefined) assert.equal(error.params['key'], more.key)
    if (more.line !== undefined) assert.equal(error.params['line'], more.line)
    if (more.inner !== undefined) assert.equal(error.fields[0]?.code, more.inner)
    if (more.status !== undefined) assert.equal((error as unknown as { status: number }).status, more.status)
    return true
  }

const nextChange = (config: Config<TestRooms>): Promise<ConfigChange<TestRooms>> =>
  new Promise((resolve) => {
    const end = config.subscribe({
      changed: (change) => {
        end()
        resolve(change)
      },
    })
  })

const nextProblem = (config: Config<TestRooms>): Promise<AppError | null> =>
  new Promise((resolve) => {
    const end = config.subscribe({
      problem: (problem) => {
        end()
        resolve(problem)
      },
    })
  })

describe('where a value comes from', () => {
  it('takes the environment over the file over the default, and tells which', async (t) => {
    const env = { PATCHBAY_PORT: '8123', PATCHBAY_ARCHIVE_BATCH_ALLOW_PARALLEL: 'true', PATCHBAY_ALLOWED_HOSTS: 'a, b' }
    const { config } = await open(t, 'server:\n  port: 9000\narchive:\n  batch:\n    max_size_gb: 25\n', env)
    assert.equal(config.get().server.port, 8123)
    assert.equal(config.get().archive.batch.max_size_gb, 25)
    assert.equal(config.get().archive.batch.allow_parallel, true)
    assert.deepEqual(config.get().server.allowed_hosts, ['a', 'b'])
    const { origins } = config.snapshot()
    assert.equal(origins.get('server.port'), 'environment')
    assert.equal(origins.get('archive.batch.max_size_gb'), 'file')
    assert.equal(origins.get('archive.batch.selection_mode'), 'default')
  })

  it('reads a secret from the file that its variable names, and shows only a mask', async (t) => {
    const folder = await folderFor(t)
    await writeFile(join(folder, 'token'), 'canary-1\n')
    const { config } = await open(t, null, { PATCHBAY_ALERTS_TOKEN_FILE: join(folder, 'token') })
    assert.equal(config.get().alerts.token, 'canary-1')
    assert.ok(!JSON.stringify(await viewConfig(config)).includes('canary-1'))
  })

  it('names the variable when its value can’t be used', async (t) => {
    const folder = await folderFor(t)
    const env = { PATCHBAY_PORT: 'eighty' }
    await assert.rejects(
      openConfig({ rooms, file: join(folder, 'x.yaml'), env, clock: systemClock }),
      (error: AppError) =>
        error.code === 'config/bad-environment' &&
        error.params['variable'] === 'PATCHBAY_PORT' &&
        /a number, such as 7979/.test(String(error.params['problem'])),
    )
  })

  it('says once that a number is far too big, and the limit that holds', async (t) => {
    const file = join(await folderFor(t), 'x.yaml')
    await writeFile(file, 'server:\n  port: 99999999999999999999\n')
    await assert.rejects(openConfig({ rooms, file, env: {}, clock: systemClock }), (error: AppError) => {
      assert.deepEqual(error.fields, [
        {
          pointer: '/server/port',
          code: 'config/too-big',
          params: { key: 'server.port', maximum: 65535, count: 65535 },
          line: 2,
        },
      ])
      return true
    })
  })

  it('is frozen: nobody changes a snapshot', async (t) => {
    const { config } = await open(t, null)
    assert.throws(() => Object.assign(config.get().archive.batch, { max_size_gb: 1 }), TypeError)
  })

  it('keeps and reports keys of the file that nothing knows', async (t) => {
    const { config } = await open(t, 'archive:\n  batch:\n    max_size: 3\n')
    assert.deepEqual(config.snapshot().unknown, [
      {
        path: ['archive', 'batch', 'max_size'],
        key: 'archive.batch.max_size',
        suggestion: 'archive.batch.max_size_gb',
        line: 3,
      },
    ])
  })
})

describe('an edit by API', () => {
  it('keeps comments, writes only what differs, and tells what changed', async (t) => {
    const { config, file } = await open(t, COMMENTED)
    const heard = nextChange(config)
    await config.patch({ archive: { batch: { max_size_gb: 50, selection_mode: 'size' } } }, { actor: admin })
    assert.equal(await readFile(file, 'utf8'), COMMENTED.replace('25 #', '50 #'))
    assert.equal(config.get().archive.batch.max_size_gb, 50)
    const { changes, actor } = await heard
    assert.deepEqual(changes, [{ key: 'archive.batch.max_size_gb', before: 25, after: 50 }])
    assert.equal(actor.id, 'person:1')
  })

  it('writes into a file that holds only comments, an empty section or nothing', async (t) => {
    for (const text of ['# only words\n', 'archive:\n', 'archive:\n  batch: # later\n', '', null]) {
      const { config, file } = await open(t, text)
      await config.patch({ archive: { batch: { max_size_gb: 7 } } }, { actor: admin })
      const after = await readFile(file, 'utf8')
      assert.match(after, /max_size_gb: 7/)
      if (text?.startsWith('#')) assert.match(after, /# only words/)
    }
  })

  it('says that names and origins which may call take effect at the next start', async (t) => {
    const { config } = await open(t, null)
    const server = { allowed_hosts: ['media.example'], allowed_origins: ['https://intranet.example'] }
    await config.patch({ server }, { actor: admin })
    assert.deepEqual(config.restartNeededFor(), ['server.allowed_hosts', 'server.allowed_origins'])
  })

  it('goes back to the default by null', async (t) => {
    const { config, file } = await open(t, COMMENTED)
    await config.patch({ archive: { batch: { max_size_gb: null } } }, { actor: admin })
    assert.equal(config.get().archive.batch.max_size_gb, 15)
    assert.doesNotMatch(await readFile(file, 'utf8'), /max_size_gb/)
  })

  it('changes neither file nor memory when a value is wrong, and names key and line', async (t) => {
    const { config, file } = await open(t, COMMENTED)
    const before = config.snapshot()
    const cases: [unknown, string, Parameters<typeof refusedWith>[1]][] = [
      [
        { archive: { batch: { max_size_gb: 'big' } } },
        'config/invalid-value',
        { key: 'archive.batch.max_size_gb', line: 5 },
      ],
      [{ archive: { batch: { max_size_gb: -1 } } }, 'config/invalid-value', { inner: 'config/not-above', line: 5 }],
      [{ archive: { batch: { selection_mode: 'all' } } }, 'config/invalid-value', { inner: 'config/not-one-of' }],
      [{ archive: { batch: 7 } }, 'config/invalid-value', { inner: 'config/wrong-type', key: 'archive.batch' }],
      [{ archive: { batch: { max_sise_gb: 7 } } }, 'config/invalid-value', { inner: 'config/unknown-key-like' }],
      [{ server: { host: '' } }, 'config/invalid-value', { inner: 'config/too-short' }],
      [
        { server: { allowed_hosts: Array(101).fill('a.example') } },
        'config/invalid-value',
        { inner: 'config/too-many-entries' },
      ],
      [{ archve: {} }, 'config/invalid-value', { key: 'archve' }],
      [{ archive: { more: [{ folder: 'a', colour: 1 }] } }, 'config/invalid-value', { inner: 'config/unknown-key' }],
      [JSON.parse('{"__proto__":{"polluted":1}}'), 'config/invalid-value', {}],
      [JSON.parse('{"constructor":{"prototype":{"polluted":1}}}'), 'config/invalid-value', {}],
      [[1], 'config/not-a-map', {}],
      [JSON.parse(`{"archive":{"more":${'['.repeat(5000)}${']'.repeat(5000)}}}`), 'config/too-deep', {}],
    ]
    for (const [partial, code, more] of cases) {
      await assert.rejects(config.patch(partial, { actor: admin }), refusedWith(code, { status: 422, ...more }))
    }
    assert.equal(config.snapshot(), before)
    assert.equal(await readFile(file, 'utf8'), COMMENTED)
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  })

  it('names the line of a key in the text that nothing knows', async (t) => {
    const { config } = await open(t, COMMENTED)
    const edit = config.replaceText('# mine\nserver:\n  prot: 1\n  colour: red\n', { actor: admin })
    const refused = await edit.catch((error: unknown) => error as AppError)
    assert.ok(refusedWith('config/invalid-line', { status: 422, key: 'server.prot', line: 3 })(refused))
    assert.match(sayError(refused).text, /^Line 3, .*Did you mean server\.port/)
  })

  it('suggests the key that was meant', async (t) => {
    const { config } = await open(t, null)
    const refused = await config.patch({ server: { prot: 1 } }, { actor: admin }).catch((error: unknown) => error)
    assert.match(sayError(refused).text, /Did you mean server\.port/)
  })

  it('refuses what somebody else changed meanwhile, on disk or by API', async (t) => {
    const { config, file } = await open(t, COMMENTED)
    const { etag } = config.snapshot()
    await writeFile(file, COMMENTED.replace('25', '26'))
    const edit = config.patch({ archive: { batch: { allow_parallel: true } } }, { actor: admin, ifMatch: etag })
    await assert.rejects(edit, refusedWith('config/changed-meanwhile', { status: 412 }))
    assert.match(await readFile(file, 'utf8'), /26/)
  })

  it('makes one of two simultaneous edits with one ETag fail', async (t) => {
    const { config } = await open(t, COMMENTED)
    const by = { actor: admin, ifMatch: config.snapshot().etag }
    const edits = [1, 2, 3, 4].map((n) => config.patch({ archive: { batch: { max_size_gb: n } } }, by))
    const results = await Promise.allSettled(edits)
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  })

  it('refuses a key that the environment holds, and passes it through unchanged', async (t) => {
    const { config } = await open(t, null, { PATCHBAY_PORT: '8123' })
    await config.patch({ server: { port: 8123 } }, { actor: admin })
    const refused = config.patch({ server: { port: 9 } }, { actor: admin })
    await assert.rejects(refused, refusedWith('config/set-by-environment', { key: 'server.port' }))
  })

  it('sets folders below the allowed roots only, links followed, and names the variable', async (t) => {
    const elsewhere = await folderFor(t)
    const { config, folder } = await open(t, null)
    const set = (source_dir: string) => config.patch({ archive: { paths: { source_dir } } }, { actor: admin })
    await set('camera/cards')
    await set(join(folder, 'deep'))
    await symlink(elsewhere, join(folder, 'way-out'))
    for (const outside of ['/etc', '../x', elsewhere, 'way-out/x', `${folder}-beside`]) {
      const refused = await set(outside).catch((error: unknown) => error)
      assert.ok(refusedWith('config/outside-allowed-roots')(refused))
      assert.match(sayError(refused).todo ?? '', /PATCHBAY_ALLOWED_ROOTS/)
    }
    const inList = config.patch({ archive: { more: [{ folder: '/etc' }] } }, { actor: admin })
    await assert.rejects(inList, refusedWith('config/outside-allowed-roots'))
    const inText = config.replaceText('archive:\n  paths:\n    source_dir: /etc\n', { actor: admin })
    const refusedText = await inText.catch((error: unknown) => error as AppError)
    assert.ok(refusedWith('config/outside-allowed-roots')(refusedText))
    assert.deepEqual(
      (refusedText as AppError).fields.map(({ line }) => line),
      [3],
    )
    assert.equal(config.get().archive.paths.source_dir, join(folder, 'deep'))
  })

  it('keeps a secret when its mask comes back, in form and in text, and needs the scope to change it', async (t) => {
    const text = 'alerts:\n  token: "canary-2" # from the vault\n  retries: 3\n'
    const { config, file } = await open(t, text)
    const shown = await viewText(config)
    assert.ok(!shown.text.includes('canary-2'))
    await config.replaceText(shown.text.replace('retries: 3', 'retries: 4'), { actor: admin })
    await config.patch({ alerts: { token: SECRET_MASK } }, { actor: admin })
    assert.equal(config.get().alerts.token, 'canary-2')
    assert.equal(await readFile(file, 'utf8'), text.replace('retries: 3', 'retries: 4'))
    assert.deepEqual(config.restartNeededFor(), ['alerts.retries'])
    const operator = { ...admin, scopes: new Set(['config:write'] as const) }
    await assert.rejects(
      config.patch({ alerts: { token: 'x' } }, { actor: operator }),
      refusedWith('config/secret-scope'),
    )
    const heard = nextChange(config)
    await config.patch({ alerts: { token: 'canary-3' } }, { actor: admin })
    assert.ok(!JSON.stringify((await heard).changes).includes('canary'))
  })

  it('leaves the old file when the new one can’t be written', async (t) => {
    const { config, file, folder } = await open(t, COMMENTED)
    await rename(file, join(folder, 'kept'))
    await symlink(join(folder, 'gone', 'patchbay.yaml'), file)
    await assert.rejects(config.patch({ server: { port: 1 } }, { actor: admin }), refusedWith('config/dangling-link'))
    assert.equal(config.get().server.port, 7979)
    assert.equal((await readdir(folder)).filter((name) => name.endsWith('.tmp')).length, 0)
  })

  it('replaces the target of a link, and keeps the mode', async (t) => {
    const { config, file, folder } = await open(t, COMMENTED)
    await mkdir(join(folder, 'real'))
    await rename(file, join(folder, 'real', 'p.yaml'))
    await symlink(join(folder, 'real', 'p.yaml'), file)
    await config.patch({ server: { port: 1 } }, { actor: admin })
    assert.match(await readFile(join(folder, 'real', 'p.yaml'), 'utf8'), /port: 1/)
    assert.equal((await stat(file)).mode & 0o777, 0o644)
  })

  it('answers the media pipeline’s form: partial map in, merged map out', async (t) => {
    const { config, file } = await open(t, COMMENTED)
    const pipeline = pipelineConfigOf(config)
    const merged = await pipeline.put({ batch: { max_size_gb: 10 }, server: { log_level: 'warn' } }, admin)
    assert.deepEqual(merged['batch'], { selection_mode: 'size', max_size_gb: 10, allow_parallel: false })
    assert.equal((merged['server'] as { log_level: string }).log_level, 'warn')
    assert.deepEqual(await pipeline.put(pipeline.get(), admin), merged)
    await pipeline.put({ archive: { batch: { max_size_gb: 11 } } }, admin)
    assert.match(await readFile(file, 'utf8'), /max_size_gb: 11 # GiB/)
    await assert.rejects(pipeline.put({ archive: 3 }, admin), refusedWith('config/invalid-value'))
  })
})

describe('an edit by hand', () => {
  it('is picked up, also when an editor renames over the file', async (t) => {
    const { config, file, folder } = await open(t, COMMENTED)
    const first = nextChange(config)
    await writeFile(file, COMMENTED.replace('25', '30'))
    assert.deepEqual((await first).changes, [{ key: 'archive.batch.max_size_gb', before: 25, after: 30 }])
    const second = nextChange(config)
    await writeFile(join(folder, 'new'), COMMENTED.replace('25', '31'))
    await rename(join(folder, 'new'), file)
    assert.equal((await second).actor.id, 'file')
    assert.equal(config.get().archive.batch.max_size_gb, 31)
  })

  it('leaves the old values in force when it is wrong, says key and line, and recovers', async (t) => {
    const { config, file } = await open(t, COMMENTED)
    const wrong = nextProblem(config)
    await writeFile(file, COMMENTED.replace('25', 'plenty'))
    refusedWith('config/invalid-line', { key: 'archive.batch.max_size_gb', line: 5 })(await wrong)
    assert.equal(config.get().archive.batch.max_size_gb, 25)
    assert.deepEqual(
      (await viewConfig(config)).file.problems.map(({ key, line }) => [key, line]),
      [['archive.batch.max_size_gb', 5]],
    )
    await assert.rejects(
      config.patch({ server: { port: 1 } }, { actor: admin }),
      refusedWith('config/file-broken', { status: 409 }),
    )
    assert.match(await readFile(file, 'utf8'), /plenty/)
    await config.replaceText(COMMENTED.replace('25', '40'), { actor: admin })
    assert.equal(config.problem(), null)
    assert.equal(config.get().archive.batch.max_size_gb, 40)
  })

  it('does not take an emptied or vanished file for a wish to go back to defaults', async (t) => {
    const { config, file } = await open(t, COMMENTED)
    const emptied = nextProblem(config)
    await writeFile(file, '')
    refusedWith('config/file-emptied')(await emptied)
    assert.equal(config.get().archive.batch.max_size_gb, 25)
    const restored = nextProblem(config)
    await writeFile(file, COMMENTED)
    assert.equal(await restored, null)
  })
})
