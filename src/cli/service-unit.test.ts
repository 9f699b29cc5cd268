import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { type CliHost, openCliHost } from '../../test/cli-host.ts'
import { SERVER_COMMAND } from './server-command.ts'
import { systemdUnit } from './systemd-unit.ts'

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
let folder: string
let host: CliHost

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-unit-'))
  host = openCliHost({ PATCHBAY_DATA: folder })
})

after(async () => {
  await host[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

/** What systemd has to say of a unit; empty when all is well. */
function complaints(unit: string): string {
  const file = join(folder, 'patchbay.service')
  writeFileSync(file, unit)
  const said = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
  return said.stdout + said.stderr
}

it('prints a unit that starts the server of this data folder', async () => {
  const { code, out, err } = await host.run(['service-unit', '--user', 'media', '--config', '/etc/patchbay/house.yaml'])
  assert.equal(code, 0, err)
  const started = [process.execPath, ...SERVER_COMMAND, '--data', folder, '--config', '/etc/patchbay/house.yaml']
  assert.match(out, /^User=media$/m)
  assert.ok(out.includes(`\nExecStart=${started.map((word) => `"${word}"`).join(' ')}\n`), out)
  assert.ok(out.includes(`\nReadWritePaths="-${folder}" "-/etc/patchbay"\n`), out)
  assert.match(err, /systemctl enable --now patchbay/)
})

it('asks whose the server shall be where that is not clear', async () => {
  const bad = await host.run(['service-unit', '--user', 'me\nExecStart=/bin/sh'])
  assert.deepEqual([bad.code, bad.out], [1, ''])
  assert.match(bad.err, /no name of an account/)
  const unclear = await host.run(['service-unit'])
  if (userInfo().uid === 0) assert.match(unclear.err, /--user/)
  else assert.match(unclear.out, new RegExp(`^User=${userInfo().username}$`, 'm'))
})

it('writes names so that systemd reads them as they are', () => {
  const odd = '/srv/it\'s 50% "ours" $HOME\nUser=root'
  const unit = systemdUnit({ command: ['/bin/true', odd], folders: [odd], user: 'media' })
  assert.ok(unit.includes(String.raw`"/srv/it's 50%% \"ours\" $$HOME\nUser=root"`), unit)
  assert.ok(unit.includes(String.raw`"-/srv/it's 50%% \"ours\" $HOME\nUser=root"`), unit)
  assert.doesNotMatch(unit, /^User=root/m)
})

it('is a unit that systemd has nothing to say against', { skip: !hasSystemd && 'needs systemd' }, () => {
  const unit = systemdUnit({ command: ['/bin/true', '--data', '/srv/a b%c'], folders: ['/srv/a b%c'], user: 'media' })
  assert.equal(complaints(unit), '')
  assert.notEqual(complaints(unit.replace('ProtectSystem=full', 'ProtectSystem=most')), '')
})
