// Standard Webhooks 1.0.0: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const PREFIX = 'whsec_'
const SECRET_BYTES = 30
/** Either way. */
export const TOLERANCE_MS = 5 * 60_000

export interface Signed {
  id: string
  /** Epoch seconds, as text. */
  timestamp: string
  /** `v1,<base64>`, several with spaces between while secrets change. */
  signatures: string
}

/** `whsec_` and 40 letters and digits (240 bits): a signing key, and a password where a sender can't sign. */
export function makeSecret(): string {
  for (;;) {
    const text = randomBytes(SECRET_BYTES).toString('base64')
    // These two would have to be written otherwise in an address or a shell.
    if (!/[+/]/.test(text)) return PREFIX + text
  }
}

export const isFresh = ({ timestamp }: Signed, now: number): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - now) <= TOLERANCE_MS

export function sign(secret: string, { id, timestamp }: Pick<Signed, 'id' | 'timestamp'>, body: Uint8Array): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** Whether one of the signatures is of this secret; takes as long for a wrong one as for a right one. */
export function isSignedWith(secret: string, signed: Signed, body: Uint8Array): boolean {
  const expected = Buffer.from(sign(secret, signed, body))
  let isRight = false
  for (const text of signed.signatures.split(' ').slice(0, 20)) {
    const given = Buffer.from(text)
    if (given.length === expected.length && timingSafeEqual(given, expected)) isRight = true
  }
  return isRight
}
