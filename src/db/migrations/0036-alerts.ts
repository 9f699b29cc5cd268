import type { Migration } from '../migration.ts'

export const alerts: Migration = {
  number: 36,
  name: 'alerts',
  async up({ db, withId }) {
    await withId(db.schema.createTable('alerts_channels'))
      .addColumn('connection_id', 'bigint', (column) => column.notNull().unique().references('connections_entries.id'))
      .addColumn('is_enabled', 'integer', (column) => column.notNull())
      .addColumn('off_code', 'text')
      .addColumn('off_params', 'text')
      .addColumn('off_at', 'bigint')
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('alerts_rules')
      .addColumn('channel_id', 'bigint', (column) =>
        column.notNull().references('alerts_channels.id').onDelete('cascade'),
      )
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('mode', 'text', (column) => column.notNull())
      .addColumn('filters', 'text', (column) => column.notNull())
      .addColumn('template', 'text')
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('alerts_rules_key', ['channel_id', 'kind'])
      .execute()
    await db.schema
      .createTable('alerts_cursors')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .execute()
    await withId(db.schema.createTable('alerts_waiting'))
      .addColumn('channel_id', 'bigint', (column) =>
        column.notNull().references('alerts_channels.id').onDelete('cascade'),
      )
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('mode', 'text', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('item', 'text', (column) => column.notNull())
      .addUniqueConstraint('alerts_waiting_event', ['channel_id', 'seq'])
      .execute()
    await withId(db.schema.createTable('alerts_messages'))
      .addColumn('channel_id', 'bigint', (column) =>
        column.notNull().references('alerts_channels.id').onDelete('cascade'),
      )
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('mode', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('items', 'integer', (column) => column.notNull())
      .addColumn('delivery_id', 'bigint')
      .addColumn('run_id', 'bigint')
      .addColumn('planned_at', 'bigint', (column) => column.notNull())
      .addColumn('accepted', 'integer')
      .addColumn('refused', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('alerts_messages_channel')
      .on('alerts_messages')
      .columns(['channel_id', 'kind', 'planned_at'])
      .execute()
    await db.schema.createIndex('alerts_messages_planned').on('alerts_messages').column('planned_at').execute()
  },
}
