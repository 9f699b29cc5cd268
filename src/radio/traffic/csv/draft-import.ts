import { sayCode } from '../../../kernel/words.ts'
import type { ImportDraft } from '../../csv/contract.ts'
import { type PutDeps, readCsv } from '../../csv/index.ts'
import { getStation } from '../../stations/index.ts'
import type { By } from '../orders.ts'
import type { TrackFinder } from '../ports.ts'
import { ORDER_COLUMN_NAMES } from './columns.ts'
import { compareOrders } from './compare-orders.ts'
import { IMPORT_ORDERS } from './put-kinds.ts'

export type ImportDeps = PutDeps & { tracks: TrackFinder }

/**
 * Holds a file against the orders of a station, and writes down what would be done. Nothing is, before the plan is
 * applied.
 * @throws InvalidInputError for what is no such file; what asking the library for tracks throws
 */
export async function draftImport(
  { db, plans, tracks }: ImportDeps,
  stationId: number,
  { bytes, by }: { bytes: Uint8Array; by: By },
): Promise<ImportDraft> {
  const { name } = await getStation(db.read, stationId)
  const table = await readCsv(bytes, ORDER_COLUMN_NAMES)
  const findTracks = (trackIds: readonly number[]) => tracks.findTracks(stationId, trackIds)
  const { counts, operations, wrong } = await compareOrders(db.read, stationId, { table, findTracks })
  const isPlan = counts.wrong === 0 && operations.length > 0
  const planId = isPlan
    ? await db.tx((tx) =>
        plans.draft(tx, {
          kind: IMPORT_ORDERS,
          subject: `station:${stationId}`,
          title: { code: 'radio.import-orders', params: { count: operations.length, name } },
          actor: by.actor,
          data: { stationId },
          operations,
        }),
      )
    : null
  return {
    planId,
    counts,
    lines: table.rows.length,
    wrong: wrong.map(({ line, column, code, params }) => ({ line, column, said: sayCode(code, params) })),
    unknownColumns: [...table.unknownColumns],
  }
}
