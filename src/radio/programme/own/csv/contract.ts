import { z } from 'zod'
import { defineRoutes } from '../../../../kernel/contract.ts'
import { CSV_LARGEST, ImportDraft } from '../../../csv/contract.ts'
import { StationId } from '../../../stations/contract.ts'

const stationParams = z.object({ stationId: StationId })
const at = '/api/v1/radio/stations/:stationId/programme'

export const programmeCsvRoutes = defineRoutes('radio.programmeCsv', {
  exportShows: {
    method: 'GET',
    path: `${at}/shows.csv`,
    scope: 'read',
    summary: 'All shows of a station as CSV',
    params: stationParams,
    reply: 'raw',
  },
  exportEpisodes: {
    method: 'GET',
    path: `${at}/episodes.csv`,
    scope: 'read',
    summary: 'All episodes of a station as CSV',
    params: stationParams,
    reply: 'raw',
  },
  draftImport: {
    method: 'POST',
    path: `${at}/import`,
    scope: 'files:move',
    summary: 'A dry run of shows or episodes from CSV: the plan that comes of it changes nothing until it is applied',
    params: stationParams,
    query: z.object({ what: z.enum(['shows', 'episodes']) }),
    body: z.unknown().describe('CSV: UTF-8, UTF-16 with its byte order mark, or Windows-1252; separated by , ; or tab'),
    bodyLimit: CSV_LARGEST,
    takesBytes: true,
    reply: ImportDraft,
  },
})
