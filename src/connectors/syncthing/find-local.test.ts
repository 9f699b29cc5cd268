import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { localSyncthings } from './find-local.ts'

const root = mkdtempSync(join(tmpdir(), 'patchbay-find-syncthing-'))
after(() => rmSync(root, { recursive: true, force: true }))

function folderNamed(name: string): { folder: string; file: string } {
  const folder = join(root, name)
  mkdirSync(folder)
  return { folder, file: join(folder, 'config.xml') }
}

const CONFIG = `<configuration version="36">
  <folder id="photos" label="Photos" path="/srv/photos"></folder>
  <gui enabled="true" tls="false"><address>0.0.0.0:8384</address><apikey>abc&amp;def</apikey></gui>
</configuration>`

// With it no home of this machine is looked into.
const env = { STHOMEDIR: '/nowhere' }

describe('a Syncthing of this machine', () => {
  it('is found by its configuration, whose key is given only to who connects it', async () => {
    const { folder, file } = folderNamed('well')
    writeFileSync(file, CONFIG)
    const local = localSyncthings(env, [folder, join(root, 'none')])
    const folders = [{ folderId: 'photos', label: 'Photos', path: '/srv/photos' }]
    assert.deepEqual(await local.find(), [
      { file, address: 'http://127.0.0.1:8384', hasKey: true, folders, problem: null },
    ])
    assert.deepEqual((await local.read(file)).secrets, { api_key: 'abc&def' })
    await assert.rejects(local.read('/etc/passwd'), { code: 'syncthing/no-such-config' })
  })

  it('is not waited for where a pipe lies, nor read where a file is far too large', { timeout: 20_000 }, async () => {
    const [pipe, large] = [folderNamed('pipe'), folderNamed('large')]
    execFileSync('mkfifo', [pipe.file])
    writeFileSync(large.file, CONFIG)
    truncateSync(large.file, 1 << 30)
    const before = process.memoryUsage().rss
    const found = await localSyncthings(env, [pipe.folder, large.folder]).find()
    assert.deepEqual(
      found.map(({ problem }) => problem),
      ['syncthing/config-unreadable', 'syncthing/config-unreadable'],
    )
    assert.ok(process.memoryUsage().rss - before < 256 << 20, 'it was not read whole')
  })
})
