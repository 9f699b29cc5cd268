import type { Migration } from '../migration.ts'

/** Ids never go back, as clocks do. */
export const formerChildren: Migration = {
  number: 10,
  name: 'former-children',
  async up({ db }) {
    await db.schema.alterTable('job_attempts').addColumn('last_child_id', 'bigint').execute()
  },
}
