import type { Migration } from '../migration.ts'

export const retireRoots: Migration = {
  number: 7,
  name: 'retire-roots',
  async up({ db }) {
    await db.schema.alterTable('transfer_roots').addColumn('retired_at', 'bigint').execute()
  },
}
