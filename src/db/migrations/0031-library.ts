import type { Kysely } from 'kysely'
import type { Migration, MigrationTools } from '../migration.ts'

/** Libraries of films, series and music: what lies where, what it is, and the artwork of it. */
export const library: Migration = {
  number: 31,
  name: 'library',
  async up(tools) {
    await createLibraries(tools)
    await createTitles(tools)
    await createFiles(tools)
    await createScans(tools)
    await createArtwork(tools)
    await addIndexes(tools.db)
  },
}

async function createLibraries({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('library_libraries'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .addColumn('root_id', 'bigint', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('is_enabled', 'integer', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .execute()
  await withId(db.schema.createTable('library_folders'))
    .addColumn('library_id', 'bigint', (column) =>
      column.notNull().references('library_libraries.id').onDelete('cascade'),
    )
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('path_key', 'text', (column) => column.notNull())
    .addColumn('sum', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason_code', 'text')
    .addColumn('reason_params', 'text')
    .addColumn('said', 'text')
    .addColumn('scan_id', 'bigint')
    .addColumn('read_at', 'bigint')
    .addColumn('missing_since', 'bigint')
    .addUniqueConstraint('library_folders_path', ['library_id', 'rel_path'])
    .execute()
}

async function createTitles({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('library_titles'))
    .addColumn('library_id', 'bigint', (column) =>
      column.notNull().references('library_libraries.id').onDelete('cascade'),
    )
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('parent_id', 'bigint')
    .addColumn('folder_id', 'bigint')
    .addColumn('main_file_id', 'bigint')
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('sort_key', 'text', (column) => column.notNull())
    .addColumn('year', 'integer')
    .addColumn('number', 'integer')
    .addColumn('facts', 'text', (column) => column.notNull())
    .addColumn('sources', 'text', (column) => column.notNull())
    .addColumn('locks', 'text', (column) => column.notNull())
    .addColumn('tmdb_id', 'text')
    .addColumn('imdb_id', 'text')
    .addColumn('tvdb_id', 'text')
    .addColumn('search_key', 'text', (column) => column.notNull())
    .addColumn('picture_lines', 'integer')
    .addColumn('duration_ms', 'bigint')
    .addColumn('rating', 'double precision')
    .addColumn('poster_sha256', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('identified_by', 'text')
    .addColumn('care_code', 'text')
    .addColumn('care_params', 'text')
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('enriched_at', 'bigint')
    .addColumn('published_at', 'bigint')
    .addColumn('missing_since', 'bigint')
    .addColumn('deleted_at', 'bigint')
    .addColumn('version', 'bigint', (column) => column.notNull())
    .execute()
  await withId(db.schema.createTable('library_fact_changes'))
    .addColumn('library_id', 'bigint', (column) => column.notNull())
    .addColumn('title_id', 'bigint', (column) => column.notNull().references('library_titles.id').onDelete('cascade'))
    .addColumn('fact', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('before_source', 'text')
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('run_id', 'bigint')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('undone_by', 'bigint')
    .execute()
}

async function createFiles({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('library_files'))
    .addColumn('library_id', 'bigint', (column) =>
      column.notNull().references('library_libraries.id').onDelete('cascade'),
    )
    .addColumn('folder_id', 'bigint', (column) => column.notNull())
    .addColumn('title_id', 'bigint')
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('path_key', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('use', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('mtime_ms', 'bigint', (column) => column.notNull())
    .addColumn('inode', 'text', (column) => column.notNull())
    .addColumn('language', 'text')
    .addColumn('streams', 'text')
    .addColumn('duration_ms', 'bigint')
    .addColumn('probe_code', 'text')
    .addColumn('probe_params', 'text')
    .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('missing_since', 'bigint')
    .addUniqueConstraint('library_files_path', ['library_id', 'rel_path'])
    .execute()
  await withId(db.schema.createTable('library_published_files'))
    .addColumn('library_id', 'bigint', (column) =>
      column.notNull().references('library_libraries.id').onDelete('cascade'),
    )
    .addColumn('title_id', 'bigint', (column) => column.notNull())
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('path_key', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .addColumn('run_id', 'bigint')
    .addUniqueConstraint('library_published_files_path', ['library_id', 'rel_path'])
    .execute()
}

async function createScans({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('library_scans'))
    .addColumn('library_id', 'bigint', (column) =>
      column.notNull().references('library_libraries.id').onDelete('cascade'),
    )
    .addColumn('run_id', 'bigint', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('options', 'text', (column) => column.notNull())
    .addColumn('phase', 'text', (column) => column.notNull())
    .addColumn('phases', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('reason_code', 'text')
    .addColumn('reason_params', 'text')
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute()
  await db.schema
    .createTable('library_scan_counts')
    .addColumn('scan_id', 'bigint', (column) => column.notNull().references('library_scans.id').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('library_scan_counts_name', ['scan_id', 'name'])
    .execute()
  await withId(db.schema.createTable('library_scan_notes'))
    .addColumn('scan_id', 'bigint', (column) => column.notNull().references('library_scans.id').onDelete('cascade'))
    .addColumn('library_id', 'bigint', (column) => column.notNull())
    .addColumn('level', 'text', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('params', 'text', (column) => column.notNull())
    .addColumn('folder_id', 'bigint')
    .addColumn('title_id', 'bigint')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
}

async function createArtwork({ db, withId }: MigrationTools): Promise<void> {
  await db.schema
    .createTable('library_blobs')
    .addColumn('sha256', 'text', (column) => column.notNull().primaryKey())
    .addColumn('ending', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('look', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('verified_at', 'bigint')
    .addColumn('damaged_since', 'bigint')
    .addColumn('unused_since', 'bigint')
    .execute()
  await withId(db.schema.createTable('library_candidates'))
    .addColumn('library_id', 'bigint', (column) => column.notNull())
    .addColumn('title_id', 'bigint', (column) => column.notNull().references('library_titles.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('ref', 'text', (column) => column.notNull())
    .addColumn('provider', 'text')
    .addColumn('language', 'text')
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('votes', 'integer')
    .addColumn('vote_average', 'double precision')
    .addColumn('score', 'double precision')
    .addColumn('sha256', 'text')
    .addColumn('twin_of', 'bigint')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('chosen_by', 'text')
    .addColumn('place', 'integer')
    .addColumn('reason_code', 'text')
    .addColumn('reason_params', 'text')
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('library_candidates_ref', ['title_id', 'kind', 'source', 'ref'])
    .execute()
}

/** For lists, pages and look-ups of many at once. */
const INDEXES: readonly (readonly [name: string, table: string, columns: readonly string[]])[] = [
  ['library_titles_sort', 'library_titles', ['library_id', 'kind', 'sort_key', 'id']],
  ['library_titles_added', 'library_titles', ['library_id', 'kind', 'added_at', 'id']],
  ['library_titles_parent', 'library_titles', ['parent_id', 'number']],
  ['library_titles_folder', 'library_titles', ['folder_id']],
  ['library_titles_tmdb', 'library_titles', ['library_id', 'tmdb_id']],
  ['library_titles_poster', 'library_titles', ['poster_sha256']],
  ['library_fact_changes_title', 'library_fact_changes', ['title_id', 'id']],
  ['library_files_folder', 'library_files', ['folder_id']],
  ['library_files_title', 'library_files', ['title_id']],
  ['library_files_use', 'library_files', ['library_id', 'use', 'id']],
  ['library_folders_state', 'library_folders', ['library_id', 'state']],
  ['library_scans_library', 'library_scans', ['library_id', 'id']],
  ['library_scan_notes_scan', 'library_scan_notes', ['scan_id', 'id']],
  ['library_candidates_blob', 'library_candidates', ['sha256']],
  ['library_published_files_title', 'library_published_files', ['title_id']],
]

async function addIndexes(db: Kysely<unknown>): Promise<void> {
  for (const [name, table, columns] of INDEXES)
    await db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute()
}
