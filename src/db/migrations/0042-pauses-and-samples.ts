import type { Migration } from '../migration.ts'

/** Runs that wait for a person between two steps, and what lies in the archive and is free on its disk, a row a day. */
export const pausesAndSamples: Migration = {
  number: 42,
  name: 'pauses-and-samples',
  async up({ db }) {
    await db.schema
      .createTable('archive_pauses')
      .addColumn('job_id', 'bigint', (column) => column.primaryKey())
      .addColumn('archive_id', 'bigint', (column) => column.notNull())
      .addColumn('run_id', 'bigint', (column) => column.notNull())
      .addColumn('done_step', 'text', (column) => column.notNull())
      .addColumn('next_step', 'text', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('released_at', 'bigint')
      .addColumn('released_by', 'text')
      .execute()
    await db.schema
      .createTable('archive_samples')
      .addColumn('archive_id', 'bigint', (column) => column.notNull())
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('sampled_at', 'bigint', (column) => column.notNull())
      .addColumn('files', 'bigint', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('disk_bytes', 'bigint', (column) => column.notNull())
      .addColumn('free_bytes', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('archive_samples_key', ['archive_id', 'day'])
      .execute()
  },
}
