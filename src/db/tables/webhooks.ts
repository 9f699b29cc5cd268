import type { Generated } from 'kysely'

export type CallOutcome = 'accepted' | 'nothing' | 'test' | 'unknown' | 'duplicate' | 'failed'

export interface WebhookTables {
  /** Programs that may call us. */
  webhooks_sources: {
    id: Generated<number>
    /** In its address, `/hooks/<key>`. */
    key: string
    /** Of the translator. */
    kind: string
    name: string
    name_key: string
    /** The service that calls, where it is connected too. */
    connection_id: number | null
    is_enabled: number
    /** One more with each edit and each new secret. */
    version: number
    created_at: number
    changed_at: number
  }
  webhooks_secrets: {
    source_id: number
    /** 1, 2, … of a source; the highest is the present one. */
    number: number
    sealed: string
    hint: string
    created_at: number
    /** Null for the present one. */
    ends_at: number | null
    /** When the sender first proved that it has it. */
    used_at: number | null
  }
  /** What known senders said, for seven days. */
  webhooks_calls: {
    id: Generated<number>
    source_id: number
    received_at: number
    method: string
    address: string
    user_agent: string | null
    secret_number: number
    event: string | null
    label: string | null
    /** SHA-256 over event, entity and version; null for what has none. */
    event_key: string | null
    outcome: CallOutcome
    run_id: number | null
    /** The call that it repeats. */
    duplicate_of: number | null
    reason_code: string | null
    reason_params: string | null
    /** JSON, without what looks like a secret. */
    body: string
    /** As it came. */
    body_bytes: number
    replays: number
    replayed_at: number | null
  }
}
