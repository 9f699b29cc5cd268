import type { Migration } from '../migration.ts'

/** When the bytes of the archive were last read, the checks that read them, and what they found. */
export const integrity: Migration = {
  number: 41,
  name: 'integrity',
  async up({ db, withId }) {
    const items = () => db.schema.alterTable('archive_items')
    await items()
      .addColumn('checked_at', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
    await items().addColumn('read_at', 'bigint').execute()
    await items().addColumn('read_by', 'text').execute()
    await items().addColumn('read_identity', 'text').execute()
    await db.schema
      .createIndex('archive_items_checked')
      .on('archive_items')
      .columns(['root_id', 'checked_at', 'id', 'state'])
      .execute()
    await withId(db.schema.createTable('archive_checks'))
      .addColumn('archive_id', 'bigint', (column) => column.notNull())
      .addColumn('job_id', 'bigint', (column) => column.notNull().unique())
      .addColumn('run_id', 'bigint', (column) => column.notNull())
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('folder', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('files_read', 'bigint', (column) => column.notNull())
      .addColumn('bytes_read', 'bigint', (column) => column.notNull())
      .addColumn('files_added', 'bigint', (column) => column.notNull())
      .addColumn('findings', 'bigint', (column) => column.notNull())
      .execute()
    await withId(db.schema.createTable('archive_findings'))
      .addColumn('archive_id', 'bigint', (column) => column.notNull())
      .addColumn('item_id', 'bigint', (column) => column.notNull())
      .addColumn('check_id', 'bigint', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('expected_sha256', 'text')
      .addColumn('found_sha256', 'text')
      .addColumn('found_identity', 'text')
      .addColumn('errno', 'text')
      .addColumn('found_at', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('decided_at', 'bigint')
      .addColumn('decided_by', 'text')
      .execute()
    await db.schema
      .createIndex('archive_findings_state')
      .on('archive_findings')
      .columns(['archive_id', 'state', 'id'])
      .execute()
    await db.schema.createIndex('archive_findings_item').on('archive_findings').columns(['item_id', 'state']).execute()
  },
}
