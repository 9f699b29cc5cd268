import type { Migration } from '../migration.ts'

/** A library that a person removed is gone at once; its rows go in parts. A scan knows the job that carries it out. */
export const removedLibraries: Migration = {
  number: 32,
  name: 'removed-libraries',
  async up({ db }) {
    await db.schema.alterTable('library_libraries').addColumn('removed_at', 'bigint').execute()
    await db.schema
      .alterTable('library_scans')
      .addColumn('job_id', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema.createIndex('library_scans_job').on('library_scans').columns(['job_id']).execute()
  },
}
