import type { Migration } from '../migration.ts'

/** What Radarr, Sonarr and Lidarr said of folders, and which of their folders is which of ours. */
export const arrivals: Migration = {
  number: 38,
  name: 'arrivals',
  async up({ db, withId }) {
    await withId(db.schema.createTable('library_sender_folders'))
      .addColumn('source_id', 'bigint', (column) =>
        column.notNull().references('webhooks_sources.id').onDelete('cascade'),
      )
      .addColumn('library_id', 'bigint', (column) =>
        column.notNull().references('library_libraries.id').onDelete('cascade'),
      )
      .addColumn('told_folder', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('library_sender_folders_told', ['source_id', 'told_folder'])
      .execute()
    await withId(db.schema.createTable('library_arrivals'))
      .addColumn('job_id', 'bigint', (column) => column.notNull())
      .addColumn('source_id', 'bigint', (column) => column.notNull())
      .addColumn('sender', 'text', (column) => column.notNull())
      .addColumn('what', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('ids', 'text', (column) => column.notNull())
      .addColumn('library_id', 'bigint', (column) =>
        column.notNull().references('library_libraries.id').onDelete('cascade'),
      )
      .addColumn('rel_path', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('taken_by', 'bigint')
      .addUniqueConstraint('library_arrivals_job', ['job_id', 'library_id', 'rel_path'])
      .execute()
    await db.schema
      .createIndex('library_arrivals_folder')
      .on('library_arrivals')
      .columns(['library_id', 'rel_path', 'id'])
      .execute()
  },
}
