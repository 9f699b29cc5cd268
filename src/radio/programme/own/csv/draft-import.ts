import { sayCode } from '../../../../kernel/words.ts'
import { type PutDeps, readCsv } from '../../../csv/index.ts'
import type { PlannedOperation } from '../../../../plans/index.ts'
import { getStation, type Station } from '../../../stations/index.ts'
import { assertKeeps, type By } from '../own-programme.ts'
import { EPISODE_COLUMN_NAMES, SHOW_COLUMN_NAMES } from './columns.ts'
import { compareEpisodes } from './compare-episodes.ts'
import { compareShows } from './compare-shows.ts'
import type { ImportDraft } from '../../../csv/contract.ts'
import { IMPORT_PROGRAMME } from './put-kinds.ts'

export interface ImportWish {
  what: 'shows' | 'episodes'
  bytes: Uint8Array
}

/**
 * Holds a file against what the station has, and writes down what would be done. Nothing is, before the plan is applied.
 * @throws InvalidInputError for what is no such file, ConflictError for a station that keeps its programme elsewhere
 */
export async function draftImport(
  deps: PutDeps,
  stationId: number,
  { what, bytes, by }: ImportWish & { by: By },
): Promise<ImportDraft> {
  const { read } = deps.db
  const station = await getStation(read, stationId)
  await assertKeeps(read, stationId)
  const table = await readCsv(bytes, what === 'shows' ? SHOW_COLUMN_NAMES : EPISODE_COLUMN_NAMES)
  const compared =
    what === 'shows' ? await compareShows(read, stationId, table) : await compareEpisodes(read, station, table)
  const { counts, operations } = compared
  const isPlan = counts.wrong === 0 && operations.length > 0
  return {
    planId: isPlan ? await draft(deps, { station, what, operations, by }) : null,
    counts,
    lines: table.rows.length,
    wrong: compared.wrong.map(({ line, column, code, params }) => ({ line, column, said: sayCode(code, params) })),
    unknownColumns: [...table.unknownColumns],
  }
}

const draft = (
  { db, plans }: PutDeps,
  drafted: { station: Station; what: ImportWish['what']; operations: readonly PlannedOperation[]; by: By },
): Promise<number> => {
  const { station, what, operations, by } = drafted
  const { stationId, name } = station
  return db.tx((tx) =>
    plans.draft(tx, {
      kind: IMPORT_PROGRAMME,
      subject: `station:${stationId}`,
      title: { code: `radio.import-${what}`, params: { count: operations.length, name } },
      actor: by.actor,
      data: { stationId, what },
      operations,
    }),
  )
}
