import type { Migration } from '../migration.ts'

/** When a copy that a move made was read back from the disk and found right. */
export const readBackMoves: Migration = {
  number: 44,
  name: 'read-back-moves',
  async up({ db }) {
    await db.schema.alterTable('transfer_moves').addColumn('read_back_at', 'bigint').execute()
  },
}
