import { z } from 'zod'
import { defineRoutes, Instant } from '../../kernel/contract.ts'
import { StationId } from '../stations/contract.ts'
import { TypeCode } from '../tracks/contract.ts'

const count = z.number().int()

export const OnAirItem = z.object({
  rowId: count.describe('Of the playout'),
  trackId: count.nullable(),
  title: z.string().describe('Empty when nobody knows it'),
  artist: z.string(),
  typeCode: TypeCode.nullable(),
  startsAt: Instant,
  endsAt: Instant,
  wasConfirmed: z.boolean().describe('The playout said that it began'),
})
export type OnAirItem = z.output<typeof OnAirItem>

export const OnAirView = z.object({
  stationId: count,
  stationName: z.string(),
  timeZone: z.string(),
  askedAt: Instant,
  showTitle: z.string().nullable(),
  now: OnAirItem.nullable().describe('Null: the playout answered, and nothing is planned for now'),
  next: z.array(OnAirItem).describe('Of the next 24 hours; at most three'),
  liveInput: z.enum(['none', 'main', 'show']).describe('Who is connected in place of the schedule'),
  isScheduleStreaming: z.boolean(),
})
export type OnAirView = z.output<typeof OnAirView>

const params = z.object({ stationId: StationId })

export const onAirRoutes = defineRoutes('radio.onAir', {
  get: {
    method: 'GET',
    path: '/api/v1/radio/stations/:stationId/on-air',
    scope: 'read',
    summary: 'What the playout has on now, and next; asked at this moment, and an error when it does not answer',
    params,
    reply: OnAirView,
  },
  library: {
    method: 'GET',
    path: '/api/v1/radio/stations/:stationId/library',
    scope: 'read',
    summary: 'Whether a station’s library answers, and takes the key, at this moment',
    params,
    reply: z.object({
      stationId: count,
      connectionId: count,
      isAnswering: z.boolean().describe('True only when it took the key just now'),
      problem: z.object({ code: z.string(), text: z.string() }).nullable(),
      askedAt: Instant,
    }),
  },
})
