import type { Migration } from '../migration.ts'

export const webhooks: Migration = {
  number: 18,
  name: 'webhooks',
  async up({ db, withId }) {
    await withId(db.schema.createTable('webhooks_sources'))
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull().unique())
      .addColumn('connection_id', 'bigint', (column) => column.references('connections_entries.id'))
      .addColumn('is_enabled', 'integer', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('webhooks_secrets')
      .addColumn('source_id', 'bigint', (column) =>
        column.notNull().references('webhooks_sources.id').onDelete('cascade'),
      )
      .addColumn('number', 'bigint', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('hint', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('ends_at', 'bigint')
      .addColumn('used_at', 'bigint')
      .addPrimaryKeyConstraint('webhooks_secrets_key', ['source_id', 'number'])
      .execute()
    await withId(db.schema.createTable('webhooks_calls'))
      .addColumn('source_id', 'bigint', (column) =>
        column.notNull().references('webhooks_sources.id').onDelete('cascade'),
      )
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addColumn('method', 'text', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('user_agent', 'text')
      .addColumn('secret_number', 'bigint', (column) => column.notNull())
      .addColumn('event', 'text')
      .addColumn('label', 'text')
      .addColumn('event_key', 'text')
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('run_id', 'bigint')
      .addColumn('duplicate_of', 'bigint')
      .addColumn('reason_code', 'text')
      .addColumn('reason_params', 'text')
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('body_bytes', 'bigint', (column) => column.notNull())
      .addColumn('replays', 'integer', (column) => column.notNull())
      .addColumn('replayed_at', 'bigint')
      .execute()
    await db.schema.createIndex('webhooks_calls_source').on('webhooks_calls').columns(['source_id', 'id']).execute()
    await db.schema.createIndex('webhooks_calls_outcome').on('webhooks_calls').columns(['outcome', 'id']).execute()
    await db.schema.createIndex('webhooks_calls_received').on('webhooks_calls').column('received_at').execute()
    await db.schema
      .createIndex('webhooks_calls_event')
      .on('webhooks_calls')
      .columns(['source_id', 'event_key', 'received_at'])
      .execute()
  },
}
