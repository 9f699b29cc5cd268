import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'fake.ts')

it('runs a double alone, says where it is and what to try, and stops when told to', async () => {
  const child = spawn(process.execPath, [SCRIPT, 'libretime', '--key', 'K'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [first] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(first)?.[0] ?? ''
  assert.match(first, /Try:\n.*Api-Key K/)
  const answered = await fetch(`${address}/api/v2/libraries`, { headers: { authorization: 'Api-Key K' } })
  assert.equal(answered.status, 200)
  const times = JSON.stringify({ refusedMs: 300, analyzerDownMs: 1 })
  await fetch(`${address}/__fake/restart`, { method: 'POST', body: times })
  const isUp = (): Promise<boolean> =>
    fetch(`${address}/api/v2/version`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (await isUp()) await sleep(5)
  while (!(await isUp())) await sleep(5)
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

it('runs the double of a CMS, whose fields can be made to vanish', async () => {
  const child = spawn(process.execPath, [SCRIPT, 'payload', '--key', 'K'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [first] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(first)?.[0] ?? ''
  await fetch(`${address}/__fake/faults`, { method: 'POST', body: '{"kind":"drop-field","field":"duration"}' })
  const answered = await fetch(`${address}/api/episodes/1`, {
    method: 'PATCH',
    headers: { authorization: 'users API-Key K' },
    body: '{"duration":60,"realDuration":61}',
  })
  const { doc } = (await answered.json()) as { doc: Record<string, unknown> }
  assert.deepEqual([answered.status, doc['duration'], doc['realDuration']], [200, null, 61])
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

it('names the doubles that there are when it is asked for another', async () => {
  const child = spawn(process.execPath, [SCRIPT, 'nothing'], { stdio: ['ignore', 'inherit', 'pipe'] })
  assert.match(await text(child.stderr), /NAME is one of: libretime, tmdb, payload, /)
})
