import { sql } from 'kysely'
import type { Migration } from '../migration.ts'

export const ownProgramme: Migration = {
  number: 19,
  name: 'own-programme',
  async up({ db, withId }) {
    await db.schema
      .alterTable('radio_stations')
      .addColumn('keeps_programme', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('radio_airings').addColumn('cms', 'text').execute()
    await sql`update radio_airings set cms = 'connection:' || cms_connection_id where cms_connection_id is not null`.execute(
      db,
    )
    await db.schema.alterTable('radio_airings').dropColumn('cms_connection_id').execute()
    await db.schema.createIndex('radio_airings_episode').on('radio_airings').columns(['cms', 'episode_id']).execute()
    await withId(db.schema.createTable('radio_shows'))
      .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('title_key', 'text', (column) => column.notNull())
      .addColumn('hosts', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('playout_show_id', 'bigint')
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('operation_id', 'bigint', (column) => column.unique())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('removed_at', 'bigint')
      .execute()
    await db.schema
      .createIndex('radio_shows_title')
      .unique()
      .on('radio_shows')
      .columns(['station_id', 'title_key'])
      .where(sql.ref('removed_at'), 'is', null)
      .execute()
    await withId(db.schema.createTable('radio_episodes'))
      .addColumn('station_id', 'bigint', (column) => column.notNull().references('radio_stations.id'))
      .addColumn('show_id', 'bigint', (column) => column.references('radio_shows.id'))
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('title_key', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('published_status', 'text', (column) => column.notNull())
      .addColumn('pending_review', 'integer', (column) => column.notNull())
      .addColumn('air_status', 'text', (column) => column.notNull())
      .addColumn('scheduled_at', 'bigint')
      .addColumn('scheduled_end_at', 'bigint')
      .addColumn('duration_ms', 'bigint')
      .addColumn('rounded_duration_ms', 'bigint')
      .addColumn('real_duration_ms', 'bigint')
      .addColumn('track_id', 'text')
      .addColumn('track_rel_path', 'text')
      .addColumn('show_window_id', 'text')
      .addColumn('playout_row_id', 'text')
      .addColumn('first_aired_at', 'bigint')
      .addColumn('last_aired_at', 'bigint')
      .addColumn('plays', 'bigint')
      .addColumn('air_count', 'bigint')
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('operation_id', 'bigint', (column) => column.unique())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('removed_at', 'bigint')
      .execute()
    await db.schema
      .createIndex('radio_episodes_station')
      .on('radio_episodes')
      .columns(['station_id', 'removed_at', 'id'])
      .execute()
    await db.schema.createIndex('radio_episodes_show').on('radio_episodes').columns(['show_id', 'title_key']).execute()
  },
}
