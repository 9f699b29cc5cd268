import { programmeCsvRoutes } from '../../../src/radio/programme/own/csv/contract.ts'
import { addressOf } from '../../api/client.ts'

const { exportShows, exportEpisodes } = programmeCsvRoutes.routes

/** Where all shows or all episodes of a station are downloaded as CSV. */
export const exportAddress = (what: 'shows' | 'episodes', stationId: number): string =>
  addressOf(what === 'shows' ? exportShows : exportEpisodes, { params: { stationId } })
