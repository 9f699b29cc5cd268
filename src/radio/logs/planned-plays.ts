import type { Db } from '../../db/db.ts'
import { listEntriesBetween } from './entries-store.ts'

/** What logs plan to be heard, for whoever holds it against what was. */
export const plannedInLogs = ({ db }: { db: Db }) => ({
  async listPlanned(stationId: number, from: number, to: number) {
    const entries = await listEntriesBetween(db.read, stationId, { from, to })
    return entries.flatMap(({ entryId, trackId, title, startsAt, lengthMs, orderId }) =>
      trackId === null ? [] : [{ ref: `log:${entryId}`, trackId, title, startsAt, lengthMs, orderId }],
    )
  },
})
