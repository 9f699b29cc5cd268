import type { Reader } from '../../../../db/db.ts'
import type { RawBody } from '../../../../kernel/routes.ts'
import { csvFile, type Rows } from '../../../csv/index.ts'
import type { Station } from '../../../stations/index.ts'
import { episodeRef, showRef } from '../model.ts'
import { listEpisodes, listShows, titlesOfShows } from '../store.ts'
import { EPISODE_COLUMN_NAMES, episodeColumns, SHOW_COLUMN_NAMES, showColumns } from './columns.ts'

const PAGE = 500
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
