import type { Db } from '../db/db.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Scope } from '../kernel/contract.ts'
import { ConflictError, NotAllowedError, NotFoundError } from '../kernel/errors.ts'
import type { Actor } from '../kernel/routes.ts'
import type { Audit } from './audit.ts'
import { makeKeyText, sha256 } from './credentials/key-format.ts'
import { findKey, insertKey, type KeyRow, revokeKey as revokeRow } from './store.ts'

const DAY_MS = 86_400_000

export interface KeysDeps {
  db: Db
  clock: Clock
  audit: Audit
}

interface By {
  actor: Actor
  address: string
}

/** The person that an actor is; null for the host's command line. @throws NotAllowedError for a key */
export function ownerOf(actor: Actor): number | null {
  const [kind, id] = actor.id.split(':')
  if (kind === 'person') return Number(id)
  if (kind === 'cli') return null
  throw new NotAllowedError('access/keys-cannot-manage-keys')
}

export type MakeKey = (
  input: { name: string; scopes: readonly Scope[]; expiresInDays: number | null },
  by: By,
) => Promise<{ row: KeyRow; key: string }>

/** @throws NotAllowedError when a key asks, or for a scope that the caller does not have or no key may have */
export function makeKey(deps: KeysDeps): MakeKey {
  return ({ name, scopes, expiresInDays }, { actor, address }) => {
    const ownerId = ownerOf(actor)
    const given = [...new Set(scopes)]
    const refused = given.find((scope) => scope === 'access:write' || !actor.scopes.has(scope))
    if (refused !== undefined) throw new NotAllowedError('access/scope-not-yours', { params: { scope: refused } })
    const { publicId, key } = makeKeyText()
    const now = deps.clock.now()
    return deps.db.tx(async (tx) => {
      const row = await insertKey(tx, {
        public_id: publicId,
        key_hash: sha256(key),
        name,
        scopes: JSON.stringify(given),
        owner_id: ownerId,
        created_at: now,
        expires_at: expiresInDays === null ? null : now + expiresInDays * DAY_MS,
      })
      const entry = { actor: actor.id, action: 'access.key.made', subject: `key:${row.id}`, address }
      await deps.audit.append(tx, { ...entry, details: { name, publicId, scopes: given } })
      return { row, key }
    })
  }
}

export type RevokeKey = (keyId: number, by: By) => Promise<KeyRow>

/** Your own; any key for who may write access. A key of somebody else is not there for you. */
export function revokeKey(deps: KeysDeps): RevokeKey {
  return (keyId, { actor, address }) => {
    const ownerId = ownerOf(actor)
    return deps.db.tx(async (tx) => {
      const key = await findKey(tx, keyId)
      const isTheirs = key !== undefined && (actor.scopes.has('access:write') || key.owner_id === ownerId)
      if (!isTheirs) throw new NotFoundError('access/no-such-key', { params: { keyId } })
      if (key.revoked_at !== null) throw new ConflictError('access/already-revoked', { params: { keyId } })
      const entry = { actor: actor.id, action: 'access.key.revoked', subject: `key:${keyId}`, address }
      await deps.audit.append(tx, { ...entry, details: { name: key.name } })
      return revokeRow(tx, keyId, deps.clock.now())
    })
  }
}
