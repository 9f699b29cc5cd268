import type { Migration } from '../migration.ts'

/** Recovery removes half a file only where a row says that it was begun under its own name. */
export const copiesInPlace: Migration = {
  number: 13,
  name: 'copies-in-place',
  async up({ db }) {
    await db.schema.alterTable('transfer_moves').addColumn('in_place', 'integer').execute()
  },
}
