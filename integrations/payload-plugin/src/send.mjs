import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

/** A save is told of once its transaction has had time to end: hooks run before that, and Patchbay reads afterwards. */
const SETTLE_MS = 500
const PARALLEL = 2
const WAITING_MOST = 1000
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30_000
const WORTH_ANOTHER_TRY = new Set([408, 425, 429, 500, 502, 503, 504])

/** Signs as Standard Webhooks 1.0.0 says. */
function sign(secret, { id, timestamp, body }) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

function headersFor(secret, id, body) {
  const timestamp = String(Math.floor(Date.now() / 1000))
  return {
    'content-type': 'application/json',
    'user-agent': 'patchbay-payload-plugin',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': sign(secret, { id, timestamp, body }),
  }
}

function waitAfter(response, tries) {
  const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN)
  const wished = Number.isFinite(seconds) ? seconds * 1000 : FIRST_WAIT_MS * 3 ** (tries - 1)
  return Math.min(Math.max(wished, 0), LONGEST_WAIT_MS)
}

/** Of an error only its kind: a message may hold an address. */
const kindOf = (error) => error?.cause?.code ?? error?.name ?? 'error'

/**
 * Sends events one after the other, and never to the one who saves: `tell` returns at once and does not throw. Of the
 * same thing said again before it has left only the newest leaves.
 */
export function createSender({ address, secret, timeoutMs, attempts, log }) {
  const waiting = new Map()
  let underWay = 0

  async function send(event) {
    const id = `msg_${randomUUID()}`
    const body = JSON.stringify(event)
    const about = { event: event.type, id: event.data?.id }
    for (let tries = 1; ; tries++) {
      let response
      let why
      try {
        const signal = AbortSignal.timeout(timeoutMs)
        response = await fetch(address, {
          method: 'POST',
          headers: headersFor(secret, id, body),
          body,
          signal,
          redirect: 'error',
        })
        await response.body?.cancel()
        if (response.ok) return
        why = response.status
      } catch (error) {
        why = kindOf(error)
      }
      const isOver = tries >= attempts || (response !== undefined && !WORTH_ANOTHER_TRY.has(response.status))
      if (isOver) return log('warn', { ...about, tries, why }, 'Patchbay could not be told')
      await sleep(waitAfter(response, tries), undefined, { ref: false })
    }
  }

  async function pump() {
    while (underWay < PARALLEL && waiting.size > 0) {
      const [key, event] = waiting.entries().next().value
      waiting.delete(key)
      underWay += 1
      void send(event)
        .catch((error) => log('warn', { event: event.type, why: kindOf(error) }, 'Patchbay could not be told'))
        .finally(() => {
          underWay -= 1
          void pump()
        })
    }
  }

  return {
    tell(event) {
      const key = `${event.type} ${event.data?.id ?? ''}`
      waiting.delete(key)
      waiting.set(key, event)
      if (waiting.size > WAITING_MOST) {
        const [oldest] = waiting.keys()
        waiting.delete(oldest)
        log('warn', { waiting: WAITING_MOST }, 'Too much waits to be told to Patchbay; the oldest was dropped')
      }
      setTimeout(() => void pump(), SETTLE_MS).unref()
    },
  }
}
