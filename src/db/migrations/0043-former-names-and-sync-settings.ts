import type { Migration } from '../migration.ts'

/** Names that connections had, and what plans have changed of the settings of a synchronising service. */
export const formerNamesAndSyncSettings: Migration = {
  number: 43,
  name: 'former-names-and-sync-settings',
  async up({ db }) {
    await db.schema
      .createTable('connections_former_names')
      .addColumn('name_key', 'text', (column) => column.primaryKey())
      .addColumn('connection_id', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('archive_sync_settings')
      .addColumn('operation_id', 'bigint', (column) => column.primaryKey())
      .addColumn('plan_id', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
