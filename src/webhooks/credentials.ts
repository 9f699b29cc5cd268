import { createHash, timingSafeEqual } from 'node:crypto'
import type { Refusal } from './model.ts'
import { isFresh, isSignedWith, type Signed } from '../kernel/standard-webhooks.ts'

type Header = (name: string) => string | undefined

/** What a call brings to prove who sent it. */
export interface Presented {
  tokens: readonly string[]
  signed: Signed | undefined
}

export interface KnownSecret {
  number: number
  value: string
  endsAt: number | null
}

/** @returns nothing of what does not look like one of ours */
export function presentedIn(header: Header): Presented {
  const authorization = header('authorization') ?? ''
  const tokens = [passwordIn(authorization), /^Bearer +(\S+) *$/i.exec(authorization)?.[1], header('x-patchbay-token')]
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(header)
  const isSigned = id !== undefined && timestamp !== undefined && signatures !== undefined
  return {
    tokens: tokens.filter((token): token is string => token !== undefined && token !== ''),
    signed: isSigned ? { id, timestamp, signatures } : undefined,
  }
}

/** The user's name may be anything; the password may hold colons. */
function passwordIn(authorization: string): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(authorization)?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const at = text.indexOf(':')
  return at === -1 ? undefined : text.slice(at + 1)
}

export type Judged = { secretNumber: number } | { refusal: Refusal }

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares with every secret whatever the first ones said. */
export function findToken({ tokens }: Presented, secrets: readonly KnownSecret[]): number | undefined {
  let found: number | undefined
  const given = tokens.map(digest)
  for (const { number, value } of secrets) {
    const known = digest(value)
    for (const token of given) if (timingSafeEqual(token, known)) found = number
  }
  return found
}

/** Any one of the ways will do. @param now epoch ms */
export function judge(
  presented: Presented,
  { secrets, body, now }: { secrets: readonly KnownSecret[]; body: Uint8Array; now: number },
): Judged {
  const live = secrets.filter(({ endsAt }) => endsAt === null || endsAt > now)
  const byToken = findToken(presented, live)
  if (byToken !== undefined) return { secretNumber: byToken }
  const { signed, tokens } = presented
  if (signed === undefined) return { refusal: tokens.length === 0 ? 'no-credentials' : 'wrong-token' }
  const bySignature = live.filter(({ value }) => isSignedWith(value, signed, body)).at(-1)
  if (bySignature === undefined) return { refusal: 'wrong-signature' }
  return isFresh(signed, now) ? { secretNumber: bySignature.number } : { refusal: 'stale' }
}

/** Before the body is read: whether it can still turn out to be one of ours. */
export function mayBeOurs(presented: Presented, secrets: readonly KnownSecret[], now: number): boolean {
  const live = secrets.filter(({ endsAt }) => endsAt === null || endsAt > now)
  return findToken(presented, live) !== undefined || (presented.signed !== undefined && live.length > 0)
}
