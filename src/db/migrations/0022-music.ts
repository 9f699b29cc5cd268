import type { Migration } from '../migration.ts'

export const music: Migration = {
  number: 22,
  name: 'music',
  async up({ db, withId }) {
    for (const table of ['radio_clocks', 'radio_categories', 'radio_carts', 'radio_dayparts']) {
      await withId(db.schema.createTable(table))
        .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('name_key', 'text', (column) => column.notNull())
        .addColumn('facts', 'text', (column) => column.notNull())
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('changed_at', 'bigint', (column) => column.notNull())
        .execute()
      await db.schema.createIndex(`${table}_name`).unique().on(table).columns(['station_id', 'name_key']).execute()
    }
    await db.schema
      .createTable('radio_cart_tracks')
      .addColumn('cart_id', 'bigint', (column) => column.notNull().references('radio_carts.id'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('track_id', 'bigint', (column) => column.notNull())
      .addColumn('weight', 'integer', (column) => column.notNull())
      .addColumn('from_date', 'text')
      .addColumn('to_date', 'text')
      .addColumn('daypart_ids', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('radio_cart_tracks_pk', ['cart_id', 'position'])
      .execute()
    await db.schema.createIndex('radio_cart_tracks_track').on('radio_cart_tracks').column('track_id').execute()
    await db.schema
      .createTable('radio_grid')
      .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
      .addColumn('week_day', 'integer', (column) => column.notNull())
      .addColumn('hour', 'integer', (column) => column.notNull())
      .addColumn('clock_id', 'bigint', (column) => column.notNull().references('radio_clocks.id'))
      .addPrimaryKeyConstraint('radio_grid_pk', ['station_id', 'week_day', 'hour'])
      .execute()
    await db.schema
      .createTable('radio_day_clocks')
      .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
      .addColumn('air_date', 'text', (column) => column.notNull())
      .addColumn('hour', 'text', (column) => column.notNull())
      .addColumn('clock_id', 'bigint', (column) => column.references('radio_clocks.id'))
      .addPrimaryKeyConstraint('radio_day_clocks_pk', ['station_id', 'air_date', 'hour'])
      .execute()
    await db.schema
      .createTable('radio_separation')
      .addColumn('station_id', 'bigint', (column) => column.notNull().primaryKey().references('radio_stations.id'))
      .addColumn('rules', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
