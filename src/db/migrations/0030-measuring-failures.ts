import type { Migration } from '../migration.ts'

/** Why a track could not be measured: many are measured in one run, and each that failed says so itself. */
export const measuringFailures: Migration = {
  number: 30,
  name: 'measuring-failures',
  async up({ db }) {
    await db.schema.alterTable('radio_tracks').addColumn('measure_failed_at', 'bigint').execute()
    for (const column of ['measure_code', 'measure_params'])
      await db.schema.alterTable('radio_tracks').addColumn(column, 'text').execute()
  },
}
