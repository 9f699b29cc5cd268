import type { Migration } from '../migration.ts'

export const radioStations: Migration = {
  number: 13,
  name: 'radio-stations',
  async up({ db, withId }) {
    await withId(db.schema.createTable('radio_stations'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull().unique())
      .addColumn('time_zone', 'text', (column) => column.notNull())
      .addColumn('library_connection_id', 'bigint', (column) => column.references('connections_entries.id'))
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .execute()
    await withId(db.schema.createTable('radio_inboxes'))
      .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
      .addColumn('root_id', 'bigint', (column) => column.notNull().unique().references('transfer_roots.id'))
      .addColumn('type_code', 'text')
      .addColumn('is_watched', 'integer', (column) => column.notNull())
      .addColumn('settle_sec', 'integer', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('radio_inboxes_station').on('radio_inboxes').column('station_id').execute()
  },
}
