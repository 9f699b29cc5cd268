import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Message, MessageItem, Messenger } from '../../alerts/ports.ts'
import type { OpenConnection } from '../../connections/ports.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { AppError, LimitedError, UnavailableError } from '../../kernel/errors.ts'
import { openLog } from '../../kernel/log.ts'
import { type FakePushover, startFakePushover } from './fake-server.ts'
import { pushover } from './index.ts'

const { signal } = new AbortController()
const item = (text: string, link: string | null = null): MessageItem => ({
  text,
  more: '',
  link,
  kind: 'test',
  seq: 1,
  at: 0,
})
const message = (given: Partial<Message> = {}): Message => ({
  key: 'alert:1',
  title: 'Dead air',
  items: [item('Radio One is silent', 'https://patchbay.example.org/radio')],
  severity: 'bad',
  isLoud: false,
  at: 1_763_460_000_000,
  ...given,
})

const failureOf = (sent: Promise<unknown>): Promise<AppError> =>
  sent.then(
    () => assert.fail('it was taken'),
    (thrown: unknown) => (thrown instanceof AppError ? thrown : assert.fail(String(thrown))),
  )

describe('messages to Pushover', () => {
  let fake: FakePushover
  let egress: Egress
  const open = (user = fake.user): OpenConnection =>
    pushover.create({
      settings: pushover.settings.parse({ address: fake.url }),
      secrets: { app_token: fake.token, user_key: user },
      tools: { egress, clock: systemClock, log: openLog({ level: 'error' }).area('test') },
    })
  const messengerOf = (connection = open()): Messenger => connection.ports[0]?.[1] as Messenger

  before(() => {
    egress = createEgress()
  })
  after(() => egress[Symbol.asyncDispose]())
  beforeEach(async () => {
    fake = await startFakePushover()
  })
  afterEach(() => fake[Symbol.asyncDispose]())

  it('carries a link, and is urgent only when it is loud', async () => {
    await messengerOf().send(message(), signal)
    await messengerOf().send(message({ isLoud: true }), signal)
    assert.deepEqual(
      fake.posts.map(({ priority, url, title }) => [priority, url, title]),
      [
        ['0', 'https://patchbay.example.org/radio', 'Dead air'],
        ['1', 'https://patchbay.example.org/radio', 'Dead air'],
      ],
    )
  })

  it('may be 1,024 characters of four bytes, and is cut at the next one', async () => {
    await messengerOf().send(message({ items: [item('😀'.repeat(1024))] }), signal)
    await messengerOf().send(message({ items: [item('😀'.repeat(1025))], title: 'e\u0301'.repeat(300) }), signal)
    const [whole, cut] = fake.posts
    assert.equal(Array.from(whole?.['message'] ?? '').length, 1024)
    assert.ok(!whole?.['message']?.includes('…'))
    assert.ok(cut?.['message']?.endsWith('😀…'))
    assert.ok(cut?.['title']?.endsWith('e\u0301…'))
  })

  it('is not sent again when it was refused, and is when Pushover broke down', async () => {
    fake.statuses.push(503)
    const broken = await failureOf(messengerOf().send(message(), signal))
    assert.ok(broken instanceof UnavailableError && broken.retryAfterMs === 5000)
    fake.remaining = 0
    const quota = await failureOf(messengerOf().send(message(), signal))
    assert.ok(quota instanceof LimitedError && quota.code === 'pushover/quota' && quota.retryAfterMs >= 60_000)
    const refused = await failureOf(messengerOf(open('uWRONGWRONGWRONGWRONGWRONG')).send(message(), signal))
    assert.deepEqual([refused.code, refused.isRetryable], ['remote/key-refused', false])
    assert.match(String(refused.params['said']), /user identifier/)
  })

  it('is tested without a message: whom it would reach, and what is left of the month', async () => {
    const facts = await Promise.all(open().rungs.map(({ climb }) => climb(signal)))
    assert.deepEqual(facts, [
      { code: 'pushover-devices', params: { count: 2 } },
      { code: 'pushover-quota', params: { limit: 10_000, remaining: 10_000 } },
    ])
    assert.deepEqual(fake.posts, [])
  })
})
