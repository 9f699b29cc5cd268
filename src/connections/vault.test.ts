import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { openVault } from './vault.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-vault-'))
})
after(() => rm(folder, { recursive: true, force: true }))

it('opens what it sealed at its own place, after a restart too, and never seals twice alike', async () => {
  const file = join(folder, 'keys/vault.key')
  const sealed = (await openVault(file)).seal('canary-7c2f', 'a/1')
  const vault = await openVault(file)
  assert.equal(vault.open(sealed, 'a/1'), 'canary-7c2f')
  assert.notEqual(vault.seal('canary-7c2f', 'a/1'), sealed)
  assert.doesNotMatch(sealed, /canary|Y2FuYXJ5/)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
})

it('refuses a secret that was moved, changed or sealed with another key', async () => {
  const vault = await openVault(join(folder, 'one.key'))
  const other = await openVault(join(folder, 'two.key'))
  const sealed = vault.seal('secret', 'a/1')
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith('A') ? 'B' : 'A'}${sealed.slice(-1)}`
  for (const [open, text, place] of [
    [vault, sealed, 'a/2'],
    [vault, changed, 'a/1'],
    [other, sealed, 'a/1'],
    [vault, 'nonsense', 'a/1'],
    [vault, '', 'a/1'],
  ] as const)
    assert.throws(() => open.open(text, place), { code: 'connections/secret-unreadable' })
})

it('makes no key where a person named a file that is not there', async () => {
  const file = join(folder, 'mistyped.key')
  await assert.rejects(openVault(file, { isGiven: true }), { code: 'connections/no-key-file' })
  await assert.rejects(stat(file), { code: 'ENOENT' })
})

it('does not replace a key file that can’t be a key', async () => {
  const file = join(folder, 'broken.key')
  await writeFile(file, 'half')
  await assert.rejects(openVault(file), { code: 'connections/bad-key-file' })
  assert.equal(await readFile(file, 'utf8'), 'half')
})
