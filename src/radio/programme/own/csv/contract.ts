import { z } from 'zod'
import { defineRoutes, Said } from '../../../../kernel/contract.ts'
import { StationId } from '../../../stations/contract.ts'

const count = z.number().int()

export const ImportDraft = z.object({
  planId: count
    .nullable()
    .describe('Null when there is nothing to do, or when lines are wrong. Apply, undo, discard it as any plan'),
  counts: z.object({ add: count, change: count, same: count, wrong: count }).describe('Of lines; blank ones are none'),
  lines: count.describe('Without the heading'),
  wrong: z
    .array(z.object({ line: count.describe('In the file, from 1'), column: z.string().nullable(), said: Said }))
    .describe('The first 200. While there are any, no plan is made'),
  unknownColumns: z.array(z.string()).describe('They are passed over'),
})
export type ImportDraft = z.output<typeof ImportDraft>

const stationParams = z.object({ stationId: StationId })
const at = '/api/v1/radio/stations/:stationId/programme'
export const CSV_LARGEST = 8 << 20

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
