import { instant, instantOrNull, type Scope } from '../kernel/contract.ts'
import type { Actor } from '../kernel/routes.ts'
import { say } from '../kernel/words.ts'
import type { AuditRow } from './audit-store.ts'
import type { AuditView, KeyView, PersonView, SessionState, SessionView } from './contract.ts'
import { scopesOfRole, SESSION_IDLE_MS, SESSION_LONGEST_MS } from './model.ts'
import type { KeyRow, PersonRow, SessionRow } from './store.ts'

export function toPersonView(row: PersonRow): PersonView {
  return {
    personId: row.id,
    name: row.name,
    role: row.role,
    isDisabled: row.is_disabled === 1,
    createdAt: instant(row.created_at),
    lastSeenAt: instantOrNull(row.last_seen_at),
  }
}

/** How somebody is connected, and with what kind of server. */
interface Standing {
  isSecure: boolean
  isDemo: boolean
}

export function toSessionState(actor: Actor, person: PersonRow | undefined, standing: Standing): SessionState {
  return {
    state: 'signed-in',
    actor: actor.id,
    name: actor.name,
    person: person === undefined ? null : toPersonView(person),
    scopes: [...actor.scopes],
    ...standing,
  }
}

/** The same for a session that has just begun. */
export function toStartedState(person: PersonRow, standing: Standing): SessionState {
  const actor = { id: `person:${person.id}`, name: person.name, scopes: new Set(scopesOfRole[person.role]) }
  return toSessionState(actor, person, standing)
}

export function toSessionView(row: SessionRow, personName: string, currentHash: string | undefined): SessionView {
  return {
    sessionId: row.id,
    personId: row.person_id,
    personName,
    createdAt: instant(row.created_at),
    lastSeenAt: instant(row.seen_at),
    endsAt: instant(Math.min(row.seen_at + SESSION_IDLE_MS, row.created_at + SESSION_LONGEST_MS)),
    address: row.address,
    client: row.client,
    isCurrent: row.token_hash === currentHash,
  }
}

export function toKeyView(row: KeyRow, ownerName: string | null): KeyView {
  return {
    keyId: row.id,
    publicId: row.public_id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    ownerId: row.owner_id,
    ownerName,
    createdAt: instant(row.created_at),
    expiresAt: instantOrNull(row.expires_at),
    lastUsedAt: instantOrNull(row.used_at),
    lastUsedAddress: row.used_address,
    revokedAt: instantOrNull(row.revoked_at),
  }
}

export function toAuditView(row: AuditRow): AuditView {
  return {
    auditId: row.id,
    at: instant(row.at),
    actor: row.actor,
    action: row.action,
    text: say(`audit.${row.action}`),
    subject: row.subject,
    address: row.address,
    details: JSON.parse(row.details) as Record<string, unknown>,
    hash: row.hash,
  }
}
