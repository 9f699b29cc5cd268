import { sql } from 'kysely'
import type { Migration } from '../migration.ts'

/** When a copy was last looked for at another machine in vain. Of those that count no more it is found out once which they are. */
export const missedCopies: Migration = {
  number: 45,
  name: 'missed-copies',
  async up({ db }) {
    await db.schema.alterTable('archive_peer_copies').addColumn('missed_at', 'bigint').execute()
    await sql`update archive_peer_copies set missed_at = withdrawn_at where withdrawn_at is not null`.execute(db)
  },
}
