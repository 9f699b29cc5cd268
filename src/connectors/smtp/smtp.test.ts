import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Message, Messenger } from '../../alerts/ports.ts'
import type { OpenConnection } from '../../connections/ports.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createEgress, type Egress } from '../../kernel/egress/client.ts'
import { mayHaveArrived } from '../../kernel/egress/trouble.ts'
import { AppError, CredentialsRefusedError, LimitedError } from '../../kernel/errors.ts'
import { openLog } from '../../kernel/log.ts'
import { type FakeSmtp, type FakeSmtpOptions, startFakeSmtp } from './fake-server.ts'
import { smtp } from './index.ts'

const { signal } = new AbortController()
const message = (given: Partial<Message> = {}): Message => ({
  key: 'alert:1',
  title: 'LibreTime fails',
  items: [{ text: 'LibreTime fails', more: 'since 10:30', link: null, kind: 'test', seq: 1, at: 0 }],
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

/** A letter's parts as a mail program shows them. */
const decoded = (raw: string): string =>
  raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

describe('messages by mail', () => {
  let egress: Egress
  before(() => {
    egress = createEgress()
  })
  after(() => egress[Symbol.asyncDispose]())

  const open = (fake: FakeSmtp, more: Record<string, unknown> = {}, password?: string): OpenConnection =>
    smtp.create({
      settings: smtp.settings.parse({
        host: fake.host,
        port: fake.port,
        security: 'none',
        from: 'patchbay@example.org',
        to: 'desk@example.org, ops@example.org, night@example.org',
        ...more,
      }),
      secrets: password === undefined ? {} : { password },
      tools: { egress, clock: systemClock, log: openLog({ level: 'error' }).area('test') },
    })
  const send = async (
    prepare: (fake: FakeSmtp) => void,
    given: Partial<Message> = {},
    options: FakeSmtpOptions & { settings?: Record<string, unknown>; as?: string } = {},
  ) => {
    await using fake = await startFakeSmtp(options)
    prepare(fake)
    const messenger = open(fake, options.settings, options.as).ports[0]?.[1] as Messenger
    const end = await messenger.send(message(given), signal).then(
      (sent) => ({ sent, error: undefined }),
      (error: unknown) => ({ sent: undefined, error: error as AppError }),
    )
    return { ...end, letters: [...fake.letters] }
  }

  it('is text and page, with nothing of a title read as markup or as a header', async () => {
    const evil = 'Gone\r\nBcc: eve@example.org <img src=x onerror=alert(1)>'
    const { letters, sent } = await send(() => undefined, { title: evil })
    assert.equal(sent?.accepted, 3)
    const raw = decoded(letters[0]?.raw ?? '')
    assert.match(raw, /^Subject: Gone Bcc: eve@example\.org/m)
    assert.doesNotMatch(raw, /^Bcc:/m)
    assert.doesNotMatch(raw.slice(raw.indexOf('<!DOCTYPE')), /<img/)
    assert.match(raw, /&lt;img src=x/)
    assert.deepEqual(letters[0]?.to, ['desk@example.org', 'ops@example.org', 'night@example.org'])
  })

  it('has the same id each time it is tried, and another one for another message', async () => {
    const idOf = async (key: string): Promise<string> => {
      const { letters } = await send(() => undefined, { key })
      return /^Message-ID: (<.*>)/im.exec(letters[0]?.raw ?? '')?.[1] ?? ''
    }
    const [first, again, other] = [await idOf('alert:1'), await idOf('alert:1'), await idOf('alert:2')]
    assert.match(first, /^<[0-9a-f]{40}@example\.org>$/)
    assert.equal(first, again)
    assert.notEqual(first, other)
  })

  it('tells whom the server refused while it took the letter for the others', async () => {
    const { sent } = await send((fake) => fake.refusals.set('ops@example.org', 550))
    assert.equal(sent?.accepted, 2)
    assert.deepEqual(
      sent?.refused.map(({ receiver, status }) => [receiver, status]),
      [['ops@…', 550]],
    )
  })

  it('is tried again after 451, and not after 550, 552 or a wrong login', async () => {
    const refuseAll = (status: number) => (fake: FakeSmtp) =>
      ['desk', 'ops', 'night'].forEach((name) => fake.refusals.set(`${name}@example.org`, status))
    const greylisted = await send(refuseAll(451))
    assert.ok(greylisted.error instanceof LimitedError && greylisted.error.retryAfterMs >= 60_000)
    const unknown = await send(refuseAll(550))
    assert.deepEqual([unknown.error?.code, unknown.error?.isRetryable], ['messages/refused', false])
    const big = await send((fake) => void (fake.dataRefusal = 552))
    assert.deepEqual([big.error?.code, big.error?.params['status']], ['messages/refused', 552])
    const login = { user: 'patchbay', password: 'right-secret' }
    const wrong = await send(() => undefined, {}, { ...login, settings: { user: 'patchbay' }, as: 'wrong-secret' })
    assert.ok(wrong.error instanceof CredentialsRefusedError)
    assert.doesNotMatch(JSON.stringify(wrong.error), /wrong-secret/)
  })

  it('may have arrived when the answer to the letter was lost, and not when nobody listened', async () => {
    const lost = await send((fake) => void (fake.losesAnswer = true))
    assert.equal(lost.letters.length, 1)
    assert.ok(mayHaveArrived(lost.error), lost.error?.code)
    const fake = await startFakeSmtp()
    await fake[Symbol.asyncDispose]()
    const messenger = open(fake).ports[0]?.[1] as Messenger
    const dead = await failureOf(messenger.send(message(), signal))
    assert.equal(mayHaveArrived(dead), false)
    assert.equal(dead.isRetryable, true)
  })

  it('is not sent in the open where encryption is asked for', async () => {
    const { error, letters } = await send(() => undefined, {}, { settings: { security: 'starttls' } })
    assert.equal(error?.code, 'remote/tls-failed')
    assert.deepEqual(letters, [])
  })

  it('is tested by greeting and login alone', async () => {
    await using fake = await startFakeSmtp({ user: 'patchbay', password: 'right-secret' })
    const facts = await Promise.all(
      open(fake, { user: 'patchbay' }, 'right-secret').rungs.map(({ climb }) => climb(signal)),
    )
    assert.deepEqual(facts, [{ code: 'smtp-takes-mail', params: { count: 3 } }])
    assert.deepEqual(fake.letters, [])
  })

  it('takes addresses of receivers only', () => {
    const to = (text: string): boolean =>
      smtp.settings.safeParse({ host: 'mail.example.org', from: 'a@example.org', to: text }).success
    assert.deepEqual(
      [to('a@example.org'), to('a@example.org,b@example.org'), to(''), to('a@example.org\nBcc: b')],
      [true, true, false, false],
    )
  })
})
