import type { Migration } from '../migration.ts'

/** What Patchbay wrote is found by its bytes, wherever it lies now. */
export const ownContents: Migration = {
  number: 39,
  name: 'own-contents',
  async up({ db }) {
    await db.schema
      .createIndex('library_published_files_content')
      .on('library_published_files')
      .columns(['library_id', 'sha256'])
      .execute()
  },
}
