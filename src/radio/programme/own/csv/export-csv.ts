import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { Reader } from '../../../../db/db.ts'
import { breathe } from '../../../../kernel/breathe.ts'
import type { RawBody } from '../../../../kernel/routes.ts'
import { dayAt } from '../../../../kernel/time.ts'
import type { Station } from '../../../stations/index.ts'
import { episodeRef, showRef } from '../model.ts'
import { listEpisodes, listShows, titlesOfShows } from '../store.ts'
import { EPISODE_COLUMN_NAMES, episodeColumns, SHOW_COLUMN_NAMES, showColumns } from './columns.ts'
import { escapeFormula } from './formula-signs.ts'

const PAGE = 500
/** By it Excel knows that the file is UTF-8; LibreOffice and Patchbay pass over it. */
const BYTE_ORDER_MARK = '\uFEFF'

type Rows = AsyncIterable<readonly string[][]>

/** All shows of a station, by title. */
export const exportShows = (reader: Reader, station: Station, now: number): RawBody =>
  csvFile(station, { what: 'shows', heading: SHOW_COLUMN_NAMES, rows: rowsOfShows(reader, station), now })

/** All episodes of a station, by id. */
export const exportEpisodes = (reader: Reader, station: Station, now: number): RawBody =>
  csvFile(station, { what: 'episodes', heading: EPISODE_COLUMN_NAMES, rows: rowsOfEpisodes(reader, station), now })

async function* rowsOfShows(reader: Reader, { stationId }: Station): Rows {
  const shows = await listShows(reader, stationId)
  for (let start = 0; start < shows.length; start += PAGE)
    yield shows
      .slice(start, start + PAGE)
      .map((show) => [showRef(show.showId), ...showColumns.map(({ write }) => write(show))])
}

async function* rowsOfEpisodes(reader: Reader, { stationId, timeZone }: Station): Rows {
  const titles = await titlesOfShows(reader, stationId)
  const columns = episodeColumns(timeZone)
  for (let after = 0; ;) {
    const page = await listEpisodes(reader, stationId, { after, limit: PAGE })
    yield page.map((episode) => [
      episodeRef(episode.episodeId),
      titles.get(episode.showId ?? 0) ?? '',
      ...columns.map(({ write }) => write(episode)),
    ])
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = last.episodeId
  }
}

function csvFile(
  { name, timeZone }: Station,
  { what, heading, rows, now }: { what: string; heading: readonly string[]; rows: Rows; now: number },
): RawBody {
  return {
    contentType: 'text/csv; charset=utf-8',
    data: Readable.from(linesOf(heading, rows)),
    fileName: `${name} ${what} ${dayAt(now, timeZone)}.csv`.replaceAll(/[/\\:*?"<>|]/g, '-'),
  }
}

async function* linesOf(heading: readonly string[], rows: Rows): AsyncGenerator<string> {
  yield `${BYTE_ORDER_MARK}${inCsv([heading])}`
  for await (const page of rows) {
    if (page.length > 0) yield inCsv(page.map((cells) => cells.map(escapeFormula)))
    await breathe()
  }
}

/** RFC 4180. */
const inCsv = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((cells) => [...cells]),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  )
