import type { Db, Reader, Tx } from '../../db/db.ts'
import type { HeardSource } from '../music/index.ts'
import type { TrackUse, TrackUses } from '../tracks/index.ts'
import { noteSpots } from '../traffic/index.ts'
import { listEntriesBetween, listUsesOfTrack } from './entries-store.ts'
import type { Log, LogEntry } from './model.ts'

/** Entries of logs, as what music is kept apart from. */
export const heardInLogs: HeardSource = async (reader, stationId, between) =>
  (await listEntriesBetween(reader, stationId, between)).flatMap(({ trackId, startsAt, orderId, what }) =>
    what === 'note' ? [] : [{ trackId, startsAt, orderId }],
  )

/** Entries of logs, as uses of their tracks. */
export const entriesOfTracks: TrackUses = {
  async listAhead(reader: Reader, { stationId, trackId }, { now, limit }): Promise<TrackUse[]> {
    const uses = await listUsesOfTrack(reader, stationId, { trackId, from: now, limit })
    return uses.map(({ entryId, airDate, startsAt, lengthMs }) => ({
      what: 'log-entry',
      ref: entryId,
      title: airDate,
      startsAt,
      endsAt: startsAt + lengthMs,
    }))
  },
  // What was planned says nothing of what was aired.
  findLastAired: () => Promise.resolve(undefined),
}

/** Which entries play orders is known to the room of orders in the same transaction. */
export const spotsOfLog =
  (now: () => number) =>
  (tx: Tx, { stationId, airDate }: Log, entries: readonly LogEntry[]): Promise<void> =>
    noteSpots(tx, {
      stationId,
      airDate,
      now: now(),
      placed: entries.flatMap(({ entryId, orderId, copyId, startsAt }) =>
        orderId === null ? [] : [{ entryId, orderId, copyId, startsAt }],
      ),
    })

/** What logs plan to be heard, for whoever holds it against what was. */
export const plannedInLogs = ({ db }: { db: Db }) => ({
  async listPlanned(stationId: number, from: number, to: number) {
    const entries = await listEntriesBetween(db.read, stationId, { from, to })
    return entries.flatMap(({ entryId, trackId, title, startsAt, lengthMs, orderId }) =>
      trackId === null ? [] : [{ ref: `log:${entryId}`, trackId, title, startsAt, lengthMs, orderId }],
    )
  },
})
