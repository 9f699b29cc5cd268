import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Message, MessageItem, Messenger } from '../../alerts/ports.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { AppError, LimitedError } from '../../kernel/errors.ts'
import { openLog } from '../../kernel/log.ts'
import { type FakeDiscord, startFakeDiscord } from './fake-server.ts'
import { discord } from './index.ts'
import { bodyOf } from './messenger.ts'
import { readAddress } from './settings.ts'

const { signal } = new AbortController()
const item = (text: string, more = ''): MessageItem => ({ text, more, link: null, kind: 'test', seq: 1, at: 0 })
const message = (given: Partial<Message> = {}): Message => ({
  key: 'alert:1',
  title: 'LibreTime fails',
  items: [item('LibreTime fails')],
  severity: 'bad',
  isLoud: false,
  at: Date.parse('2026-11-18T10:30:00Z'),
  ...given,
})

/** One half of a sign that takes two units. */
const isTorn = (text: string): boolean =>
  /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)

const embedsOf = ({ posts }: FakeDiscord) => (posts[0] ?? {})['embeds'] as { title: string; description: string }[]

describe('messages to Discord', () => {
  let fake: FakeDiscord
  let egress: Egress
  let messenger: Messenger

  const open = (address: string): Messenger => {
    const tools = { egress, clock: systemClock, log: openLog({ level: 'error' }).area('test') }
    const settings = discord.settings.parse({ other_host: fake.url })
    const { ports } = discord.create({ settings, secrets: { webhook_address: address }, tools })
    return ports[0]?.[1] as Messenger
  }

  before(() => {
    egress = createEgress()
  })
  after(() => egress[Symbol.asyncDispose]())
  beforeEach(async () => {
    fake = await startFakeDiscord()
    messenger = open(fake.webhookAddress)
  })
  afterEach(() => fake[Symbol.asyncDispose]())

  it('is posted, and read back by its id until somebody deletes it', async () => {
    const { ref } = await messenger.send(message(), signal)
    assert.equal(await messenger.isThere?.(ref, signal), true)
    fake.deleteMessage(ref)
    assert.equal(await messenger.isThere?.(ref, signal), false)
  })

  it('calls nobody, whatever a title says, and shows its signs as they are', async () => {
    await messenger.send(message({ title: '@everyone *loud*', items: [item('<@1234> [x](http://evil)')] }), signal)
    const [post] = fake.posts
    assert.deepEqual(post?.['allowed_mentions'], { parse: [] })
    const [embed] = embedsOf(fake)
    assert.equal(embed?.title, '\\@everyone \\*loud\\*')
    assert.equal(embed?.description, '\\<\\@1234\\> \\[x\\]\\(http://evil\\)')
  })

  it('is cut inside Discord’s limits without tearing a sign', async () => {
    await messenger.send(message({ title: '😀'.repeat(300), items: [item('a', '🎬*'.repeat(3500))] }), signal)
    assert.deepEqual(fake.statuses, [200])
    const [embed] = embedsOf(fake)
    assert.ok(!isTorn(embed?.title ?? '') && !isTorn(embed?.description ?? ''))
    assert.ok((embed?.title.length ?? 0) > 250)
  })

  it('keeps as many whole lines of a long list as fit, and says that there is more', () => {
    const items = Array.from({ length: 40 }, (_one, index) => item(`${index} ${'x'.repeat(300)}`))
    const [embed] = bodyOf(message({ items }), '')['embeds'] as { description: string }[]
    const lines = embed?.description.split('\n') ?? []
    assert.equal(lines.at(-1), '…')
    assert.equal(lines.at(-2)?.length, 303)
    assert.ok((embed?.description.length ?? 0) <= 4096)
  })

  it('waits as long as the header says, in seconds, also when a page answers', async () => {
    fake.faults.push({ kind: 'limited', seconds: 3 }, { kind: 'limited-page', seconds: 9 })
    const refusedFor = async (): Promise<number> => {
      try {
        await messenger.send(message(), signal)
      } catch (error) {
        assert.ok(error instanceof LimitedError)
        return error.retryAfterMs
      }
      return 0
    }
    assert.deepEqual([await refusedFor(), await refusedFor(), await refusedFor()], [3000, 9000, 0])
  })

  it('holds itself to five posts in two seconds, so that Discord never has to say no', async () => {
    const ends = await Promise.allSettled(Array.from({ length: 9 }, () => messenger.send(message(), signal)))
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as AppError] : []))
    assert.equal(fake.posts.length, 5)
    assert.deepEqual(new Set(fake.statuses), new Set([200]))
    assert.deepEqual(new Set(refusals.map(({ code }) => code)), new Set(['messages/too-many']))
  })

  it('tells a webhook that is no more from a message that is refused, and from a wrong token', async () => {
    const codeOf = async (sent: Promise<unknown>): Promise<string> => {
      const error = await sent.then(
        () => assert.fail('it was taken'),
        (thrown: unknown) => thrown,
      )
      assert.ok(error instanceof AppError)
      return error.code
    }
    assert.equal(await codeOf(open(`${fake.webhookAddress}x`).send(message(), signal)), 'remote/key-refused')
    fake.faults.push({ kind: 'status', status: 500 }, { kind: 'status', status: 400 })
    assert.equal(await codeOf(messenger.send(message(), signal)), 'remote/broke-down')
    assert.equal(await codeOf(messenger.send(message(), signal)), 'messages/refused')
    fake.deleteWebhook()
    assert.equal(await codeOf(messenger.send(message(), signal)), 'messages/gone')
  })

  it('sends to Discord’s hosts only, unless an admin names another one', () => {
    const at = (address: string): string => {
      try {
        return readAddress(address, { other_host: '' }).id
      } catch (error) {
        return error instanceof AppError ? error.code : 'broken'
      }
    }
    assert.equal(at('https://discord.com/api/webhooks/123/abc-DEF_1'), '123')
    assert.equal(at('https://canary.discord.com/api/v9/webhooks/123/abc'), '123')
    for (const wrong of [
      'http://discord.com/api/webhooks/123/abc',
      'https://discord.com.evil.example/api/webhooks/123/abc',
      'https://evil.example/api/webhooks/123/abc',
      'https://discord.com@evil.example/api/webhooks/123/abc',
      'https://discord.com:8443/api/webhooks/123/abc',
      'https://discord.com/api/webhooks/123',
      'nothing',
    ])
      assert.equal(at(wrong), 'discord/bad-address', wrong)
  })
})
