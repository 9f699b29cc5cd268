import type { Db } from '../../../db/db.ts'
import { getStation } from '../../stations/index.ts'
import type { OwnRows } from '../ports.ts'
import { listOwnRows } from './store.ts'

/** Rows at the playout that logs of a station have there. */
export const ownRowsAt =
  ({ db }: { db: Db }): OwnRows =>
  async (stationId, { startsAt, endsAt }) => {
    const { libraryConnectionId } = await getStation(db.read, stationId)
    if (libraryConnectionId === null) return new Set()
    const rows = await listOwnRows(db.read, libraryConnectionId, { from: startsAt, to: endsAt })
    return new Set(rows.map(({ rowId }) => rowId))
  }
