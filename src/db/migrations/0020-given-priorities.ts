import type { Migration } from '../migration.ts'

/** What is added to a run later has the priority that a person gave to it. */
export const givenPriorities: Migration = {
  number: 20,
  name: 'given-priorities',
  async up({ db }) {
    for (const table of ['job_queue', 'job_history']) {
      await db.schema.alterTable(table).addColumn('given_priority', 'integer').execute()
    }
  },
}
