import type { Migration } from '../migration.ts'

export const radioHydrations: Migration = {
  number: 16,
  name: 'radio-hydrations',
  async up({ db, withId }) {
    const inboxes = () => db.schema.alterTable('radio_inboxes')
    await inboxes()
      .addColumn('mode', 'text', (column) => column.notNull().defaultTo('tracks'))
      .execute()
    await inboxes().addColumn('pattern', 'text').execute()
    await inboxes().addColumn('audio_policy', 'text').execute()
    await inboxes()
      .addColumn('archive_root_id', 'bigint', (column) => column.references('transfer_roots.id'))
      .execute()
    await withId(db.schema.createTable('radio_hydrations'))
      .addColumn('inbox_id', 'bigint', (column) => column.notNull())
      .addColumn('rel_path', 'text', (column) => column.notNull())
      .addColumn('identity', 'text', (column) => column.notNull())
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('step', 'integer', (column) => column.notNull())
      .addColumn('episode_id', 'text')
      .addColumn('episode_title', 'text', (column) => column.notNull())
      .addColumn('matched_by', 'text', (column) => column.notNull())
      .addColumn('sha256', 'text')
      .addColumn('copy_md5', 'text')
      .addColumn('track_id', 'bigint')
      .addColumn('upload_id', 'bigint')
      .addColumn('title_id', 'bigint')
      .addColumn('completion_id', 'bigint')
      .addColumn('run_id', 'bigint')
      .addColumn('job_id', 'bigint')
      .addColumn('reason_code', 'text')
      .addColumn('reason_params', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('verified_at', 'bigint')
      .addUniqueConstraint('radio_hydrations_file', ['inbox_id', 'rel_path', 'identity'])
      .execute()
    await db.schema
      .createIndex('radio_hydrations_state')
      .on('radio_hydrations')
      .columns(['inbox_id', 'state', 'id'])
      .execute()
    await db.schema
      .createTable('radio_audio_reports')
      .addColumn('sha256', 'text', (column) => column.primaryKey())
      .addColumn('report', 'text', (column) => column.notNull())
      .addColumn('peaks', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
