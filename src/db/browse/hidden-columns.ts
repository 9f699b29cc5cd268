/**
 * Columns that never leave the server, not even as a filter or an order: who may ask `starts with a?` has the value soon.
 * `*` is every column of the table but its ids. A test holds this list against the schema.
 */
const HIDDEN: Readonly<Record<string, readonly string[]>> = {
  access_people: ['password'],
  access_sessions: ['token_hash'],
  access_keys: ['key_hash'],
  access_audit: ['hash'],
  connections_secrets: ['sealed', 'hint'],
  webhooks_secrets: ['sealed', 'hint'],
  http_replies: ['idempotency_key', 'fingerprint', 'headers', 'body'],
}

export const isHidden = (table: string, column: string): boolean => HIDDEN[table]?.includes(column) ?? false

/** For the test that every name here is one. */
export const hiddenColumns = (): string[] =>
  Object.entries(HIDDEN).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`))
