import { randomBytes } from 'node:crypto'
import type { Credentials } from '../../kernel/routes.ts'
import { SESSION_LONGEST_MS } from '../model.ts'

/** Browsers take the first only over TLS, and only for this host and all of it. */
const SECURE_NAME = '__Host-patchbay'
const PLAIN_NAME = 'patchbay'

/** 256 random bits. */
export const makeSessionToken = (): string => randomBytes(32).toString('base64url')

/** Over TLS the plain name says nothing: a sibling host or a page without TLS could have set it. */
export function readSessionCookie({ cookie, isSecure }: Pick<Credentials, 'cookie' | 'isSecure'>): string | undefined {
  return cookie(SECURE_NAME) ?? (isSecure ? undefined : cookie(PLAIN_NAME))
}

const flags = 'Path=/; HttpOnly; SameSite=Lax'

export function sessionCookie(token: string, isSecure: boolean): string {
  const age = `Max-Age=${SESSION_LONGEST_MS / 1000}`
  return isSecure ? `${SECURE_NAME}=${token}; ${flags}; Secure; ${age}` : `${PLAIN_NAME}=${token}; ${flags}; ${age}`
}

export function endedSessionCookie(isSecure: boolean): string {
  return isSecure ? `${SECURE_NAME}=; ${flags}; Secure; Max-Age=0` : `${PLAIN_NAME}=; ${flags}; Max-Age=0`
}
