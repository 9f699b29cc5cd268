import type { Migration } from '../migration.ts'

/** What each source said of a title, and whether a fact was locked before it changed. */
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
  },
}
