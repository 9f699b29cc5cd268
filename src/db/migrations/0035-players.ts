import type { Migration, MigrationTools } from '../migration.ts'

/** Players of a library's media, what they are told, and how their paths differ from ours. */
export const players: Migration = {
  number: 35,
  name: 'players',
  async up(tools) {
    await createGroups(tools)
    await createTellings(tools)
  },
}

async function createGroups({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('library_player_groups'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('max_members', 'integer')
    .addColumn('while_playing', 'text', (column) => column.notNull())
    .addColumn('is_enabled', 'integer', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('library_player_libraries')
    .addColumn('group_id', 'bigint', (column) =>
      column.notNull().references('library_player_groups.id').onDelete('cascade'),
    )
    .addColumn('library_id', 'bigint', (column) =>
      column.notNull().references('library_libraries.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('library_player_libraries_key', ['group_id', 'library_id'])
    .execute()
  await withId(db.schema.createTable('library_players'))
    .addColumn('group_id', 'bigint', (column) =>
      column.notNull().references('library_player_groups.id').onDelete('cascade'),
    )
    .addColumn('connection_id', 'bigint', (column) => column.notNull().unique())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .execute()
  await withId(db.schema.createTable('library_path_mappings'))
    .addColumn('group_id', 'bigint', (column) =>
      column.notNull().references('library_player_groups.id').onDelete('cascade'),
    )
    .addColumn('library_id', 'bigint', (column) =>
      column.notNull().references('library_libraries.id').onDelete('cascade'),
    )
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('path_key', 'text', (column) => column.notNull())
    .addColumn('player_path', 'text', (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('library_path_mappings_path', ['group_id', 'library_id', 'path_key'])
    .execute()
}

async function createTellings({ db, withId }: MigrationTools): Promise<void> {
  await withId(db.schema.createTable('library_player_tellings'))
    .addColumn('group_id', 'bigint', (column) =>
      column.notNull().references('library_player_groups.id').onDelete('cascade'),
    )
    .addColumn('library_id', 'bigint', (column) =>
      column.notNull().references('library_libraries.id').onDelete('cascade'),
    )
    .addColumn('rel_path', 'text', (column) => column.notNull())
    .addColumn('change', 'text', (column) => column.notNull())
    .addColumn('files', 'text')
    .addColumn('title_id', 'bigint')
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('asked', 'bigint', (column) => column.notNull())
    .addColumn('told', 'bigint', (column) => column.notNull())
    .addColumn('is_taken', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason_code', 'text')
    .addColumn('reason_params', 'text')
    .addColumn('connection_id', 'bigint')
    .addColumn('delivery_id', 'bigint')
    .addColumn('turn', 'bigint', (column) => column.notNull())
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .addColumn('settled_at', 'bigint')
    .addUniqueConstraint('library_player_tellings_folder', ['group_id', 'library_id', 'rel_path'])
    .execute()
  await db.schema.createIndex('library_player_tellings_turn').on('library_player_tellings').column('turn').execute()
  await db.schema
    .createIndex('library_player_tellings_title')
    .on('library_player_tellings')
    .column('title_id')
    .execute()
  await db.schema
    .createIndex('library_player_tellings_state')
    .on('library_player_tellings')
    .columns(['group_id', 'state', 'reason_code'])
    .execute()
  await db.schema
    .createTable('library_watch_states')
    .addColumn('group_id', 'bigint', (column) =>
      column.notNull().references('library_player_groups.id').onDelete('cascade'),
    )
    .addColumn('folder', 'text', (column) => column.notNull())
    .addColumn('states', 'text', (column) => column.notNull())
    .addColumn('kept_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('library_watch_states_key', ['group_id', 'folder'])
    .execute()
}
