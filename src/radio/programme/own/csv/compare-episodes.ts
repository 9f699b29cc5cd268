import type { Reader } from '../../../../db/db.ts'
import { breathe } from '../../../../kernel/breathe.ts'
import { ConflictError, InvalidInputError } from '../../../../kernel/errors.ts'
import { foldText } from '../../../../kernel/fold-text.ts'
import type { Station } from '../../../stations/index.ts'
import { episodeIdIn, episodeRef, EPISODES_MOST, type OwnEpisode, type OwnShow, SHOWS_MOST } from '../model.ts'
import { countEpisodes, listShows, titlesOfShows } from '../store.ts'
import { type EpisodeContent, episodeColumns, NEW_SHOW, titleCell } from './columns.ts'
import {
  type Column,
  type Compared,
  type CsvRow,
  type CsvTable,
  firstLineOf,
  isWrong,
  note,
  nothingCompared,
  readCells,
  type RowOutcome,
  shapeProblem,
  type SheetRow,
  sheetRow,
} from '../../../csv/index.ts'
import { showToAdd } from './compare-shows.ts'
import { episodeToAdd, episodeToChange, type ShowOfEpisode } from './put-episode.ts'
import { type EpisodeKey, findEpisodes, pageOfEpisodeKeys } from './store.ts'

interface World {
  stationId: number
  columns: readonly Column<EpisodeContent>[]
  showsByTitle: ReadonlyMap<string, OwnShow>
  /** Also of those that were taken out. */
  titles: ReadonlyMap<number, string>
  /** Of the titles that the file names without an id. */
  byTitle: ReadonlyMap<string, readonly EpisodeKey[]>
  /** Titles of shows that come with the file, by how they are compared. */
  newShows: Map<string, string>
  seen: Map<string, number>
}

const ROWS_AT_ONCE = 500
const KEYS_AT_ONCE = 2000

/**
 * Holds the lines of a file against the episodes of a station; shows that it names and that are not there come first.
 * @throws ConflictError `radio/too-many-episodes`, `radio/too-many-shows`
 */
export async function compareEpisodes(reader: Reader, station: Station, table: CsvTable): Promise<Compared> {
  const { stationId } = station
  const [shows, titles, byTitle] = await Promise.all([
    listShows(reader, stationId),
    titlesOfShows(reader, stationId),
    findByTitle(reader, stationId, table),
  ])
  const world: World = {
    stationId,
    columns: episodeColumns(station.timeZone),
    showsByTitle: new Map(shows.map((show) => [foldText(show.title), show])),
    titles,
    byTitle,
    newShows: new Map(),
    seen: new Map(),
  }
  const compared = nothingCompared()
  for (let start = 0; start < table.rows.length; start += ROWS_AT_ONCE)
    await compareSome(reader, { world, table, compared }, table.rows.slice(start, start + ROWS_AT_ONCE))
  await assertRoom(reader, stationId, { shows: shows.length + world.newShows.size, added: compared.counts.add })
  const reason = { code: 'import.show-named', params: {} }
  const added = [...world.newShows.values()].map((title) => showToAdd(stationId, { ...NEW_SHOW, title }, reason))
  return { ...compared, operations: [...added, ...compared.operations] }
}

async function assertRoom(reader: Reader, stationId: number, wanted: { shows: number; added: number }): Promise<void> {
  if (wanted.shows > SHOWS_MOST) throw new ConflictError('radio/too-many-shows', { params: { most: SHOWS_MOST } })
  if (wanted.added > 0 && (await countEpisodes(reader, stationId, {})) + wanted.added > EPISODES_MOST)
    throw new ConflictError('radio/too-many-episodes', { params: { most: EPISODES_MOST } })
}

const refIn = (row: SheetRow): string => row.cell('id')?.trim().toLowerCase() ?? ''

/** Only of titles that the file needs: a station has more episodes than a file has lines. */
async function findByTitle(reader: Reader, stationId: number, table: CsvTable): Promise<Map<string, EpisodeKey[]>> {
  const found = new Map<string, EpisodeKey[]>()
  for (const row of table.rows) {
    await breathe()
    const sheet = sheetRow(table, row)
    if (refIn(sheet) === '') found.set(foldText(sheet.cell('title') ?? ''), [])
  }
  for (let after = 0; found.size > 0;) {
    await breathe()
    const page = await pageOfEpisodeKeys(reader, stationId, { after, limit: KEYS_AT_ONCE })
    for (const key of page) found.get(key.titleKey)?.push(key)
    const last = page.at(-1)
    if (last === undefined || page.length < KEYS_AT_ONCE) break
    after = last.episodeId
  }
  return found
}

async function compareSome(
  reader: Reader,
  { world, table, compared }: { world: World; table: CsvTable; compared: Compared },
  rows: readonly CsvRow[],
): Promise<void> {
  const found = rows.map((row) => shapeProblem(table, row) ?? findEpisodeId(world, sheetRow(table, row)))
  const episodes = await findEpisodes(
    reader,
    found.flatMap((one) => ('episodeId' in one && one.episodeId !== null ? [one.episodeId] : [])),
  )
  for (const [place, row] of rows.entries()) {
    await breathe()
    const one = found[place]
    if (one === undefined) continue
    const outcome = 'is' in one ? one : outcomeOf(world, sheetRow(table, row), { ...one, episodes })
    note(compared, row, outcome)
  }
}

function findEpisodeId(world: World, row: SheetRow): { episodeId: number | null } | RowOutcome {
  const ref = refIn(row)
  if (ref !== '') {
    const episodeId = episodeIdIn(ref)
    return episodeId === undefined ? noSuchEpisode(ref) : { episodeId }
  }
  const title = row.cell('title') ?? ''
  if (title.trim() === '') return isWrong('radio/csv-no-title', 'title')
  const named = row.cell('show')
  const wanted = named === undefined ? undefined : showIdOf(world, named)
  const candidates = (world.byTitle.get(foldText(title)) ?? []).filter(
    ({ showId }) => wanted === undefined || showId === wanted,
  )
  if (candidates.length > 1) return isWrong('radio/csv-ambiguous', 'title', { count: candidates.length })
  return { episodeId: candidates[0]?.episodeId ?? null }
}

const noSuchEpisode = (ref: string): RowOutcome =>
  isWrong('radio/no-such-episode', 'id', { episodeId: ref.slice(0, 40) })

/** 0 for one that is not there yet. */
function showIdOf({ showsByTitle }: World, title: string): number | null {
  return title.trim() === '' ? null : (showsByTitle.get(foldText(title))?.showId ?? 0)
}

interface Found {
  episodeId: number | null
  episodes: ReadonlyMap<number, OwnEpisode>
}

function outcomeOf(world: World, row: SheetRow, { episodeId, episodes }: Found): RowOutcome {
  const episode = episodeId === null ? undefined : episodes.get(episodeId)
  if (episodeId !== null && episode?.stationId !== world.stationId) return noSuchEpisode(refIn(row))
  if (episode !== undefined && episode.removedAt !== null)
    return isWrong('radio/episode-removed', 'id', { title: episode.title })
  const key = episode === undefined ? newKey(row) : episodeRef(episode.episodeId)
  const first = firstLineOf(world.seen, key, row.line)
  if (first !== row.line) return isWrong('radio/csv-line-twice', null, { line: first })
  const { change, wrong } = readCells(row, world.columns, episode)
  const show = readShow(world, row, episode)
  if ('code' in show) wrong.push(show)
  if (wrong.length > 0 || 'code' in show) return { is: 'wrong', cells: wrong }
  const { stationId, columns, titles } = world
  const shows = { to: show.to, was: titles.get(episode?.showId ?? 0) ?? '' }
  const context = { stationId, columns, shows }
  if (episode === undefined) return episodeToAdd(context, change)
  const isEndTold = row.cell('ends_at') !== undefined
  return episodeToChange(context, { episode, change: isEndTold ? change : withEnd(change, episode) })
}

/** Where the file has no column for the end, that follows the start. */
function withEnd(
  change: Partial<EpisodeContent>,
  { scheduledAt, scheduledEndAt }: OwnEpisode,
): Partial<EpisodeContent> {
  const start = change.scheduledAt
  if (start === undefined || scheduledAt === null || scheduledEndAt === null) return change
  return { ...change, scheduledEndAt: start === null ? null : start + scheduledEndAt - scheduledAt }
}

const newKey = (row: SheetRow): string =>
  `title:${foldText(row.cell('show') ?? '')}\n${foldText(row.cell('title') ?? '')}`

/** @returns undefined in `to` when it stays as it is */
function readShow(
  { showsByTitle, titles, newShows }: World,
  row: SheetRow,
  episode: OwnEpisode | undefined,
): { to: ShowOfEpisode | undefined } | { column: string; code: string; params: InvalidInputError['params'] } {
  const named = row.cell('show')
  const current = titles.get(episode?.showId ?? 0) ?? ''
  if (named === undefined || named === current) return { to: undefined }
  if (named.trim() === '') return { to: { showId: null, title: '' } }
  const key = foldText(named)
  const standing = showsByTitle.get(key)
  if (standing !== undefined)
    return { to: standing.showId === episode?.showId ? undefined : { showId: standing.showId, title: standing.title } }
  try {
    const title = newShows.get(key) ?? titleCell.read(named)
    newShows.set(key, title)
    return { to: { showId: 'new', title } }
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    return { column: 'show', code: error.code, params: error.params }
  }
}
