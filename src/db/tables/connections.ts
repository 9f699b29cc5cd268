import type { Generated } from 'kysely'

export interface ConnectionTables {
  connections_entries: {
    id: Generated<number>
    /** Of the connector. */
    kind: string
    name: string
    /** The name as it is compared: folded case, NFKC. */
    name_key: string
    /** JSON object by the connector's schema; no secrets. */
    settings: string
    origin: 'person' | 'environment'
    is_enabled: number
    /** One more with each edit. */
    version: number
    created_at: number
    changed_at: number
    /** JSON `Health`; written when it changes, not by every test. */
    health: string
  }
  /** Names that connections had: what was told one of them still finds it, until another takes the name. */
  connections_former_names: {
    /** As it is compared. */
    name_key: string
    connection_id: number
  }
  connections_secrets: {
    connection_id: number
    name: string
    /** By the vault. */
    sealed: string
    /** Its last four characters, when it is long enough not to be guessed by them. */
    hint: string
    changed_at: number
  }
}
