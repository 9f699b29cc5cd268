import type { Migration } from '../migration.ts'

export const watch: Migration = {
  number: 27,
  name: 'watch',
  async up({ db }) {
    await db.schema
      .createTable('radio_watches')
      .addColumn('station_id', 'bigint', (column) =>
        column.notNull().references('radio_stations.id').onDelete('cascade'),
      )
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('connection_id', 'bigint', (column) => column.notNull())
      .addColumn('looked_at', 'bigint')
      .addColumn('took_ms', 'bigint')
      .addColumn('seen', 'text')
      .addColumn('failed_at', 'bigint')
      .addColumn('reason_code', 'text')
      .addColumn('reason_params', 'text')
      .addPrimaryKeyConstraint('radio_watches_key', ['station_id', 'kind'])
      .execute()
    await db.schema
      .createTable('radio_watch_rules')
      .addColumn('station_id', 'bigint', (column) =>
        column.primaryKey().references('radio_stations.id').onDelete('cascade'),
      )
      .addColumn('gap_ms', 'bigint', (column) => column.notNull())
      .execute()
  },
}
