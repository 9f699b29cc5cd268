import { z } from 'zod'
import { defineRoutes, Instant, Said } from '../../../kernel/contract.ts'
import { StationId } from '../../stations/contract.ts'
import { TypeCode } from '../../tracks/contract.ts'
import { ClockFacts } from '../clocks/contract.ts'
import { ThingName } from '../shelf/contract.ts'

const AirDate = z.iso.date().describe('YYYY-MM-DD of the station’s calendar')
const ClockOfHour = z.number().int().positive().nullable().describe('Null: none')
const stationParams = z.object({ stationId: StationId })
const dayParams = z.object({ stationId: StationId, airDate: AirDate })
const ofStation = '/api/v1/radio/stations/:stationId'

const Week = z
  .array(z.array(ClockOfHour).length(24))
  .length(7)
  .describe('Monday to Sunday, each with its clocks from 00 to 23')

export const WeekView = z.object({ stationId: z.number().int(), week: Week, etag: z.string() })
export type WeekView = z.output<typeof WeekView>

const HourView = z.object({
  hour: z.string().describe('08; the hour that comes a second time is 02+'),
  startsAt: Instant,
  endsAt: Instant,
  clockId: ClockOfHour,
})
export const DayClocksView = z.object({
  stationId: z.number().int(),
  airDate: AirDate,
  isOwn: z.boolean().describe('The day has clocks of its own; else those of the week'),
  hours: z.array(HourView),
  etag: z.string(),
})
export type DayClocksView = z.output<typeof DayClocksView>

/** A day that has clocks of its own. */
export const OwnDayView = z.object({
  airDate: AirDate,
  clockIds: z.array(z.number().int()).describe('Each that some hour of it has'),
})
export type OwnDayView = z.output<typeof OwnDayView>

export const gridRoutes = defineRoutes('radio.grid', {
  listDays: {
    method: 'GET',
    path: `${ofStation}/grid-days`,
    scope: 'read',
    summary: 'Days that have clocks of their own, from a day on; at most 200',
    params: stationParams,
    query: z.object({ from: AirDate.optional().describe('Today unless said') }),
    reply: z.object({ items: z.array(OwnDayView) }),
  },
  get: {
    method: 'GET',
    path: `${ofStation}/grid`,
    scope: 'read',
    summary: 'Which clock each hour of the week has',
    params: stationParams,
    reply: WeekView,
  },
  put: {
    method: 'PUT',
    path: `${ofStation}/grid`,
    scope: 'jobs:write',
    summary: 'Set the clocks of the week (If-Match needed)',
    params: stationParams,
    body: z.object({ week: Week }),
    reply: WeekView,
  },
  getDay: {
    method: 'GET',
    path: `${ofStation}/grid/:airDate`,
    scope: 'read',
    summary: 'Which clock each hour of one day has',
    params: dayParams,
    reply: DayClocksView,
  },
  putDay: {
    method: 'PUT',
    path: `${ofStation}/grid/:airDate`,
    scope: 'jobs:write',
    summary: 'Give one day clocks of its own (If-Match needed); hours that are not named have none',
    params: dayParams,
    body: z.object({ hours: z.record(z.string().regex(/^\d\d\+?$/), ClockOfHour) }),
    reply: DayClocksView,
  },
  clearDay: {
    method: 'DELETE',
    path: `${ofStation}/grid/:airDate`,
    scope: 'jobs:write',
    summary: 'Let a day have the clocks of the week again',
    params: dayParams,
    reply: DayClocksView,
  },
})

const Why = z.object({
  chose: Said,
  blocked: z.array(z.object({ trackId: z.number().int(), title: z.string(), by: Said })),
  broken: z.array(Said),
})

export const PreviewView = z.object({
  hour: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  items: z.array(
    z.object({
      slotKey: z.string(),
      startsAt: Instant,
      lengthMs: z.number().int(),
      what: z.enum(['track', 'spot', 'voice', 'note']),
      typeCode: TypeCode.nullable(),
      trackId: z.number().int().nullable(),
      title: z.string(),
      artist: z.string(),
      startType: z.enum(['hard', 'soft', 'relative']),
      why: Why,
    }),
  ),
  unfilled: z.array(z.object({ startsAt: Instant, endsAt: Instant, reason: Said })),
  leftOut: z.array(z.object({ slotKey: z.string(), reason: Said })),
  tracksKnown: z.number().int().describe('How many tracks could be chosen from'),
})
export type PreviewView = z.output<typeof PreviewView>

/** Names instead of ids, so that a file fits another station. */
export const ClockFile = z.object({
  patchbay: z.literal('clocks'),
  version: z.literal(1),
  clocks: z
    .array(
      ClockFacts.omit({ slots: true }).extend({
        name: ThingName,
        slots: z
          .array(z.looseObject({ kind: z.string() }))
          .max(100)
          .describe('As those of a clock, with the names of categories, carts and dayparts instead of their ids'),
      }),
    )
    .max(200),
})
export type ClockFile = z.output<typeof ClockFile>

export const ImportedClocks = z.object({
  isDryRun: z.boolean(),
  added: z.array(
    z.object({
      clockId: z.number().int().nullable().describe('Null in a dry run'),
      name: z.string(),
      slots: z.number().int(),
    }),
  ),
  refused: z.array(z.object({ name: z.string(), problem: Said })).describe('With one of these none would be added'),
})
export type ImportedClocks = z.output<typeof ImportedClocks>

export const clockFileRoutes = defineRoutes('radio.clock-files', {
  export: {
    method: 'GET',
    path: `${ofStation}/clock-file`,
    scope: 'read',
    summary: 'All clocks of a station as one file',
    params: stationParams,
    reply: ClockFile,
  },
  import: {
    method: 'POST',
    path: `${ofStation}/clock-file`,
    scope: 'jobs:write',
    summary: 'Add the clocks of a file; all of them, or none where a name is taken or missing',
    params: stationParams,
    query: z.object({
      dryRun: z.enum(['yes', 'no']).default('no').describe('yes tells what would come, and adds none'),
    }),
    body: ClockFile,
    reply: ImportedClocks,
    status: 201,
  },
  preview: {
    method: 'POST',
    path: `${ofStation}/clock-preview`,
    scope: 'read',
    summary: 'What an hour of a day would be; nothing is stored',
    params: stationParams,
    body: z.object({
      airDate: AirDate,
      hour: z.string().regex(/^\d\d\+?$/),
      clockId: z.number().int().positive().optional().describe('Instead of the clock that the hour has'),
      clock: ClockFacts.optional().describe('Instead of one that is stored: one that is being edited'),
      seed: z.string().max(100).default(''),
    }),
    reply: PreviewView,
  },
})
