import type { Migration } from '../migration.ts'

export const connections: Migration = {
  number: 11,
  name: 'connections',
  async up({ db, withId }) {
    await withId(db.schema.createTable('connections_entries'))
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull().unique())
      .addColumn('settings', 'text', (column) => column.notNull())
      .addColumn('origin', 'text', (column) => column.notNull())
      .addColumn('is_enabled', 'integer', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('health', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('connections_secrets')
      .addColumn('connection_id', 'bigint', (column) =>
        column.notNull().references('connections_entries.id').onDelete('cascade'),
      )
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('hint', 'text', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('connections_secrets_key', ['connection_id', 'name'])
      .execute()
  },
}
