import type { Migration } from '../migration.ts'

export const radioCheckups: Migration = {
  number: 17,
  name: 'radio-checkups',
  async up({ db }) {
    await db.schema
      .createTable('radio_checkups')
      .addColumn('station_id', 'bigint', (column) =>
        column.primaryKey().references('radio_stations.id').onDelete('cascade'),
      )
      .addColumn('connection_id', 'bigint', (column) => column.notNull())
      .addColumn('looked_at', 'bigint', (column) => column.notNull())
      .addColumn('took_ms', 'bigint', (column) => column.notNull())
      .addColumn('judged', 'text', (column) => column.notNull())
      .execute()
  },
}
