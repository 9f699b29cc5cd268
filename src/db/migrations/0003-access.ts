import type { Migration, MigrationTools } from '../migration.ts'

export const access: Migration = {
  number: 3,
  name: 'access',
  async up(tools) {
    await createPeople(tools)
    await createSessions(tools)
    await createKeys(tools)
    await createAudit(tools)
    await createReplies(tools)
  },
}

async function createPeople({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('access_people'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('password', 'text', (column) => column.notNull())
    .addColumn('is_disabled', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint')
    .execute()
}

async function createSessions({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('access_sessions'))
    .addColumn('person_id', 'bigint', (column) => column.notNull().references('access_people.id').onDelete('cascade'))
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('client', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('access_sessions_person').on('access_sessions').columns(['person_id', 'id']).execute()
}

async function createKeys({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('access_keys'))
    .addColumn('public_id', 'text', (column) => column.notNull().unique())
    .addColumn('key_hash', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('owner_id', 'bigint', (column) => column.references('access_people.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('used_at', 'bigint')
    .addColumn('used_address', 'text')
    .addColumn('revoked_at', 'bigint')
    .execute()
  await db.schema.createIndex('access_keys_owner').on('access_keys').columns(['owner_id', 'id']).execute()
}

async function createAudit({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('access_audit'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('address', 'text')
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('access_audit_actor').on('access_audit').columns(['actor', 'id']).execute()
  await db.schema.createIndex('access_audit_subject').on('access_audit').columns(['subject', 'id']).execute()
}

async function createReplies({ db }: MigrationTools): Promise<void> {
  await db.schema
    .createTable('http_replies')
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('idempotency_key', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('headers', 'text')
    .addColumn('body', 'text')
    .addPrimaryKeyConstraint('http_replies_key', ['actor', 'idempotency_key'])
    .execute()
  await db.schema.createIndex('http_replies_begun').on('http_replies').column('begun_at').execute()
}
