import type { Migration } from '../migration.ts'

/** All that lists of titles sort and filter by, so that they need not read the long rows. */
const LISTED = [
  ...(['library_id', 'kind', 'sort_key', 'id', 'deleted_at', 'year', 'rating', 'added_at', 'state'] as const),
  ...(['picture_lines', 'care_code', 'locks'] as const),
]

/** What each source said of a title, whether a fact was locked before it changed, what a title may be at the provider, and lists of many titles. */
export const toldFacts: Migration = {
  number: 34,
  name: 'told-facts',
  async up({ db }) {
    await db.schema
      .alterTable('library_fact_changes')
      .addColumn('was_locked', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createTable('library_told')
      .addColumn('title_id', 'bigint', (column) => column.notNull().references('library_titles.id').onDelete('cascade'))
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('facts', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('library_told_source', ['title_id', 'source'])
      .execute()
    await db.schema
      .createTable('library_matches')
      .addColumn('title_id', 'bigint', (column) => column.notNull().references('library_titles.id').onDelete('cascade'))
      .addColumn('place', 'integer', (column) => column.notNull())
      .addColumn('provider_id', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('original_title', 'text')
      .addColumn('year', 'integer')
      .addColumn('overview', 'text')
      .addColumn('poster_ref', 'text')
      .addColumn('score', 'double precision', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('library_matches_place', ['title_id', 'place'])
      .execute()
    await db.schema
      .createTable('library_refreshes')
      .addColumn('library_id', 'bigint', (column) =>
        column.notNull().primaryKey().references('library_libraries.id').onDelete('cascade'),
      )
      .addColumn('connection_id', 'bigint', (column) => column.notNull())
      .addColumn('asked_until', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute()
    // Read as a whole by each search: apart from the long rows it is a few megabytes.
    await db.schema
      .createTable('library_title_words')
      .addColumn('title_id', 'bigint', (column) =>
        column.notNull().primaryKey().references('library_titles.id').onDelete('cascade'),
      )
      .addColumn('words', 'text', (column) => column.notNull())
      .execute()
    await db.schema.alterTable('library_titles').dropColumn('search_key').execute()
    await db.schema.dropIndex('library_titles_sort').execute()
    await db.schema
      .createIndex('library_titles_list')
      .on('library_titles')
      .columns([...LISTED])
      .execute()
  },
}
