import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { trySpawnApp } from '../spawn-app.ts'
import { configFileOf, QUICK, startApp, type TestApp } from '../start-app.ts'

const bomb = `a: &a ["x","x","x","x","x","x","x","x","x"]
${'bcdefghi'
  .split('')
  .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`)
  .join('\n')}
`
/** What is wrong, and what the words must name. */
const wrong: Record<string, { yaml: string; names: RegExp }> = {
  'broken YAML': { yaml: 'archive:\n  batch: {max_files: 3\n', names: /line 2|line 3/i },
  'a wrong type': { yaml: 'archive:\n  batch:\n    max_files: many\n', names: /max_files.*line 3/is },
  'a value out of range': { yaml: 'server:\n  port: 99999\n', names: /port.*line 2/is },
  'an unknown choice': { yaml: 'archive:\n  dedup:\n    duplicates: burn\n', names: /duplicates.*line 3/is },
  'an alias bomb': { yaml: bomb, names: /repeats its anchors/ },
  'a list where a map belongs': { yaml: '- 1\n- 2\n', names: /\S/ },
}

describe('bad settings at start', () => {
  for (const [what, { yaml, names }] of Object.entries(wrong)) {
    it(`ends with words on ${what}`, { timeout: 60_000 }, async () => {
      const started = Date.now()
      const spawned = await trySpawnApp({ yaml })
      if (spawned.kind === 'serving') await spawned.app[Symbol.asyncDispose]()
      assert.ok(spawned.kind === 'ended')
      assert.equal(spawned.exitCode, 1)
      assert.match(spawned.output, names)
      assert.equal(spawned.output.match(/\/patchbay\.yaml/g)?.length, 1, 'and names the file')
      assert.doesNotMatch(spawned.output, /^\s+at .*\.ts:/m, 'words, no stack')
      assert.ok(Date.now() - started < 30_000)
    })
  }
})

async function putText(app: TestApp, text: string) {
  const { etag } = await app.get<{ etag: string }>('api/v1/config/text')
  const token = (await readFile(`${app.dataFolder}/keys/cli.token`, 'utf8')).trim()
  return app.call('PUT', 'api/v1/config/text', {
    body: { text },
    headers: { authorization: `Bearer ${token}`, 'if-match': `"${etag}"` },
  })
}

it('refuses the same over the API; file and server stay as they were', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  for (const [what, { yaml }] of Object.entries(wrong)) {
    const answer = await putText(app, yaml)
    assert.equal(answer.status, 422, `${what}: ${answer.text}`)
    assert.ok(String(answer.json['code']).includes('/'), what)
    assert.ok(Array.isArray(answer.json['errors']) && answer.json['errors'].length > 0, `${what}: ${answer.text}`)
    assert.equal(await readFile(configFileOf(app), 'utf8'), QUICK, what)
  }
  assert.equal((await app.cli('GET', 'api/v1/config')).status, 200)
})

it('tells a key that nothing knows, with the one that was meant', { timeout: 60_000 }, async () => {
  await using app = await startApp({ yaml: `${QUICK}  batch:\n    max_fils: 3\n` })
  const { file } = await app.get<{ file: { unknown: { key: string; line: number; suggestion: string }[] } }>(
    'api/v1/config',
  )
  assert.deepEqual(file.unknown, [{ key: 'archive.batch.max_fils', line: 5, suggestion: 'archive.batch.max_files' }])
})

interface Doctor {
  checks: { id: string; findings: { level: string; said: { text: string } }[] }[]
}

it('shows such a key in the doctor, because it does nothing', { timeout: 60_000 }, async () => {
  await using app = await startApp({ yaml: `${QUICK}  batch:\n    max_fils: 3\n` })
  const { checks } = await app.get<Doctor>('api/v1/doctor')
  const [finding] = checks.find(({ id }) => id === 'config')?.findings ?? []
  assert.equal(finding?.level, 'warn')
  assert.match(String(finding?.said.text), /line 5.*archive\.batch\.max_fils.*archive\.batch\.max_files/i)
})

it('tells no more of a broken file that was mended while the server was off', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  const codes = async () => {
    const { items } = await app.get<{ items: { said: { code: string } }[] }>('api/v1/attention')
    return items.map(({ said }) => said.code)
  }
  await writeFile(configFileOf(app), 'archive: [\n')
  await app.until('told', async () => (await codes()).includes('config.broken'))
  await app.stop()
  await writeFile(configFileOf(app), QUICK)
  await app.restart()
  await app.until('told no more', async () => !(await codes()).includes('config.broken'))
})

/** A wrong value by key, and what its refusal must say: what it is about, what is allowed, or an example. */
const REFUSED: [string, unknown, RegExp][] = [
  [
    'archive.batch.max_size_gb',
    'plenty',
    /“Most in a batch” \(archive\.batch\.max_size_gb\): It must be a number, such as/,
  ],
  ['archive.batch.max_files', 1.5, /a whole number, such as/],
  ['archive.batch.max_files', 0, /at least 1/],
  ['archive.batch.allow_parallel', 'yes', /true or false/],
  ['archive.batch.naming_pattern', 'batch', /such as batch_\{index:03d\}/],
  ['archive.batch.selection_mode', 'all', /one of size, files/],
  ['archive.sorter.timezone', 'Europe/Nowhere', /such as Europe\/Paris/],
  ['archive.sorter.folder_pattern', '{moth}', /names moth/],
  ['archive.paths.source_dir', 7, /text/],
  ['archive.intake.more', 'inbox', /a list/],
  ['archive.batch', 'big', /section/],
  ['server.base_path', 'media', /such as \/media\//],
  ['server.trusted_proxies', ['proxy'], /such as 192\.168\.1\.10/],
  ['server.allowed_origins', ['intranet'], /such as https:\/\//],
  ['server.timezone', 'Paris', /such as Europe\/Paris/],
]

it('names a variable at the start that looks like ours and is none', { timeout: 60_000 }, async () => {
  await using app = await startApp({ env: { PATCHBAY_LOG_LEVLE: 'debug' } })
  const told = app.logLines.find((line) => line.includes('PATCHBAY_LOG_LEVLE'))
  assert.match(String(told), /"suggestion":"PATCHBAY_LOG_LEVEL"/)
})

it('words each refusal for the person who sent the value', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  const token = (await readFile(`${app.dataFolder}/keys/cli.token`, 'utf8')).trim()
  const { etag } = await app.get<{ etag: string }>('api/v1/config')
  for (const [key, value, says] of REFUSED) {
    const values = key.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
    const headers = { authorization: `Bearer ${token}`, 'if-match': `"${etag}"` }
    const { status, json, text } = await app.call('PUT', 'api/v1/config', { body: { values }, headers })
    assert.equal(status, 422, text)
    assert.match(String(json['detail']), says)
    assert.ok(String(json['detail']).includes(key), text)
    assert.match(String(json['todo']), /nothing was changed/i)
    assert.doesNotMatch(text, /the line|[Ll]ine \d|Invalid|\\\\w|\^/, key)
  }
})

it('tells a hand edit that can’t be used in words, on the card and by doctor', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  const told = async () => {
    const [card] = await app.cards()
    const { text } = await app.cli('GET', 'api/v1/doctor')
    return `${card?.said.text} ${card?.said.why} ${text}`
  }
  for (const [yaml, says] of [
    [`${QUICK}  batch:\n    max_files: many\n`, /“Most files in a batch”.*Line 5.*It must be a number.*Line 5/s],
    ['', /is empty or gone.*is empty or gone/s],
  ] as const) {
    await writeFile(configFileOf(app), yaml)
    await app.until('it is told', async () => says.test(await told()))
    assert.doesNotMatch(await told(), /Line 0|\/archive\//)
  }
})

it('logs a change of settings that could not be told everywhere', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  let eventsBefore: number | undefined
  app.app.access.audit.append = async (tx) => {
    const events = tx.selectFrom('live_events').selectAll().where('kind', '=', 'config.values.changed')
    eventsBefore = (await events.execute()).length
    throw new Error('the audit is broken')
  }
  assert.equal((await putText(app, `${QUICK}server:\n  log_level: warn\n`)).status, 200)
  const told = app.logLines.filter((line) => line.includes('did not take effect everywhere'))
  assert.equal(told.length, 1)
  assert.match(String(told[0]), /the audit is broken/)
  assert.equal(eventsBefore, 0, 'whoever writes both locks the audit first')
})
