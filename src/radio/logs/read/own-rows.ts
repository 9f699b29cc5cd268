import type { Db } from '../../../db/db.ts'
import { getStation } from '../../stations/index.ts'
import type { OwnRows } from '../ports.ts'
import { listOwnRows } from '../publish/rows-store.ts'

/** Rows that logs published, as the ledger knows them. */
export const createOwnRows =
  ({ db }: { db: Db }): OwnRows =>
  async (stationId, { startsAt, endsAt }) => {
    const { libraryConnectionId } = await getStation(db.read, stationId)
    if (libraryConnectionId === null) return new Set()
    const rows = await listOwnRows(db.read, libraryConnectionId, { from: startsAt, to: endsAt })
    return new Set(rows.map(({ rowId }) => rowId))
  }
