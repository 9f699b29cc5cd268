import type { Migration, MigrationTools } from '../migration.ts'

/** What of the logs stands at playouts, and which of their states was brought there. */
export const publications: Migration = {
  number: 28,
  name: 'publications',
  async up(tools) {
    await createPublications(tools)
    await createRows(tools)
    await createWindows(tools)
  },
}

async function createPublications({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_publications'))
    .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
    .addColumn('connection_id', 'bigint', (column) => column.notNull())
    .addColumn('log_id', 'bigint', (column) => column.notNull().references('radio_logs.id'))
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('plan_id', 'bigint', (column) => column.notNull().unique())
    .addColumn('from_at', 'bigint', (column) => column.notNull())
    .addColumn('to_at', 'bigint', (column) => column.notNull())
    .addColumn('whole_day', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('add_count', 'integer', (column) => column.notNull())
    .addColumn('remove_count', 'integer', (column) => column.notNull())
    .addColumn('keep_count', 'integer', (column) => column.notNull())
    .addColumn('snapshot', 'text', (column) => column.notNull())
    .addColumn('reason_code', 'text')
    .addColumn('reason_params', 'text')
    .addColumn('made_by', 'text', (column) => column.notNull())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('settled_at', 'bigint')
    .execute()
  await db.schema.createIndex('radio_publications_log').on('radio_publications').columns(['log_id', 'id']).execute()
}

async function createRows({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_log_rows'))
    .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
    .addColumn('connection_id', 'bigint', (column) => column.notNull())
    .addColumn('log_id', 'bigint', (column) => column.notNull())
    .addColumn('entry_id', 'bigint', (column) => column.notNull())
    .addColumn('delivery_id', 'bigint', (column) => column.notNull().unique())
    .addColumn('row_id', 'bigint', (column) => column.notNull())
    .addColumn('window_id', 'bigint', (column) => column.notNull())
    .addColumn('track_id', 'bigint', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('cue_in_ms', 'bigint', (column) => column.notNull())
    .addColumn('cue_out_ms', 'bigint', (column) => column.notNull())
    .addColumn('is_standing', 'integer', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('radio_log_rows_time')
    .on('radio_log_rows')
    .columns(['connection_id', 'is_standing', 'starts_at'])
    .execute()
  await db.schema.createIndex('radio_log_rows_entry').on('radio_log_rows').columns(['entry_id']).execute()
}

async function createWindows({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_log_windows'))
    .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
    .addColumn('connection_id', 'bigint', (column) => column.notNull())
    .addColumn('delivery_id', 'bigint', (column) => column.notNull().unique())
    .addColumn('window_id', 'bigint', (column) => column.notNull())
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('is_standing', 'integer', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('radio_log_windows_time')
    .on('radio_log_windows')
    .columns(['connection_id', 'is_standing', 'starts_at'])
    .execute()
}
