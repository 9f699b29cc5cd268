import type { Generated } from 'kysely'

export interface AlertTables {
  /** Connections by which people are told things. */
  alerts_channels: {
    id: Generated<number>
    connection_id: number
    is_enabled: number
    /** Why it was switched off by itself; null when a person did, or it is on. */
    off_code: string | null
    off_params: string | null
    off_at: number | null
    /** One more with each edit, of it or its rules. */
    version: number
    created_at: number
    changed_at: number
  }
  /** What is told in a channel of one kind of thing; without a row nothing is. */
  alerts_rules: {
    channel_id: number
    kind: string
    mode: 'off' | 'now' | 'loud' | 'digest'
    /** JSON: see `Filters`. */
    filters: string
    /** Null for the catalogue's words. */
    template: string | null
    changed_at: number
  }
  /** How far the log was read. */
  alerts_cursors: {
    name: string
    seq: number
  }
  /** What is told later, together. */
  alerts_waiting: {
    id: Generated<number>
    channel_id: number
    kind: string
    mode: 'now' | 'digest'
    /** Of the event. */
    seq: number
    at: number
    due_at: number
    /** JSON: see `WaitingItem`. */
    item: string
  }
  /** Messages, each with its delivery. */
  alerts_messages: {
    id: Generated<number>
    channel_id: number
    /** `several` when it tells of more than one. */
    kind: string
    mode: 'now' | 'loud' | 'digest' | 'test'
    title: string
    items: number
    /** Null only within the transaction that plans it. */
    delivery_id: number | null
    run_id: number | null
    planned_at: number
    /** How many receivers took it; null while that is not known. */
    accepted: number | null
    /** JSON list of those that were refused while others took it. */
    refused: string
  }
}
