import type { Migration } from '../migration.ts'

export const savedViews: Migration = {
  number: 9,
  name: 'saved-views',
  async up({ db, withId }) {
    await withId(db.schema.createTable('views_entries'))
      .addColumn('list', 'text', (column) => column.notNull())
      .addColumn('person_id', 'bigint', (column) => column.references('access_people.id').onDelete('set null'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .addColumn('filters', 'text', (column) => column.notNull())
      .addColumn('hidden', 'text', (column) => column.notNull())
      .addColumn('is_shared', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('views_entries_name')
      .unique()
      .on('views_entries')
      .columns(['person_id', 'list', 'name_key'])
      .execute()
    await db.schema.createIndex('views_entries_shared').on('views_entries').columns(['is_shared', 'list']).execute()
  },
}
