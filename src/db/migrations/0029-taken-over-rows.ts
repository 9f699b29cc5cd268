import type { Migration } from '../migration.ts'

/** How many rows of others a publication took over; what they were stands in its plan. */
export const takenOverRows: Migration = {
  number: 29,
  name: 'taken-over-rows',
  async up({ db }) {
    await db.schema
      .alterTable('radio_publications')
      .addColumn('take_count', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
