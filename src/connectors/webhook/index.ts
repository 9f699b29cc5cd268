import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Message, Messenger } from '../../alerts/ports.ts'
import { defineConnector } from '../../connections/ports.ts'
import type { Clock } from '../../kernel/clock.ts'
import { refusalIn, saidIn } from '../../kernel/egress/answers.ts'
import type { Answer, Egress } from '../../kernel/egress/client.ts'
import { type AppError, InvalidInputError, RejectedError, UnavailableError } from '../../kernel/errors.ts'
import { fill } from '../../kernel/port.ts'
import { createLiveSecrets } from '../../kernel/redact.ts'
import { sign } from '../../kernel/standard-webhooks.ts'

const settings = z.object({ address: z.url({ protocol: /^https?$/, hostname: /./ }).max(500) })

/** By the standard, 24 to 64 bytes. */
const SECRET = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/
const DEADLINE_MS = 20_000
/** Nothing in an answer is read but its status. */
const MAX_BYTES = 1 << 14

/** Any program that takes Standard Webhooks 1.0. */
export const webhook = defineConnector({
  id: 'webhook',
  settings,
  secrets: [{ name: 'signing_secret', isRequired: true }],
  create({ settings: { address }, secrets, tools }) {
    const secret = secrets['signing_secret'] ?? ''
    if (!SECRET.test(secret)) throw new InvalidInputError('webhook/bad-secret', { status: 422 })
    const url = new URL(address)
    return {
      url,
      ports: [fill(Messenger, webhookMessenger({ url, secret, egress: tools.egress, clock: tools.clock }))],
      // A receiver takes signed posts alone, and each of them counts: a test message tells the rest.
      rungs: [],
    }
  },
})

const bodyOf = (message: Message): string =>
  JSON.stringify({
    type: 'patchbay.alert',
    timestamp: new Date(message.at).toISOString(),
    data: {
      title: message.title,
      severity: message.severity,
      isLoud: message.isLoud,
      items: message.items.map(({ at, ...item }) => ({ ...item, at: new Date(at).toISOString() })),
    },
  })

/** The same for each try: receivers know a message again by it. */
const idOf = ({ key }: Message): string => `msg_${createHash('sha256').update(key).digest('hex').slice(0, 32)}`

function webhookMessenger(deps: { url: URL; secret: string; egress: Egress; clock: Clock }): Messenger {
  const { url, secret, egress, clock } = deps
  const secrets = createLiveSecrets()
  secrets.add(secret)
  return {
    traits: { titleMost: 1000, textMost: 100_000, hasLinks: true, isLoudPossible: true },
    async send(message, signal) {
      const body = bodyOf(message)
      const id = idOf(message)
      const timestamp = String(Math.floor(clock.now() / 1000))
      const answer = await egress.send({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': sign(secret, { id, timestamp }, Buffer.from(body)),
        },
        body,
        deadlineMs: DEADLINE_MS,
        maxBytes: MAX_BYTES,
        isCut: true,
        signal,
      })
      const { status } = answer
      if (status >= 200 && status < 300) return { ref: id, accepted: 1, refused: [] }
      throw problemIn({ ...answer, bytes: Buffer.from(secrets.redactKnown(answer.bytes.toString('utf8'))) }, url.host)
    },
  }
}

function problemIn(answer: Answer, host: string): AppError {
  const { status } = answer
  const params = { host, status, said: saidIn(answer) }
  if (status === 410) return new RejectedError('messages/gone', { params })
  if (status >= 500) return new UnavailableError('remote/broke-down', { params, retryAfterMs: 5000 })
  return refusalIn(answer, { host })
}
