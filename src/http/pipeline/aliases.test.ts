import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { startApp, type TestApp } from '../../../test/start-app.ts'
import { pipelineRoutes } from './contract.ts'

/** Files wait for a person, so that each row's own effect can be seen. */
const YAML = 'archive:\n  intake:\n    settle_sec: 1\n    mode: review\n    watch: false\n'

describe('the paths of the media pipeline', () => {
  let app: TestApp
  let key: string
  const seen = new Set<string>()

  /** As the pipeline's users call it: a key in its header, and the body that its README shows, none. */
  const call = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(new URL(path, app.app.address), {
      method,
      headers: { 'x-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: reply.status, json: (await reply.json()) as Record<string, unknown> }
  }
  /** Calls a row of the table and holds the answer to exactly its shape. */
  const row = async (name: keyof typeof pipelineRoutes.routes, path: string) => {
    const spec = pipelineRoutes.routes[name]
    seen.add(name)
    const { status, json } = await call(spec.method, path)
    assert.equal(status, 200, JSON.stringify(json))
    const strict = spec.reply instanceof z.ZodObject ? spec.reply.strict() : spec.reply
    strict.parse(json)
    return json
  }

  before(async () => {
    app = await startApp({ yaml: YAML })
    const cookie = await app.claim()
    const body = { name: 'pipeline', scopes: ['read', 'files:move', 'config:write'] }
    key = String((await app.call('POST', 'api/v1/access/keys', { cookie, body })).json['key'])
    await app.drop({
      'inbox/IMG_20240102_030405.txt': 'one',
      'inbox/IMG_20240103_030405.txt': 'two',
      'inbox/copy of the first.txt': 'one',
    })
  })
  after(() => app[Symbol.asyncDispose]())

  it('GET /health', async () => assert.deepEqual(await row('health', 'health'), { status: 'ok' }))

  it('GET /config and GET /api/config, secrets masked, behind the same door as everything', async () => {
    const config = await row('config', 'config')
    assert.deepEqual(config, (await call('GET', 'api/config')).json)
    assert.equal((config['batch'] as { selection_mode: string }).selection_mode, 'size')
    const open = await fetch(new URL('config', app.app.address))
    assert.equal(open.status, 401)
    const problem = (await open.json()) as { message: string; detail: string }
    assert.equal(problem.message, problem.detail, 'the pipeline calls it message')
  })

  it('PUT /api/config merges a partial map and answers the merged one', async () => {
    const { status, json } = await call('PUT', 'api/config', { batch: { max_files: 20, selection_mode: 'files' } })
    assert.equal(status, 200, JSON.stringify(json))
    const batch = json['batch'] as { max_files: number; selection_mode: string; max_size_gb: number }
    assert.deepEqual([batch.max_files, batch.selection_mode, batch.max_size_gb], [20, 'files', 15])
    const bad = await call('PUT', 'api/config', { batch: { max_files: 'twenty' } })
    assert.equal(bad.status, 422)
    assert.equal(((await call('GET', 'api/config')).json['batch'] as { max_files: number }).max_files, 20)
  })

  it('POST /api/dedup/start and GET /api/dedup/status', async () => {
    assert.deepEqual(await row('startDedup', 'api/dedup/start'), { started: true })
    await app.until('looked at all three', async () => {
      const { running, processed_files } = await row('dedupStatus', 'api/dedup/status')
      if (running === false && processed_files !== 3) await row('startDedup', 'api/dedup/start')
      return running === false && processed_files === 3
    })
    const status = await row('dedupStatus', 'api/dedup/status')
    assert.deepEqual([status['total_files'], status['duplicate_files'], status['error']], [3, 1, null])
  })

  it('POST /api/batch/create, and what stands in the way of a second one', async () => {
    const made = await row('createBatch', 'api/batch/create')
    assert.deepEqual(
      [made['created'], made['batch_name'], made['file_count'], made['size_bytes']],
      [true, 'batch_001', 2, 6],
    )
    const files = made['files'] as { relative_path: string; sha256: string }[]
    assert.equal(files.length, 2)
    assert.match(files[0]?.sha256 ?? '', /^[0-9a-f]{64}$/)
    assert.match(String(made['manifest_path']), /batch_001\.json$/)
    const second = await row('createBatch', 'api/batch/create')
    assert.deepEqual(
      [second['created'], second['blocking_batch'], second['blocking_batch_id'], second['blocking_status']],
      [false, 'batch_001', made['batch_id'], 'PENDING'],
    )
  })

  it('GET /api/batch/list', async () => {
    const [batch] = (await row('listBatches', 'api/batch/list'))['batches'] as { name: string; status: string }[]
    assert.deepEqual([batch?.name, batch?.status], ['batch_001', 'PENDING'])
  })

  it('the rows about Syncthing say that none is connected', async () => {
    assert.deepEqual(await row('startSync', 'api/sync/start/1'), {
      batch: 'batch_001',
      started: false,
      status: 'PENDING',
    })
    assert.match(String((await row('syncStatus', 'api/sync/status/1'))['detail']), /Syncthing/)
    assert.match(String((await row('syncDiagnostics', 'api/sync/diagnostics'))['last_error']), /Syncthing/)
    assert.equal((await row('workflowSync', 'api/workflow/sync/1'))['status'], 'skipped')
    assert.deepEqual(await row('workflowSyncRefresh', 'api/workflow/sync/refresh'), { count: 0, batches: [] })
    assert.deepEqual(await row('syncRefresh', 'api/sync/refresh'), { count: 0, batches: [] })
    assert.equal((await call('GET', 'api/sync/status/99')).status, 404)
  })

  it('POST /api/workflow/sort/{id}, POST /api/sort/start/{batch} and GET /api/sort/status/{batch}', async () => {
    const sorted = await row('workflowSort', 'api/workflow/sort/1')
    assert.deepEqual(sorted, {
      status: 'completed',
      message: null,
      data: { batch: 'batch_001', sorted_files: 2, skipped_files: 0 },
    })
    for (const batch of ['batch_001', '1']) {
      const again = await row('startSort', `api/sort/start/${batch}`)
      assert.deepEqual(again, { batch: 'batch_001', sorted_files: 2, skipped_files: 0, started: false })
      const status = await row('sortStatus', `api/sort/status/${batch}`)
      assert.deepEqual(status, { batch: 'batch_001', status: 'SORTED', total_files: 2, sorted_files: 2 })
    }
    assert.equal((await call('GET', 'api/sort/status/batch_999')).json['code'], 'pipeline/no-such-batch')
  })

  it('POST /api/batch/create says when nothing waits', async () => {
    const none = await row('createBatch', 'api/batch/create')
    assert.equal(none['created'], false)
    assert.doesNotMatch(String(none['reason']), /^(null|reason\.|error\.)/)
  })

  it('POST /api/workflow/run, GET /api/workflow/status and /overview', async () => {
    assert.deepEqual(await row('runWorkflow', 'api/workflow/run'), { started: true })
    await app.until('run', async () => (await row('workflowStatus', 'api/workflow/status'))['running'] === false)
    const status = await row('workflowStatus', 'api/workflow/status')
    const last = status['last_result'] as { steps: { name: string; status: string }[]; errors: string[] }
    assert.deepEqual(
      last.steps.map(({ name }) => name),
      ['dedup', 'batch', 'sort', 'cleanup'],
    )
    assert.deepEqual(last.errors, [])
    const overview = await row('workflowOverview', 'api/workflow/overview')
    assert.equal(overview['running'], false)
    assert.deepEqual((overview['file_counts'] as Record<string, number>)['SORTED'], 2)
    const config = overview['config'] as { path: string; log_dir: string }
    assert.match(config.path, /patchbay\.yaml$/)
    assert.ok(existsSync(join(config.log_dir, 'patchbay.log')))
  })

  it('POST /api/workflow/debug/advance', async () => {
    assert.equal((await row('workflowDebugAdvance', 'api/workflow/debug/advance'))['advanced'], false)
  })

  it('POST /api/cleanup/run', async () => {
    const at = (name: string): string => join(app.dataFolder, name)
    const left = [`.patchbay.yaml.${'0a'.repeat(6)}.tmp`, '.patchbay.4711.tmp', 'manifests/Batch_0009.json.new']
    const others = ['running.json.4712.tmp', 'notes.tmp', 'manifests/a.new']
    const twoDaysAgo = Date.now() / 1000 - 2 * 86_400
    for (const name of [...left, ...others]) await writeFile(at(name), '')
    for (const name of [...left, ...others.slice(1)]) await utimes(at(name), twoDaysAgo, twoDaysAgo)
    const cleaned = await row('runCleanup', 'api/cleanup/run')
    assert.ok(Array.isArray(cleaned['removed_batch_dirs']))
    assert.deepEqual((cleaned['deleted_temp_files'] as string[]).toSorted(), left.map(at).toSorted())
    assert.deepEqual(
      [...left, ...others].filter((name) => existsSync(at(name))),
      others,
    )
  })

  it('GET /api/dashboard', async () => {
    const board = await row('dashboard', 'api/dashboard')
    const files = board['files'] as { total: number; by_status: Record<string, number>; completion_percent: number }
    assert.deepEqual([files.total, files.by_status, files.completion_percent], [3, { DUPLICATE: 1, SORTED: 2 }, 66.7])
    const batches = board['batches'] as { sorted: number; completion_percent: number }
    assert.equal(batches.sorted, 1)
  })

  it('has a test for every row', () => {
    assert.deepEqual([...seen].toSorted(), Object.keys(pipelineRoutes.routes).toSorted())
  })
})
