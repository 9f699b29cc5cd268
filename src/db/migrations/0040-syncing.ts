import type { Migration, MigrationTools } from '../migration.ts'

/** Batches are kept the same on another machine: how far each is, the proof of each file, and what sorting by copy left. */
export const syncing: Migration = {
  number: 40,
  name: 'syncing',
  async up(tools) {
    await tools.db.schema.alterTable('archive_batches').addColumn('synced_at', 'bigint').execute()
    await createSyncs(tools)
    await createProofs(tools)
    await createKeptCopies(tools)
  },
}

async function createSyncs({ db }: MigrationTools): Promise<void> {
  await db.schema
    .createTable('archive_syncs')
    .addColumn('batch_id', 'bigint', (column) => column.primaryKey())
    .addColumn('archive_id', 'bigint', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('connection_id', 'bigint')
    .addColumn('place', 'text')
    .addColumn('folder_id', 'text')
    .addColumn('device_id', 'text')
    .addColumn('peer', 'text')
    .addColumn('delivery_id', 'bigint')
    .addColumn('job_id', 'bigint')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('looked_at', 'bigint')
    .addColumn('rescanned_at', 'bigint')
    .addColumn('progressed_at', 'bigint', (column) => column.notNull())
    .addColumn('hold_code', 'text')
    .addColumn('hold_params', 'text')
    .addColumn('hold_since', 'bigint')
    .addColumn('need_items', 'bigint')
    .addColumn('need_bytes', 'bigint')
    .addColumn('done_bytes', 'bigint', (column) => column.notNull())
    .addColumn('bytes_per_second', 'bigint')
    .addColumn('there_count', 'bigint')
    .addColumn('proved_at', 'bigint')
    .addColumn('lacking', 'text')
    .execute()
}

async function createProofs({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('archive_peer_copies'))
    .addColumn('item_id', 'bigint', (column) => column.notNull())
    .addColumn('batch_id', 'bigint', (column) => column.notNull())
    .addColumn('connection_id', 'bigint', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('peer', 'text', (column) => column.notNull())
    .addColumn('folder_id', 'text', (column) => column.notNull())
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('verified_at', 'bigint', (column) => column.notNull())
    .addColumn('looked_at', 'bigint', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('archive_peer_copies_item')
    .unique()
    .on('archive_peer_copies')
    .columns(['item_id', 'device_id', 'folder_id'])
    .execute()
  await db.schema.createIndex('archive_peer_copies_sha256').on('archive_peer_copies').column('sha256').execute()
  await db.schema.createIndex('archive_peer_copies_batch').on('archive_peer_copies').column('batch_id').execute()
}

async function createKeptCopies({ db }: MigrationTools): Promise<void> {
  await db.schema
    .createTable('archive_kept_copies')
    .addColumn('item_id', 'bigint', (column) => column.primaryKey())
    .addColumn('batch_id', 'bigint', (column) => column.notNull())
    .addColumn('root_id', 'bigint', (column) => column.notNull())
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('kept_at', 'bigint', (column) => column.notNull())
    .addColumn('released_at', 'bigint')
    .execute()
  await db.schema.createIndex('archive_kept_copies_batch').on('archive_kept_copies').column('batch_id').execute()
}
