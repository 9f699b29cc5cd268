import { timingSafeEqual } from 'node:crypto'
import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Scope, SCOPES } from '../kernel/contract.ts'
import { NotAllowedError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { Actor, Authenticate, Authenticated, Credentials } from '../kernel/routes.ts'
import { CLI_USER_HEADER } from './contract.ts'
import { type CliToken, cliUser, looksLikeCliToken } from './credentials/cli-token.ts'
import { publicIdOf, sha256 } from './credentials/key-format.ts'
import { readSessionCookie } from './credentials/session-cookie.ts'
import { scopesOfKey, scopesOfRole, SEEN_EVERY_MS, SESSION_IDLE_MS, SESSION_LONGEST_MS } from './model.ts'
import {
  findKeyByPublicId,
  findPerson,
  findSession,
  type KeyRow,
  type PersonRow,
  type SessionRow,
  touchKey,
  touchSession,
} from './store.ts'

export interface AuthenticateDeps {
  db: Db
  clock: Clock
  log: Log
  cliToken: CliToken
}

/** Session cookie, `Authorization: Bearer`, `X-Api-Key`, `Api-Key`, or the local command line's token. */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  return async (credentials) => {
    const presented = presentedKey(credentials)
    if (presented === undefined) return bySession(deps, credentials)
    if (looksLikeCliToken(presented)) return byCliToken(deps.cliToken, presented, credentials)
    return byKey(deps, presented, credentials)
  }
}

function presentedKey({ header }: Credentials): string | undefined {
  const authorization = header('authorization')
  if (authorization === undefined) return header('x-api-key') ?? header('api-key')
  const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
  if (key === undefined) throw new NotAllowedError('access/not-a-bearer', { status: 401 })
  return key
}

function byCliToken(token: CliToken, presented: string, { header, isLocal }: Credentials): Authenticated {
  if (!isLocal) throw new NotAllowedError('access/cli-token-not-local', { status: 401 })
  if (!token.matches(presented)) throw new NotAllowedError('access/cli-token-old', { status: 401 })
  const name = cliUser(header(CLI_USER_HEADER))
  return { actor: { id: `cli:${name}`, name, scopes: new Set(SCOPES) }, by: 'header' }
}

async function byKey(deps: AuthenticateDeps, presented: string, { address }: Credentials): Promise<Authenticated> {
  const publicId = publicIdOf(presented)
  if (publicId === undefined) throw new NotAllowedError('access/not-a-key', { status: 401 })
  const key = await findKeyByPublicId(deps.db.read, publicId)
  const now = deps.clock.now()
  if (key === undefined || !isHashOf(key.key_hash, presented) || key.revoked_at !== null)
    throw new NotAllowedError('access/key-unknown', { status: 401 })
  if (key.expires_at !== null && key.expires_at <= now) throw new NotAllowedError('access/key-expired', { status: 401 })
  const owner = key.owner_id === null ? null : await findPerson(deps.db.read, key.owner_id)
  if (owner === undefined || owner?.is_disabled === 1) throw new NotAllowedError('access/key-unknown', { status: 401 })
  await seen(deps, key.used_at, (tx) => touchKey(tx, key.id, { at: now, address }))
  return { actor: actorOfKey(key, owner), by: 'header' }
}

function actorOfKey(key: KeyRow, owner: PersonRow | null): Actor {
  const scopes = scopesOfKey(JSON.parse(key.scopes) as Scope[], owner?.role ?? null)
  const actor = { id: `key:${key.id}`, name: key.name, scopes: new Set(scopes) }
  return owner === null ? actor : { ...actor, personId: owner.id }
}

async function bySession(deps: AuthenticateDeps, credentials: Credentials): Promise<Authenticated | undefined> {
  const token = readSessionCookie(credentials)
  if (token === undefined) return undefined
  const found = await findSession(deps.db.read, sha256(token))
  if (found === undefined || found.person.is_disabled === 1 || hasEnded(found.session, deps.clock.now()))
    return undefined
  const { session, person } = found
  await seen(deps, session.seen_at, (tx) => touchSession(tx, session, deps.clock.now()))
  const scopes = new Set(scopesOfRole[person.role])
  return { actor: { id: `person:${person.id}`, name: person.name, scopes, personId: person.id }, by: 'cookie' }
}

export function hasEnded({ created_at, seen_at }: SessionRow, now: number): boolean {
  return now - seen_at > SESSION_IDLE_MS || now - created_at > SESSION_LONGEST_MS
}

const isHashOf = (hash: string, key: string): boolean => timingSafeEqual(Buffer.from(hash), Buffer.from(sha256(key)))

/** A full disk must not keep people from looking, so a time that can't be written is only logged. */
async function seen(deps: AuthenticateDeps, last: number | null, touch: Parameters<Db['tx']>[0]): Promise<void> {
  if (last !== null && deps.clock.now() - last < SEEN_EVERY_MS) return
  try {
    await deps.db.tx(touch)
  } catch (error) {
    deps.log.warn({ err: error }, 'When a session or key was last used could not be written')
  }
}
