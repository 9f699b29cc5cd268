import type { Migration, MigrationTools } from '../migration.ts'

/** A station's days: what is planned to be heard, line by line, and what each of them was before. */
export const logs: Migration = {
  number: 24,
  name: 'logs',
  async up(tools) {
    await createLogs(tools)
    await createEntries(tools)
    await createRevisions(tools)
    await createTemplates(tools)
  },
}

async function createLogs({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_logs'))
    .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
    .addColumn('air_date', 'text', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('seed', 'text', (column) => column.notNull())
    .addColumn('locked_by', 'text')
    .addColumn('locked_name', 'text')
    .addColumn('locked_until', 'bigint')
    .addColumn('generated_at', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('radio_logs_day').unique().on('radio_logs').columns(['station_id', 'air_date']).execute()
}

async function createEntries({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_log_entries'))
    .addColumn('log_id', 'bigint', (column) => column.notNull().references('radio_logs.id'))
    .addColumn('station_id', 'bigint', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('slot_key', 'text')
    .addColumn('hour_starts_at', 'bigint', (column) => column.notNull())
    .addColumn('starts_at', 'bigint', (column) => column.notNull())
    .addColumn('length_ms', 'bigint', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('type_code', 'text')
    .addColumn('track_id', 'bigint')
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('artist', 'text', (column) => column.notNull())
    .addColumn('cue_in_ms', 'bigint', (column) => column.notNull())
    .addColumn('cue_out_ms', 'bigint', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('start_type', 'text', (column) => column.notNull())
    .addColumn('anchor_ms', 'bigint')
    .addColumn('transition', 'text', (column) => column.notNull())
    .addColumn('order_id', 'bigint')
    .addColumn('copy_id', 'bigint')
    .addColumn('hand_edited', 'integer', (column) => column.notNull())
    .addColumn('why', 'text')
    .addColumn('note', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('radio_log_entries_log').on('radio_log_entries').columns(['log_id', 'position']).execute()
  await db.schema
    .createIndex('radio_log_entries_track')
    .on('radio_log_entries')
    .columns(['station_id', 'track_id', 'starts_at'])
    .execute()
  await db.schema
    .createIndex('radio_log_entries_order')
    .on('radio_log_entries')
    .columns(['order_id', 'starts_at'])
    .where('order_id' as never, 'is not', null)
    .execute()
}

async function createRevisions({ db, dialect, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_log_revisions'))
    .addColumn('log_id', 'bigint', (column) => column.notNull().references('radio_logs.id'))
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('params', 'text', (column) => column.notNull())
    .addColumn('of_number', 'bigint')
    .addColumn('entry_count', 'integer', (column) => column.notNull())
    .addColumn('entries', dialect === 'sqlite' ? 'blob' : 'bytea', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('radio_log_revisions_number')
    .unique()
    .on('radio_log_revisions')
    .columns(['log_id', 'number'])
    .execute()
}

async function createTemplates({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_log_templates'))
    .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('template', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('radio_log_templates_name')
    .unique()
    .on('radio_log_templates')
    .columns(['station_id', 'name_key'])
    .execute()
}
