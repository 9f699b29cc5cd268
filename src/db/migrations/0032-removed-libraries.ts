import type { Migration } from '../migration.ts'

/** A library that a person removed is gone at once; its rows go in parts. */
export const removedLibraries: Migration = {
  number: 32,
  name: 'removed-libraries',
  async up({ db }) {
    await db.schema.alterTable('library_libraries').addColumn('removed_at', 'bigint').execute()
  },
}
