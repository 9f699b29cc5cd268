import assert from 'node:assert/strict'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { BY_HAND, startApp, type TestApp } from '../../../../test/start-app.ts'
import { silentWav } from '../../../../test/sounds.ts'
import type { InboxView } from '../contract.ts'

describe('listening to a file of an inbox', () => {
  const bytes = silentWav(1, 5)
  let app: TestApp
  before(async () => {
    app = await startApp({ yaml: BY_HAND })
    await app.cli('POST', 'api/v1/radio/stations', { name: 'Riverside', timeZone: 'Europe/Paris' })
    await app.drop({ 'radio/a b#1?.wav': bytes, 'radio/.hidden/x.mp3': 'x', 'radio/notes.txt': 'x', 'secret.wav': 'x' })
    await symlink(join(app.dataFolder, 'secret.wav'), join(app.dataFolder, 'radio/link.wav'))
    await app.drop({ 'elsewhere/secret.wav': 'x' })
    await symlink(join(app.dataFolder, 'elsewhere'), join(app.dataFolder, 'radio/link'))
    const inbox = { stationId: 1, path: join(app.dataFolder, 'radio') }
    assert.equal((await app.cli('POST', 'api/v1/radio/inboxes', inbox)).status, 201)
    assert.equal((await app.get<InboxView>('api/v1/radio/inboxes/1')).inboxId, 1)
  })
  after(() => app[Symbol.asyncDispose]())

  const ask = async (relPath: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(new URL(`api/v1/radio/inboxes/1/listen?${new URLSearchParams({ relPath }).toString()}`, app.address), {
      method,
      headers: { authorization: await app.bearer(), ...headers },
    })
  const name = 'a b#1?.wav'

  it('brings all of it, or the part that is asked for', async () => {
    const all = await ask(name)
    assert.deepEqual([all.status, all.headers.get('content-type')], [200, 'audio/wav'])
    assert.equal(all.headers.get('accept-ranges'), 'bytes')
    assert.match(all.headers.get('content-security-policy') ?? '', /sandbox/)
    assert.deepEqual(Buffer.from(await all.arrayBuffer()), bytes)
    const part = await ask(name, { range: 'bytes=10-19' })
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 10-19/${bytes.length}`])
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(10, 20))
    const end = await ask(name, { range: 'bytes=-4' })
    assert.deepEqual(Buffer.from(await end.arrayBuffer()), bytes.subarray(-4))
    const beyond = await ask(name, { range: `bytes=${bytes.length}-` })
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${bytes.length}`])
    const head = await ask(name, {}, 'HEAD')
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.length)])
  })

  it('brings nothing else: no other folder, no link, no other kind, nothing to a stranger', async () => {
    for (const [relPath, status] of [
      ['../secret.wav', 422],
      ['/etc/passwd', 422],
      ['notes.txt', 422],
      ['link.wav', 404],
      ['link/secret.wav', 404],
      ['gone.wav', 404],
      ['a\0.wav', 400],
    ] as const)
      assert.equal((await ask(relPath)).status, status, relPath)
    assert.equal((await ask(name, { authorization: '' })).status, 401)
  })
})
