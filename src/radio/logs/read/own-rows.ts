import type { Db } from '../../../db/db.ts'
import { getStation } from '../../stations/index.ts'
import type { OwnRows } from '../ports.ts'
import { listMakers } from '../../../deliveries/index.ts'
import { listOwnRows } from '../publish/rows-store.ts'
import { findUnderWay } from '../publish/store.ts'

/**
 * Rows that logs published, as the ledger knows them. While a publication is under way, what it has sent is not in there
 * yet, and is no row of others either: whatever Patchbay made counts then.
 */
export const createOwnRows =
  ({ db }: { db: Db }): OwnRows =>
  async (stationId, { startsAt, endsAt }, there) => {
    const { libraryConnectionId } = await getStation(db.read, stationId)
    if (libraryConnectionId === null) return new Set()
    const rows = await listOwnRows(db.read, libraryConnectionId, { from: startsAt, to: endsAt })
    const own = new Set(rows.map(({ rowId }) => rowId))
    if ((await findUnderWay(db.read, libraryConnectionId)) === undefined) return own
    const target = `connection:${libraryConnectionId}`
    const remoteIds = there.filter((rowId) => !own.has(rowId)).map(String)
    const made = await listMakers(db.read, { target, remoteKind: 'schedule', remoteIds })
    return new Set([...own, ...[...made.keys()].map(Number)])
  }
