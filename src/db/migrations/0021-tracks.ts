import type { Kysely } from 'kysely'
import type { Migration } from '../migration.ts'

export const tracks: Migration = {
  number: 21,
  name: 'tracks',
  async up({ db, withId }) {
    await withId(db.schema.createTable('radio_tracks'))
      .addColumn('station_id', 'bigint', (column) =>
        column.notNull().references('radio_stations.id').onDelete('cascade'),
      )
      .addColumn('connection_id', 'bigint', (column) => column.notNull())
      .addColumn('track_id', 'bigint', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('artist', 'text', (column) => column.notNull())
      .addColumn('album', 'text', (column) => column.notNull())
      .addColumn('genre', 'text', (column) => column.notNull())
      .addColumn('year', 'text', (column) => column.notNull())
      .addColumn('title_key', 'text', (column) => column.notNull())
      .addColumn('artist_key', 'text', (column) => column.notNull())
      .addColumn('genre_key', 'text', (column) => column.notNull())
      .addColumn('library_type_id', 'bigint')
      .addColumn('library_code', 'text')
      .addColumn('type_code', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('length_ms', 'bigint')
      .addColumn('cue_in_ms', 'bigint')
      .addColumn('cue_out_ms', 'bigint')
      .addColumn('md5', 'text')
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('rel_path', 'text', (column) => column.notNull())
      .addColumn('played_at', 'bigint')
      .addColumn('sponsor', 'text')
      .addColumn('product', 'text')
      .addColumn('intro_ms', 'bigint')
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('integrated_lufs', 'double precision')
      .addColumn('loudness_range_lu', 'double precision')
      .addColumn('peak_db', 'double precision')
      .addColumn('waveform', 'text')
      .addColumn('measured_at', 'bigint')
      .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('gone_at', 'bigint')
      .addUniqueConstraint('radio_tracks_track', ['station_id', 'connection_id', 'track_id'])
      .execute()
    await db.schema
      .createIndex('radio_tracks_code')
      .on('radio_tracks')
      .columns(['station_id', 'connection_id', 'library_code'])
      .execute()
    await addTypes(db)
    await withId(db.schema.createTable('radio_track_syncs'))
      .addColumn('station_id', 'bigint', (column) =>
        column.notNull().references('radio_stations.id').onDelete('cascade'),
      )
      .addColumn('connection_id', 'bigint', (column) => column.notNull())
      .addColumn('job_id', 'bigint', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('listed', 'bigint', (column) => column.notNull())
      .addColumn('created', 'bigint', (column) => column.notNull())
      .addColumn('changed', 'bigint', (column) => column.notNull())
      .addColumn('gone', 'bigint', (column) => column.notNull())
      .addColumn('returned', 'bigint', (column) => column.notNull())
      .addColumn('took_ms', 'bigint')
      .addColumn('ended_at', 'bigint', (column) => column.notNull())
      .addColumn('reason_code', 'text')
      .addColumn('reason_params', 'text')
      .execute()
    await db.schema
      .createIndex('radio_track_syncs_station')
      .on('radio_track_syncs')
      .columns(['station_id', 'id'])
      .execute()
  },
}

async function addTypes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('radio_track_types')
    .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id').onDelete('cascade'))
    .addColumn('connection_id', 'bigint', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('library_type_id', 'bigint')
    .addColumn('type_code', 'text')
    .addColumn('by_hand', 'integer', (column) => column.notNull())
    .addColumn('gone_at', 'bigint')
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('radio_track_types_code', ['station_id', 'connection_id', 'code'])
    .execute()
}
