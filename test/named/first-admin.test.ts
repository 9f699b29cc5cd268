import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { trySpawnApp } from '../spawn-app.ts'
import { PASSWORD } from '../start-http.ts'

async function fileWith(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-admin-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'password'), text)
  return join(folder, 'password')
}

async function startWith(env: Record<string, string>, dataFolder?: string) {
  const spawned = await trySpawnApp({ env, ...(dataFolder === undefined ? {} : { dataFolder }) })
  assert.ok(spawned.kind === 'serving', spawned.kind === 'ended' ? spawned.output : '')
  return spawned.app
}

describe('an unattended set-up', () => {
  it('makes the admin whose password lies in a file, and needs no setup code', { timeout: 60_000 }, async (t) => {
    const file = await fileWith(t, `${PASSWORD}\n`)
    await using app = await startWith({ PATCHBAY_ADMIN_PASSWORD_FILE: file, PATCHBAY_ADMIN_NAME: 'Ann' })
    assert.equal(app.setupCode, undefined)
    assert.ok(!app.output().includes(PASSWORD))
    const body = { name: 'ann', password: PASSWORD }
    assert.equal((await app.call('POST', 'api/v1/session', { body })).status, 200)
    const claim = { code: '0000', ...body }
    assert.equal((await app.call('POST', 'api/v1/setup/claim', { body: claim })).status, 404)
    const { items } = await app.get<{ items: { name: string; role: string }[] }>('api/v1/access/people')
    assert.deepEqual(
      items.map(({ name, role }) => [name, role]),
      [['Ann', 'admin']],
    )
    const audit = await app.get<{ items: { action: string; actor: string }[] }>('api/v1/access/audit')
    assert.ok(audit.items.some(({ action, actor }) => action === 'access.claimed' && actor === 'setup'))
  })

  it('leaves an installation alone that somebody has claimed, and says so', { timeout: 60_000 }, async (t) => {
    const place = await mkdtemp(join(tmpdir(), 'patchbay-claimed-'))
    t.after(() => rm(place, { recursive: true, force: true }))
    {
      await using app = await startWith({}, join(place, 'data'))
      await app.claim()
    }
    await using app = await startWith({ PATCHBAY_ADMIN_PASSWORD_FILE: '/nowhere/password' }, join(place, 'data'))
    assert.match(app.output(), /PATCHBAY_ADMIN_PASSWORD_FILE/)
    const { items } = await app.get<{ items: { name: string }[] }>('api/v1/access/people')
    assert.deepEqual(
      items.map(({ name }) => name),
      ['Ann'],
    )
  })

  const bad: Record<string, string> = {
    short: 'Tr0ub4dor',
    empty: '\n',
    'made of the name': 'admin-admin',
    'of several lines': 'correct horse\nbattery staple\n',
  }
  for (const [what, text] of Object.entries(bad)) {
    it(`does not start on a password that is ${what}, and says what to do`, { timeout: 60_000 }, async (t) => {
      const file = await fileWith(t, text)
      const spawned = await trySpawnApp({ env: { PATCHBAY_ADMIN_PASSWORD_FILE: file } })
      if (spawned.kind === 'serving') await spawned.app[Symbol.asyncDispose]()
      assert.ok(spawned.kind === 'ended')
      assert.equal(spawned.exitCode, 1)
      assert.match(spawned.output, /PATCHBAY_ADMIN_PASSWORD_FILE.*10 to 200 characters/s)
      assert.ok(spawned.output.includes(file))
      assert.ok(text.trim() === '' || !spawned.output.includes(text.trim()))
      assert.doesNotMatch(spawned.output, /^\s+at .*\.ts:/m)
    })
  }

  it('does not start on a file that can’t be read, or a name that nobody can have', { timeout: 60_000 }, async (t) => {
    const file = await fileWith(t, PASSWORD)
    const envs: Record<string, string>[] = [
      { PATCHBAY_ADMIN_PASSWORD_FILE: `${file}.gone` },
      { PATCHBAY_ADMIN_PASSWORD_FILE: file, PATCHBAY_ADMIN_NAME: 'x'.repeat(61) },
    ]
    for (const env of envs) {
      const spawned = await trySpawnApp({ env })
      if (spawned.kind === 'serving') await spawned.app[Symbol.asyncDispose]()
      assert.ok(spawned.kind === 'ended')
      assert.equal(spawned.exitCode, 1)
      assert.match(spawned.output, new RegExp(String(Object.keys(env).at(-1))))
      assert.doesNotMatch(spawned.output, /^\s+at .*\.ts:/m)
    }
  })
})
