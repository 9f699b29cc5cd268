import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { openMediaThreads } from './media-threads.ts'

const folder = mkdtempSync(join(tmpdir(), 'patchbay-media-threads-'))
after(() => rmSync(folder, { recursive: true }))
const context = { now: Date.parse('2026-01-01T00:00:00Z'), timeZone: 'Europe/Paris' }

function file(name: string, content = 'x'): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('media threads', () => {
  it('answers in the order asked, over several batches and threads', async () => {
    await using threads = openMediaThreads(2)
    const names = Array.from(
      { length: 300 },
      (_, i) => `IMG_20230102_03${String(Math.floor(i / 60)).padStart(2, '0')}${String(i % 60).padStart(2, '0')}.jpg`,
    )
    const assets = names.map((name) => [{ path: file(name), role: 'still' as const }])
    const answers = await threads.readCaptureDates(assets, { context })
    const told = answers.map((answer) =>
      answer.kind === 'read' ? answer.found.date?.local.replaceAll(/\D/g, '').slice(8) : answer.code,
    )
    assert.deepEqual(
      told,
      names.map((name) => name.slice(13, 19)),
    )
  })

  it('fails one missing file alone, and takes a name of raw bytes', async () => {
    await using threads = openMediaThreads(1)
    const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from('_20230102_030405.jpg')])
    writeFileSync(odd, 'x')
    const [missing, found] = await threads.readCaptureDates(
      [[{ path: join(folder, 'none.jpg'), role: 'still' }], [{ path: odd, role: 'still' }]],
      { context },
    )
    assert.deepEqual(missing, { kind: 'failed', code: 'media/file-missing', params: {} })
    assert.equal(found?.kind === 'read' && found.found.date?.local, '2023-01-02T03:04:05')
  })

  it('checks files', async () => {
    await using threads = openMediaThreads(1)
    const answers = await threads.checkMedia([file('empty.jpg', ''), file('text.jpg', '{"a":1}')])
    assert.deepEqual(answers, [
      {
        kind: 'read',
        found: { type: 'unknown', isMislabelled: false, completeness: { kind: 'incomplete', reason: 'empty' } },
      },
      { kind: 'read', found: { type: 'json', isMislabelled: true, completeness: { kind: 'unknown' } } },
    ])
  })

  it('stops when aborted, and serves the next call', async () => {
    await using threads = openMediaThreads(1)
    const reason = new Error('enough')
    await assert.rejects(threads.checkMedia([file('a.jpg')], { signal: AbortSignal.abort(reason) }), reason)
    assert.equal((await threads.checkMedia([file('a.jpg')])).length, 1)
  })
})
