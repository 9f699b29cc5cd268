import { type Scope, SCOPES } from '../kernel/contract.ts'

export const ROLES = ['admin', 'operator', 'viewer'] as const
export type Role = (typeof ROLES)[number]

const OPERATOR: readonly Scope[] = ['read', 'jobs:write', 'files:move', 'files:delete', 'logs:read']

export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  admin: SCOPES,
  operator: OPERATOR,
  viewer: ['read'],
}

/** What a key may ever hold: a key never manages people or keys. */
export const KEY_SCOPES = SCOPES.filter((scope) => scope !== 'access:write')

/** The scopes of a key today: what it was given, less what its owner has lost since. */
export function scopesOfKey(given: readonly Scope[], ownerRole: Role | null): Scope[] {
  const allowed: readonly Scope[] = ownerRole === null ? KEY_SCOPES : scopesOfRole[ownerRole]
  return given.filter((scope) => scope !== 'access:write' && allowed.includes(scope))
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A session that nobody used for this long has ended. */
export const SESSION_IDLE_MS = 7 * DAY_MS
/** A session ends after this, used or not. */
export const SESSION_LONGEST_MS = 30 * DAY_MS
export const SETUP_CODE_LIVES_MS = DAY_MS
/** `last seen` and `last used` are written at most this often for one session or key. */
export const SEEN_EVERY_MS = MINUTE_MS

export const PASSWORD_SHORTEST = 10
export const PASSWORD_LONGEST = 200
