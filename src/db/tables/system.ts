export interface SystemTables {
  schema_migrations: { number: number; name: string; applied_at: number }
  /** Facts of this installation, e.g. its id. */
  system_facts: { name: string; value: string }
}
