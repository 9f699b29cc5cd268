import type { Db } from '../../db/db.ts'
import { listOwnRowsOfLogs, listOwnWindows } from './publish/rows-store.ts'

/** What logs have at a playout in a stretch of time, for whoever plans beside them. */
export const placesOfLogs =
  ({ db }: { db: Db }) =>
  async (connectionId: number, range: { from: number; to: number }) => ({
    rows: await listOwnRowsOfLogs(db.read, connectionId, range),
    windows: await listOwnWindows(db.read, connectionId, range),
  })
