import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Message, Messenger } from '../../alerts/ports.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { AppError } from '../../kernel/errors.ts'
import { openLog } from '../../kernel/log.ts'
import { type FakeReceiver, startFakeReceiver } from './fake-server.ts'
import { webhook } from './index.ts'

const { signal } = new AbortController()
const message: Message = {
  key: 'alert:1',
  title: 'Film added',
  items: [
    { text: 'The Salt Road (2019)', more: '', link: null, kind: 'library.film.added', seq: 7, at: 1_763_460_000_000 },
  ],
  severity: 'info',
  isLoud: false,
  at: 1_763_460_000_000,
}

describe('messages to a webhook', () => {
  let fake: FakeReceiver
  let egress: Egress
  const messengerWith = (secret: string): Messenger =>
    webhook.create({
      settings: { address: fake.url },
      secrets: { signing_secret: secret },
      tools: { egress, clock: systemClock, log: openLog({ level: 'error' }).area('test') },
    }).ports[0]?.[1] as Messenger

  before(() => {
    egress = createEgress()
  })
  after(() => egress[Symbol.asyncDispose]())
  beforeEach(async () => {
    fake = await startFakeReceiver()
  })
  afterEach(() => fake[Symbol.asyncDispose]())

  it('are signed, and have the same id each time they are tried', async () => {
    const first = await messengerWith(fake.secret).send(message, signal)
    const again = await messengerWith(fake.secret).send(message, signal)
    assert.equal(first.ref, again.ref)
    assert.deepEqual(
      fake.received.map(({ id, isSigned }) => [id, isSigned]),
      [
        [first.ref, true],
        [first.ref, true],
      ],
    )
    const { type, data } = JSON.parse(fake.received[0]?.body ?? '') as { type: string; data: Record<string, unknown> }
    assert.equal(type, 'patchbay.alert')
    assert.deepEqual(data['items'], [
      {
        text: 'The Salt Road (2019)',
        more: '',
        link: null,
        kind: 'library.film.added',
        seq: 7,
        at: '2025-11-18T10:00:00.000Z',
      },
    ])
  })

  it('end for good at 410, and are tried again while the receiver is down or busy', async () => {
    const codeOf = async (status: number): Promise<[string, boolean]> => {
      fake.statuses.push(status)
      const error = await messengerWith(fake.secret)
        .send(message, signal)
        .catch((thrown: unknown) => thrown)
      assert.ok(error instanceof AppError)
      return [error.code, error.isRetryable]
    }
    assert.deepEqual(await codeOf(410), ['messages/gone', false])
    assert.deepEqual(await codeOf(503), ['remote/broke-down', true])
    assert.deepEqual(await codeOf(429), ['remote/too-many-calls', true])
    assert.deepEqual(await codeOf(404), ['remote/refused-it', false])
  })

  it('are refused by a receiver that has another secret', async () => {
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const error = await messengerWith(other)
      .send(message, signal)
      .catch((thrown: unknown) => thrown)
    assert.ok(error instanceof AppError && error.code === 'remote/key-refused')
    assert.throws(() => messengerWith('whsec_short'), { code: 'webhook/bad-secret' })
  })
})
