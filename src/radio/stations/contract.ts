import { z } from 'zod'
import { defineRoutes, Instant } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'
import { STATION_NAME_LONGEST } from './model.ts'

export const StationId = rowId('station')

const StationName = z
  .string()
  .trim()
  .min(1)
  .max(STATION_NAME_LONGEST)
  .regex(/^[^\p{C}]*$/u)
  .describe('Compared without regard to case; all are different')
const TimeZone = z.string().max(60).describe('IANA, such as Europe/Paris')
const LibraryConnection = z.number().int().positive().nullable().describe('The connection with its playout library')
const KeepsProgramme = z.boolean().describe('Patchbay itself keeps its shows and episodes; not beside a CMS')
const CmsConnection = z.number().int().positive().nullable().describe('The connection with the CMS of its programme')

export const StationView = z.object({
  stationId: z.number().int(),
  name: z.string(),
  timeZone: z.string(),
  libraryConnectionId: z.number().int().nullable(),
  cmsConnectionId: z.number().int().nullable(),
  keepsProgramme: z.boolean().describe('Patchbay itself keeps its shows and episodes'),
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
})
export type StationView = z.output<typeof StationView>

const stationParams = z.object({ stationId: StationId })

export const stationRoutes = defineRoutes('radio.stations', {
  list: {
    method: 'GET',
    path: '/api/v1/radio/stations',
    scope: 'read',
    summary: 'Stations by name',
    reply: z.object({ items: z.array(StationView) }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/radio/stations/:stationId',
    scope: 'read',
    summary: 'One station',
    params: stationParams,
    reply: StationView,
  },
  add: {
    method: 'POST',
    path: '/api/v1/radio/stations',
    scope: 'config:write',
    summary: 'Add a station',
    body: z.object({
      name: StationName,
      timeZone: TimeZone,
      libraryConnectionId: LibraryConnection.default(null),
      cmsConnectionId: CmsConnection.default(null),
      keepsProgramme: KeepsProgramme.default(false),
    }),
    reply: StationView,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/radio/stations/:stationId',
    scope: 'config:write',
    summary: 'Change a station (If-Match needed)',
    params: stationParams,
    body: z.object({
      name: StationName.optional(),
      timeZone: TimeZone.optional(),
      libraryConnectionId: LibraryConnection.optional(),
      cmsConnectionId: CmsConnection.optional(),
      keepsProgramme: KeepsProgramme.optional(),
    }),
    reply: StationView,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/radio/stations/:stationId',
    scope: 'config:write',
    summary: 'Remove a station that has no folders any more; nothing at its services changes',
    params: stationParams,
    reply: z.object({ removed: z.number().int() }),
  },
})
