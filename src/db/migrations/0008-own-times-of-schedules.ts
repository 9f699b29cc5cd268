import type { Migration } from '../migration.ts'

export const ownTimesOfSchedules: Migration = {
  number: 8,
  name: 'own-times-of-schedules',
  async up({ db }) {
    for (const column of ['own_cron', 'own_time_zone'])
      await db.schema.alterTable('schedules').addColumn(column, 'text').execute()
  },
}
