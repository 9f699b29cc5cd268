import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, RunStarted } from '../../kernel/contract.ts'
import { decimal, rowId } from '../../kernel/ids.ts'
import { StationId } from '../stations/contract.ts'
import { TypeCode } from '../tracks/contract.ts'
import { HourName, LogEdit, Note } from './edit/contract.ts'
import {
  AirDate,
  FilledView,
  FitView,
  GeneratedView,
  LogDayRow,
  LogDayView,
  LogView,
  RevisionView,
  WhyView,
} from './read/contract.ts'

export const LogId = rowId('log')

const count = z.number().int()
const lengthMs = count.min(0)
const DAY_MS = 86_399_000
const stationParams = z.object({ stationId: StationId })
const dayParams = z.object({ stationId: StationId, airDate: AirDate })
const logParams = z.object({ logId: LogId })
const ofStation = '/api/v1/radio/stations/:stationId/logs'
const ofLog = '/api/v1/radio/logs/:logId'
const EDITS_MOST = 500
const DAYS_MOST = 92
const Seed = z.string().trim().min(1).max(60)

const reading = {
  list: {
    method: 'GET',
    path: ofStation,
    scope: 'read',
    summary: 'Days of a station with the state of their logs; at most 92',
    params: stationParams,
    query: z.object({
      from: AirDate.optional().describe('Today unless said'),
      days: decimal(count.min(1).max(DAYS_MOST)).default(14),
    }),
    reply: z.object({ items: z.array(LogDayRow), timeZone: z.string() }),
  },
  day: {
    method: 'GET',
    path: `${ofStation}/:airDate`,
    scope: 'read',
    summary: 'The log of a day, with all that a screen shows of it',
    params: dayParams,
    query: z.object({ fresh: z.enum(['yes', 'no']).default('no').describe('yes reads the playout anew') }),
    reply: LogDayView,
  },
  get: {
    method: 'GET',
    path: ofLog,
    scope: 'read',
    summary: 'A log, with all that a screen shows of it',
    params: logParams,
    query: z.object({
      fresh: z.enum(['yes', 'no']).default('no').describe('yes reads the playout anew'),
      revision: decimal(count.positive()).optional().describe('A former state, in the day as it is now'),
    }),
    reply: LogDayView,
  },
  why: {
    method: 'GET',
    path: `${ofLog}/entries/:entryId/why`,
    scope: 'read',
    summary: 'Why an entry was chosen, and what stood in the way of others',
    params: z.object({ logId: LogId, entryId: rowId('log entry') }),
    reply: WhyView,
  },
  fits: {
    method: 'GET',
    path: `${ofLog}/fits`,
    scope: 'read',
    summary: 'Tracks that fill a length, the nearest first',
    params: logParams,
    query: z.object({
      lengthMs: decimal(count.min(1000).max(DAY_MS)),
      type: TypeCode.optional(),
      text: z.string().trim().max(100).optional(),
      limit: decimal(count.min(1).max(50)).default(10),
    }),
    reply: z.object({ items: z.array(FitView), readAt: Instant }),
  },
  uses: {
    method: 'GET',
    path: '/api/v1/radio/stations/:stationId/track-uses',
    scope: 'read',
    summary: 'Where a track is planned in logs, from now on',
    params: stationParams,
    query: z.object({ trackId: decimal(count.positive()), limit: decimal(count.min(1).max(200)).default(50) }),
    reply: z.object({
      items: z.array(z.object({ logId: count, entryId: count, airDate: AirDate, startsAt: Instant, lengthMs })),
    }),
  },
} as const

const making = {
  make: {
    method: 'POST',
    path: ofStation,
    scope: 'jobs:write',
    summary: 'Make the log of a day; one that is there already is given back',
    params: stationParams,
    body: z.object({ airDate: AirDate }),
    reply: LogView,
  },
  copy: {
    method: 'POST',
    path: `${ofStation}/copy`,
    scope: 'jobs:write',
    summary: 'Copy a day onto another one, hour by hour; what is there is replaced, and can be undone',
    params: stationParams,
    body: z.object({ from: AirDate, to: AirDate }),
    reply: LogView,
  },
  generate: {
    method: 'POST',
    path: `${ofStation}/:airDate/generate`,
    scope: 'jobs:write',
    summary: 'Fill a day, or some of its hours, by its clocks; takes, hand edits and imports stay',
    params: dayParams,
    body: z.object({
      hours: z.array(HourName).min(1).max(26).optional().describe('All unless said'),
      seed: Seed.optional().describe('The log’s own unless said; another one chooses otherwise'),
      dryRun: z.boolean().default(false).describe('Tells what would change, and writes nothing'),
    }),
    reply: GeneratedView,
  },
  generateRange: {
    method: 'POST',
    path: `${ofStation}/generate-range`,
    scope: 'jobs:write',
    summary: 'Fill days by their clocks, in a run; a day that somebody edits is left and told',
    params: stationParams,
    body: z.object({
      from: AirDate,
      to: AirDate,
      onlyNew: z.boolean().default(false).describe('Leave days that have entries'),
    }),
    reply: RunStarted,
    status: 202,
  },
} as const

const filling = {
  fill: {
    method: 'POST',
    path: `${ofLog}/fill`,
    scope: 'jobs:write',
    summary: 'Fill a silence from a category or a cart, with why (If-Match needed unless it is a dry run)',
    params: logParams,
    body: z.object({
      startsAt: Instant.describe('Of the silence'),
      categoryId: count.positive().optional().describe('A category, or a cart'),
      cartId: count.positive().optional(),
      seed: Seed.optional().describe('The log’s own unless said; another one chooses otherwise'),
      dryRun: z.boolean().default(false).describe('Tells what would come in, and writes nothing'),
    }),
    reply: FilledView,
  },
} as const

const editing = {
  edit: {
    method: 'POST',
    path: `${ofLog}/edits`,
    scope: 'jobs:write',
    summary: 'Edits of a log, as one revision (If-Match needed)',
    params: logParams,
    body: z.object({ edits: z.array(LogEdit).min(1).max(EDITS_MOST) }),
    reply: LogDayView,
  },
  undo: {
    method: 'POST',
    path: `${ofLog}/undo`,
    scope: 'jobs:write',
    summary: 'The state before the last change, as a new revision (If-Match needed)',
    params: logParams,
    body: z.object({
      number: count.positive().optional().describe('Of the revision to go back to; the one before unless said'),
    }),
    reply: LogDayView,
  },
  redo: {
    method: 'POST',
    path: `${ofLog}/redo`,
    scope: 'jobs:write',
    summary: 'What was undone last, again (If-Match needed)',
    params: logParams,
    body: z.object({}).default({}),
    reply: LogDayView,
  },
  revisions: {
    method: 'GET',
    path: `${ofLog}/revisions`,
    scope: 'read',
    summary: 'What a log was, newest first; the last 200 are kept',
    params: logParams,
    query: PageQuery,
    reply: pageOf(RevisionView),
  },
  lock: {
    method: 'POST',
    path: `${ofLog}/lock`,
    scope: 'jobs:write',
    summary: 'Hold a log for 15 minutes; work on it makes them begin anew',
    params: logParams,
    body: z.object({
      takeOver: z.boolean().default(false).describe('From whoever holds it; needs a note'),
      note: Note.default(''),
    }),
    reply: LogView,
  },
  unlock: {
    method: 'DELETE',
    path: `${ofLog}/lock`,
    scope: 'jobs:write',
    summary: 'Let a log go; that of somebody else needs config:write',
    params: logParams,
    reply: LogView,
  },
} as const

export const logRoutes = defineRoutes('radio.logs', { ...reading, ...making, ...filling, ...editing })
