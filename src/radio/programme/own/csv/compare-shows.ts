import type { Reader } from '../../../../db/db.ts'
import {
  type Compared,
  type CsvTable,
  firstLineOf,
  isWrong,
  note,
  nothingCompared,
  operationOf,
  partOf,
  readCells,
  type RowOutcome,
  shapeProblem,
  sheetRow,
  type SheetRow,
  shownAs,
} from '../../../csv/index.ts'
import { breathe } from '../../../../kernel/breathe.ts'
import { ConflictError } from '../../../../kernel/errors.ts'
import { foldText } from '../../../../kernel/fold-text.ts'
import { type OwnShow, showIdIn, showRef, SHOWS_MOST } from '../model.ts'
import { listShows } from '../store.ts'
import { NEW_SHOW, type ShowContent, showColumns } from './columns.ts'
import { PUT_SHOW } from './put-kinds.ts'

interface World {
  stationId: number
  /** Also those that were taken out. */
  byId: ReadonlyMap<number, OwnShow>
  byTitle: ReadonlyMap<string, OwnShow>
  /** The line that spoke of a show or wants a title first. */
  seen: Map<string, number>
}

/** Holds the lines of a file against the shows of a station. @throws ConflictError `radio/too-many-shows` */
export async function compareShows(reader: Reader, stationId: number, table: CsvTable): Promise<Compared> {
  const [standing, removed] = await Promise.all([listShows(reader, stationId), listShows(reader, stationId, true)])
  const world: World = {
    stationId,
    byId: new Map([...standing, ...removed].map((show) => [show.showId, show])),
    byTitle: new Map(standing.map((show) => [foldText(show.title), show])),
    seen: new Map(),
  }
  const compared = nothingCompared()
  for (const row of table.rows) {
    await breathe()
    note(compared, row, shapeProblem(table, row) ?? outcomeOf(world, sheetRow(table, row)))
  }
  if (standing.length + compared.counts.add > SHOWS_MOST)
    throw new ConflictError('radio/too-many-shows', { params: { most: SHOWS_MOST } })
  return compared
}

function outcomeOf(world: World, row: SheetRow): RowOutcome {
  const found = findShow(world, row)
  if ('is' in found) return found
  const { show } = found
  const key = show === undefined ? titleKey(row.cell('title') ?? '') : showRef(show.showId)
  const first = firstLineOf(world.seen, key, row.line)
  if (first !== row.line) return isWrong('radio/csv-line-twice', null, { line: first })
  const { change, wrong } = readCells<ShowContent>(row, showColumns, show)
  if (wrong.length > 0) return { is: 'wrong', cells: wrong }
  return titleProblem(world, row, { show, title: change.title }) ?? putOf(world.stationId, show, change)
}

const titleKey = (title: string): string => `title:${foldText(title)}`

function findShow({ byId, byTitle }: World, row: SheetRow): { show: OwnShow | undefined } | RowOutcome {
  const ref = row.cell('id')?.trim().toLowerCase() ?? ''
  const title = row.cell('title') ?? ''
  if (ref === '')
    return title.trim() === '' ? isWrong('radio/csv-no-title', 'title') : { show: byTitle.get(foldText(title)) }
  const show = byId.get(showIdIn(ref) ?? 0)
  if (show === undefined) return isWrong('radio/no-such-show', 'id', { showId: ref.slice(0, 40) })
  return show.removedAt === null ? { show } : isWrong('radio/show-removed', 'id', { title: show.title })
}

/** A title that stands with another show now is not free, whatever the same file makes of that one. */
function titleProblem(
  { byTitle, seen }: World,
  row: SheetRow,
  { show, title }: { show: OwnShow | undefined; title: string | undefined },
): RowOutcome | undefined {
  if (title === undefined) return undefined
  const other = byTitle.get(foldText(title))
  if (other !== undefined && other.showId !== show?.showId)
    return isWrong('radio/show-title-taken', 'title', { title: other.title })
  const first = firstLineOf(seen, titleKey(title), row.line)
  return first === row.line ? undefined : isWrong('radio/csv-line-twice', 'title', { line: first })
}

function putOf(stationId: number, show: OwnShow | undefined, change: Partial<ShowContent>): RowOutcome {
  if (show === undefined)
    return {
      is: 'add',
      operation: showToAdd(stationId, { ...NEW_SHOW, ...change }, { code: 'import.new', params: {} }),
    }
  if (Object.keys(change).length === 0) return { is: 'same' }
  const { before, after, names } = shownAs(showColumns, { before: show, after: { ...show, ...change } })
  const id = showRef(show.showId)
  const operation = operationOf({
    kind: PUT_SHOW,
    params: { stationId, id: show.showId, version: show.version, before: partOf(show, change), after: change },
    before: { id, ...before },
    after: { id, ...after },
    reason: { code: 'import.differs', params: { columns: names.join(', ') } },
  })
  return { is: 'change', operation }
}

export const showToAdd = (
  stationId: number,
  content: ShowContent,
  reason: { code: string; params: Record<string, never> },
) =>
  operationOf({
    kind: PUT_SHOW,
    params: { stationId, id: null, version: 0, before: {}, after: content },
    before: {},
    after: shownAs(showColumns, { before: undefined, after: content }).after,
    reason,
  })
