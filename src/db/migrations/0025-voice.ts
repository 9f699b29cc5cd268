import type { Migration, MigrationTools } from '../migration.ts'

export const voice: Migration = {
  number: 25,
  name: 'voice',
  async up(tools) {
    await makeTakes(tools)
    await tools.db.schema
      .createTable('radio_voice_stations')
      .addColumn('station_id', 'bigint', (column) =>
        column.primaryKey().references('radio_stations.id').onDelete('cascade'),
      )
      .addColumn('target_lufs', 'double precision', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .execute()
  },
}

async function makeTakes({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('radio_voice_takes'))
    .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id').onDelete('cascade'))
    .addColumn('air_date', 'text', (column) => column.notNull())
    .addColumn('slot_key', 'text')
    .addColumn('entry_id', 'bigint', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('wanted_ms', 'bigint')
    .addColumn('source_hash', 'text', (column) => column.notNull())
    .addColumn('source_ending', 'text', (column) => column.notNull())
    .addColumn('source_ms', 'bigint', (column) => column.notNull())
    .addColumn('source_lufs', 'double precision')
    .addColumn('source_peak_db', 'double precision')
    .addColumn('source_peaks', 'text', (column) => column.notNull())
    .addColumn('trim_in_ms', 'bigint', (column) => column.notNull())
    .addColumn('trim_out_ms', 'bigint', (column) => column.notNull())
    .addColumn('music_in_ms', 'bigint')
    .addColumn('audio_hash', 'text', (column) => column.notNull())
    .addColumn('audio_md5', 'text', (column) => column.notNull())
    .addColumn('length_ms', 'bigint', (column) => column.notNull())
    .addColumn('lufs', 'double precision')
    .addColumn('peak_db', 'double precision')
    .addColumn('target_lufs', 'double precision', (column) => column.notNull())
    .addColumn('made_by', 'text', (column) => column.notNull())
    .addColumn('made_by_name', 'text', (column) => column.notNull())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('is_chosen', 'integer', (column) => column.notNull())
    .addColumn('send_round', 'integer', (column) => column.notNull())
    .addColumn('delivery_id', 'bigint')
    .addColumn('connection_id', 'bigint')
    .addColumn('track_id', 'bigint')
    .addColumn('failed_code', 'text')
    .addColumn('failed_params', 'text')
    .addColumn('removed_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('radio_voice_takes_day')
    .on('radio_voice_takes')
    .columns(['station_id', 'air_date', 'entry_id'])
    .execute()
}
