import type { Generated } from 'kysely'

export interface AccessTables {
  access_people: {
    id: Generated<number>
    name: string
    /** The name as it is compared: folded case, NFKC. */
    name_key: string
    role: 'admin' | 'operator' | 'viewer'
    /** `$argon2id$…` */
    password: string
    is_disabled: number
    created_at: number
    last_seen_at: number | null
  }
  access_sessions: {
    id: Generated<number>
    person_id: number
    /** SHA-256 of the cookie's value, hex. */
    token_hash: string
    created_at: number
    seen_at: number
    address: string
    client: string
  }
  access_keys: {
    id: Generated<number>
    public_id: string
    /** SHA-256 of the whole key, hex. */
    key_hash: string
    name: string
    /** JSON array of scope names. */
    scopes: string
    /** Null when it was made on the host's command line. */
    owner_id: number | null
    created_at: number
    expires_at: number | null
    used_at: number | null
    used_address: string | null
    revoked_at: number | null
  }
  access_audit: {
    id: Generated<number>
    at: number
    actor: string
    action: string
    subject: string
    address: string | null
    /** JSON object. */
    details: string
    /** SHA-256 over this entry and the hash of the one before, hex. */
    hash: string
  }
}
