import { z } from 'zod'
import { defineRoutes } from '../../../kernel/contract.ts'
import { CSV_LARGEST, ImportDraft } from '../../csv/contract.ts'
import { StationId } from '../../stations/contract.ts'

const stationParams = z.object({ stationId: StationId })

export const orderCsvRoutes = defineRoutes('radio.orderCsv', {
  export: {
    method: 'GET',
    path: '/api/v1/radio/stations/:stationId/orders.csv',
    scope: 'read',
    summary: 'All orders of a station as CSV',
    params: stationParams,
    reply: 'raw',
  },
  draftImport: {
    method: 'POST',
    path: '/api/v1/radio/stations/:stationId/orders/import',
    scope: 'files:move',
    summary: 'A dry run of orders from CSV: the plan that comes of it changes nothing until it is applied',
    params: stationParams,
    body: z.unknown().describe('CSV: UTF-8, UTF-16 with its byte order mark, or Windows-1252; separated by , ; or tab'),
    bodyLimit: CSV_LARGEST,
    takesBytes: true,
    reply: ImportDraft,
  },
})
