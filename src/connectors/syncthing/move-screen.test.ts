import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { startFakeHttp } from '../../../test/fake-http.ts'
import { createEgress } from '../../kernel/egress/client.ts'
import { startFakeSyncthing } from './fake-server.ts'
import { moveScreen } from './move-screen.ts'
import { baseOf } from './settings.ts'

const egress = createEgress()
after(() => egress[Symbol.asyncDispose]())

it('gives its key to nobody else who refuses strangers at the port that it shall move to', async () => {
  await using fake = await startFakeSyncthing()
  const heard: string[] = []
  await using other = await startFakeHttp(0, async ({ path, header }) => {
    heard.push(`${path} ${header('x-api-key')}`)
    return { status: 403, body: 'no' }
  })
  const to = { address: new URL(other.url).host, hasTls: false }
  const from = { address: new URL(fake.url).host, hasTls: false }
  const doors = { base: baseOf({ address: fake.url }), apiKey: fake.key, egress }
  await assert.rejects(moveScreen(doors, { from, to }, AbortSignal.timeout(10_000)), { code: 'syncthing/port-taken' })
  assert.deepEqual(heard, ['/rest/system/ping '])
})
