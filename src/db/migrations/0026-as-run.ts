import type { Migration, MigrationTools } from '../migration.ts'

export const asRun: Migration = {
  number: 26,
  name: 'as-run',
  async up(tools) {
    await makePlays(tools)
    await makeStations(tools)
    await makeDays(tools)
  },
}

async function makePlays({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_as_run'))
    .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id').onDelete('cascade'))
    .addColumn('connection_id', 'bigint', (column) => column.notNull())
    .addColumn('history_id', 'bigint', (column) => column.notNull())
    .addColumn('round', 'integer', (column) => column.notNull())
    .addColumn('track_id', 'bigint')
    .addColumn('window_id', 'bigint')
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint')
    .addColumn('began_at', 'bigint')
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('artist', 'text', (column) => column.notNull())
    .addColumn('type_code', 'text')
    .addColumn('md5', 'text')
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('vanished_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('radio_as_run_history')
    .unique()
    .on('radio_as_run')
    .columns(['station_id', 'connection_id', 'history_id', 'round'])
    .execute()
  await db.schema
    .createIndex('radio_as_run_start')
    .on('radio_as_run')
    .columns(['station_id', 'starts_at', 'id'])
    .execute()
  await db.schema
    .createIndex('radio_as_run_track')
    .on('radio_as_run')
    .columns(['station_id', 'track_id', 'starts_at'])
    .execute()
}

async function makeStations({ db }: MigrationTools): Promise<void> {
  await db.schema
    .createTable('radio_as_run_stations')
    .addColumn('station_id', 'bigint', (column) =>
      column.primaryKey().references('radio_stations.id').onDelete('cascade'),
    )
    .addColumn('late_ms', 'bigint', (column) => column.notNull())
    .addColumn('early_ms', 'bigint', (column) => column.notNull())
    .addColumn('short_ms', 'bigint', (column) => column.notNull())
    .addColumn('furthest_ms', 'bigint', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('connection_id', 'bigint')
    .addColumn('synced_at', 'bigint')
    .addColumn('synced_from', 'bigint')
    .addColumn('synced_to', 'bigint')
    .addColumn('rows_there', 'bigint')
    .addColumn('highest_history_id', 'bigint')
    .addColumn('added', 'bigint', (column) => column.notNull())
    .addColumn('changed', 'bigint', (column) => column.notNull())
    .addColumn('vanished', 'bigint', (column) => column.notNull())
    .addColumn('failed_at', 'bigint')
    .addColumn('reason_code', 'text')
    .addColumn('reason_params', 'text')
    .execute()
}

async function makeDays({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_as_run_days'))
    .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id').onDelete('cascade'))
    .addColumn('air_date', 'text', (column) => column.notNull())
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('read_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('counts', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('judged_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('radio_as_run_days_date')
    .unique()
    .on('radio_as_run_days')
    .columns(['station_id', 'air_date'])
    .execute()
  await withId(db.schema.createTable('radio_as_run_lines'))
    .addColumn('day_id', 'bigint', (column) => column.notNull().references('radio_as_run_days.id').onDelete('cascade'))
    .addColumn('station_id', 'bigint', (column) => column.notNull())
    .addColumn('air_date', 'text', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('ref', 'text')
    .addColumn('track_id', 'bigint')
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('order_id', 'bigint')
    .addColumn('planned_at', 'bigint')
    .addColumn('planned_ms', 'bigint')
    .addColumn('play_id', 'bigint', (column) => column.references('radio_as_run.id').onDelete('cascade').unique())
    .addColumn('off_ms', 'bigint')
    .execute()
  await db.schema
    .createIndex('radio_as_run_lines_day')
    .on('radio_as_run_lines')
    .columns(['day_id', 'position'])
    .execute()
  await db.schema
    .createIndex('radio_as_run_lines_order')
    .on('radio_as_run_lines')
    .columns(['station_id', 'order_id', 'planned_at'])
    .execute()
}
