import type { MigrationTools, Migration } from '../migration.ts'

export const transfer: Migration = {
  number: 5,
  name: 'transfer',
  async up(tools) {
    await createRoots(tools)
    await createMoves(tools)
    await createFolders(tools)
  },
}

async function createRoots({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('transfer_roots'))
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('path', 'text', (column) => column.notNull().unique())
    .addColumn('marker', 'text', (column) => column.notNull())
    .addColumn('was_mount', 'integer', (column) => column.notNull())
    .addColumn('expected_files', 'bigint', (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('checked_at', 'bigint', (column) => column.notNull())
    .execute()
}

async function createMoves({ db, dialect, withId }: MigrationTools): Promise<void> {
  const bytes = dialect === 'sqlite' ? 'blob' : 'bytea'
  await withId(db.schema.createTable('transfer_moves'))
    .addColumn('op', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('ref', 'text', (column) => column.notNull())
    .addColumn('group_key', 'text')
    .addColumn('from_root', 'bigint', (column) => column.notNull().references('transfer_roots.id'))
    .addColumn('from_rel', 'text', (column) => column.notNull())
    .addColumn('from_raw', bytes)
    .addColumn('to_root', 'bigint', (column) => column.notNull().references('transfer_roots.id'))
    .addColumn('to_rel', 'text', (column) => column.notNull())
    .addColumn('to_raw', bytes)
    .addColumn('identity', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('mtime_ns', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text')
    .addColumn('placed_identity', 'text')
    .addColumn('on_identical', 'text', (column) => column.notNull())
    .addColumn('keeper_root', 'bigint')
    .addColumn('keeper_rel', 'text')
    .addColumn('parent_id', 'bigint')
    .addColumn('result', 'text')
    .addColumn('prepared_at', 'bigint', (column) => column.notNull())
    .addColumn('settled_at', 'bigint')
    .execute()
  await db.schema.createIndex('transfer_moves_ref').on('transfer_moves').columns(['ref', 'id']).execute()
  await db.schema
    .createIndex('transfer_moves_parent')
    .on('transfer_moves')
    .column('parent_id')
    .where('parent_id' as never, 'is not', null)
    .execute()
  await db.schema
    .createIndex('transfer_moves_open')
    .on('transfer_moves')
    .columns(['to_root', 'id'])
    .where('state' as never, 'in', ['planned', 'copying', 'placed'])
    .execute()
  await db.schema
    .createIndex('transfer_moves_trash')
    .on('transfer_moves')
    .columns(['settled_at', 'id'])
    .where('kind' as never, '=', 'trash')
    .execute()
}

async function createFolders({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('transfer_folders'))
    .addColumn('root_id', 'bigint', (column) => column.notNull().references('transfer_roots.id'))
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('path_hash', 'text', (column) => column.notNull())
    .addColumn('move_id', 'bigint', (column) => column.notNull())
    .addColumn('removed_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('transfer_folders_path')
    .on('transfer_folders')
    .columns(['root_id', 'path_hash'])
    .execute()
}
