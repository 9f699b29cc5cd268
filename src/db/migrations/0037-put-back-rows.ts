import type { Migration } from '../migration.ts'

/** Which row of a log came back with another: it has a new number, and takes the place of the former one. */
export const putBackRows: Migration = {
  number: 37,
  name: 'put-back-rows',
  async up({ db }) {
    await db.schema.alterTable('radio_log_rows').addColumn('back_for', 'bigint').execute()
  },
}
