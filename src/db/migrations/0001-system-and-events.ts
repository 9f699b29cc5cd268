import type { Migration } from '../migration.ts'

export const systemAndEvents: Migration = {
  number: 1,
  name: 'system-and-events',
  async up({ db, withId }) {
    await db.schema
      .createTable('system_facts')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
    await withId(db.schema.createTable('live_events'), 'seq')
      .addColumn('v', 'integer', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('scope', 'text')
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('run_id', 'bigint')
      .addColumn('job_id', 'bigint')
      .addColumn('data', 'text', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('live_events_run').on('live_events').columns(['run_id', 'seq']).execute()
    await db.schema.createIndex('live_events_subject').on('live_events').columns(['subject', 'seq']).execute()
    await db.schema.createIndex('live_events_at').on('live_events').column('at').execute()
    await db.schema
      .createTable('live_cursors')
      .addColumn('listener', 'text', (column) => column.primaryKey())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .execute()
  },
}
