import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { MessageView } from '../../src/alerts/contract.ts'
import { type FakeReceiver, startFakeReceiver } from '../../src/connectors/webhook/fake-server.ts'
import { type SpawnedApp, spawnApp } from '../spawn-app.ts'
import { BY_HAND } from '../start-app.ts'

const CYCLES = 3

async function openChannel(app: SpawnedApp, receiver: FakeReceiver): Promise<number> {
  const post = async (path: string, body: object) => {
    const answer = await app.cli('POST', `api/v1/${path}`, body)
    assert.equal(answer.status, 201, answer.text)
    return answer.json
  }
  const { connectionId } = await post('connections', {
    kind: 'webhook',
    name: 'Desk',
    settings: { address: receiver.url },
    secrets: { signing_secret: receiver.secret },
  })
  return (await post('alerts/channels', { connectionId }))['channelId'] as number
}

/** Until nobody answers any more. */
async function sendOn(app: SpawnedApp, channelId: number, accepted: Set<number>): Promise<void> {
  for (;;) {
    const answer = await app.cli('POST', `api/v1/alerts/channels/${channelId}/test`, {})
    if (answer.status === 202) accepted.add(answer.json['messageId'] as number)
    else if (answer.status !== 429) return
    await wait(5)
  }
}

const listMessages = async (app: SpawnedApp): Promise<MessageView[]> =>
  (await app.get<{ items: MessageView[] }>('api/v1/alerts/messages?limit=200')).items

it('sends no message twice and loses none when it is killed at any moment', { timeout: 120_000 }, async () => {
  const place = await mkdtemp(join(tmpdir(), 'patchbay-messages-'))
  const dataFolder = join(place, 'data')
  await writeFile(join(place, 'patchbay.yaml'), BY_HAND)
  await using receiver = await startFakeReceiver()
  const accepted = new Set<number>()
  let channelId = 0
  try {
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      await using app = await spawnApp({ dataFolder })
      if (cycle === 0) channelId = await openChannel(app, receiver)
      const sending = sendOn(app, channelId, accepted).catch(() => undefined)
      await wait(300 + 200 * cycle)
      // On a machine that is busy some have to come first.
      for (let look = 0; accepted.size < 5 * (cycle + 1) && look < 500; look++) await wait(20)
      await app.end('SIGKILL')
      await sending
    }
    await using app = await spawnApp({ dataFolder })
    let messages = await listMessages(app)
    for (let look = 0; messages.some(({ state }) => state === 'planned' || state === 'sending') && look < 300; look++) {
      await wait(100)
      messages = await listMessages(app)
    }
    assert.ok(accepted.size > 10, `${accepted.size} were accepted`)
    const states = new Map(messages.map(({ messageId, state }) => [messageId, state]))
    for (const messageId of accepted)
      assert.ok(['sent', 'uncertain'].includes(String(states.get(messageId))), `${messageId} ${states.get(messageId)}`)
    const ids = receiver.received.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length, 'each at most once')
    const sent = messages.filter(({ state }) => state === 'sent').length
    assert.ok(ids.length >= sent, `${ids.length} came, ${sent} are said to be sent`)
  } finally {
    await rm(place, { recursive: true, force: true })
  }
})
