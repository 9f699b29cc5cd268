import type { Migration, MigrationTools } from '../migration.ts'

/** What was written beside the media, as a journal: intent first, so that a crash never makes our file look like a stranger's. */
export const publicationsOfTitles: Migration = {
  number: 33,
  name: 'publications-of-titles',
  async up(tools) {
    await createPublications(tools)
    await createFiles(tools)
    await createKept(tools)
  },
}

async function createPublications({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('library_publications'))
    .addColumn('library_id', 'bigint', (column) => column.notNull())
    .addColumn('title_id', 'bigint', (column) => column.notNull().references('library_titles.id').onDelete('cascade'))
    .addColumn('run_id', 'bigint')
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('undone_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('library_publications_title')
    .on('library_publications')
    .columns(['title_id', 'id'])
    .execute()
}

async function createFiles({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('library_publication_files'))
    .addColumn('publication_id', 'bigint', (column) =>
      column.notNull().references('library_publications.id').onDelete('cascade'),
    )
    .addColumn('library_id', 'bigint', (column) => column.notNull())
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('path_key', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('act', 'text', (column) => column.notNull())
    .addColumn('before_sha256', 'text')
    .addColumn('after_sha256', 'text')
    .addColumn('move_id', 'bigint')
    .addColumn('state', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('library_publication_files_path')
    .on('library_publication_files')
    .columns(['library_id', 'path_key'])
    .execute()
  await db.schema
    .createIndex('library_publication_files_publication')
    .on('library_publication_files')
    .columns(['publication_id'])
    .execute()
}

async function createKept({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('library_kept_files'))
    .addColumn('library_id', 'bigint', (column) => column.notNull())
    .addColumn('title_id', 'bigint', (column) => column.notNull().references('library_titles.id').onDelete('cascade'))
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('reason_code', 'text', (column) => column.notNull())
    .addColumn('reason_params', 'text', (column) => column.notNull())
    .addColumn('is_left', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('library_kept_files_path', ['title_id', 'rel_path'])
    .execute()
  await db.schema
    .createIndex('library_kept_files_library')
    .on('library_kept_files')
    .columns(['library_id', 'id'])
    .execute()
}
