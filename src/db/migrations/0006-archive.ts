import type { Migration, MigrationTools } from '../migration.ts'

export const archive: Migration = {
  number: 6,
  name: 'archive',
  async up(tools) {
    await createItems(tools)
    await createBatches(tools)
  },
}

async function createItems({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('archive_items'))
    .addColumn('archive_id', 'bigint', (column) => column.notNull())
    .addColumn('root_id', 'bigint', (column) => column.notNull())
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('rel_raw', 'text')
    .addColumn('path_key', 'text', (column) => column.notNull())
    .addColumn('source_root_id', 'bigint', (column) => column.notNull())
    .addColumn('source_rel_path', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('identity', 'text', (column) => column.notNull())
    .addColumn('mtime_ms', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason_code', 'text')
    .addColumn('reason_params', 'text')
    .addColumn('media_kind', 'text', (column) => column.notNull())
    .addColumn('media_type', 'text')
    .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('stable_since', 'bigint', (column) => column.notNull())
    .addColumn('settled_at', 'bigint')
    .addColumn('filed_at', 'bigint')
    .addColumn('group_key', 'text', (column) => column.notNull())
    .addColumn('group_role', 'text', (column) => column.notNull())
    .addColumn('duplicate_of', 'bigint')
    .addColumn('batch_id', 'bigint')
    .addColumn('captured_local', 'text')
    .addColumn('captured_offset_minutes', 'integer')
    .addColumn('captured_at', 'bigint')
    .addColumn('captured_precision', 'text')
    .addColumn('captured_source', 'text')
    .addColumn('captured_month', 'text')
    .addColumn('captured_refused', 'text')
    .addColumn('captured_by_hand', 'integer', (column) => column.notNull())
    .execute()
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(`archive_items_${name}`).on('archive_items').columns(columns).execute()
  await index('list', ['archive_id', 'id'])
  // With the size, so that the sums of a state come from the index alone.
  await index('state', ['archive_id', 'state', 'id', 'size'])
  await index('place', ['root_id', 'rel_path'])
  await index('sha256', ['sha256'])
  await index('size', ['archive_id', 'size'])
  await index('batch', ['batch_id', 'state'])
  await index('month', ['archive_id', 'captured_month'])
  await index('filed', ['archive_id', 'filed_at'])
  await index('original', ['duplicate_of'])
  await index('group', ['source_root_id', 'group_key'])
}

async function createBatches({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('archive_batches'))
    .addColumn('archive_id', 'bigint', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('file_count', 'integer', (column) => column.notNull())
    .addColumn('size_bytes', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('sorted_at', 'bigint')
    .addColumn('take_plan_id', 'bigint')
    .addColumn('sort_plan_id', 'bigint')
    .addColumn('run_id', 'bigint')
    .addColumn('error_code', 'text')
    .addColumn('error_params', 'text')
    .execute()
  await db.schema
    .createIndex('archive_batches_name')
    .unique()
    .on('archive_batches')
    .columns(['archive_id', 'name'])
    .execute()
  await db.schema
    .createIndex('archive_batches_state')
    .on('archive_batches')
    .columns(['archive_id', 'state', 'id'])
    .execute()
}
