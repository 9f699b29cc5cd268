import { z } from 'zod'
import { defineRoutes, Instant, pageOf, PageQuery, RunStarted, Said } from '../../kernel/contract.ts'
import { decimal } from '../../kernel/ids.ts'
import { StationId } from '../stations/contract.ts'
import { DEFAULT_RULES, VERDICTS } from './model.ts'

const count = z.number().int().min(0)
const id = z.number().int()
export const AirDate = z.iso.date().describe('YYYY-MM-DD, a day of the station’s calendar')
export const VerdictName = z.enum(VERDICTS)

const CountsView = z.object({
  matched: count,
  late: count,
  early: count,
  short: count,
  missed: count,
  extra: count,
  due: count.describe('Planned, and not known yet'),
  plays: count.describe('Heard at all'),
  estimates: count.describe('Plays whose time is that of LibreTime’s plan'),
})
export type CountsView = z.output<typeof CountsView>

export const AsRunDay = z.object({
  airDate: AirDate,
  startsAt: Instant,
  endsAt: Instant,
  hours: z.number().describe('23, 24 or 25'),
  readAt: Instant.describe('Up to when the history was known'),
  state: z.enum(['open', 'final']).describe('final: the whole day was read after it was over'),
  counts: CountsView,
})
export type AsRunDay = z.output<typeof AsRunDay>

export const AsRunLine = z.object({
  position: count,
  verdict: VerdictName,
  ref: z.string().nullable().describe('What was planned: airing:7; null for what nobody planned here'),
  trackId: id.nullable(),
  title: z.string(),
  artist: z.string(),
  typeCode: z.string().nullable().describe('As it stood in the library when the play was first seen'),
  orderId: id.nullable(),
  plannedAt: Instant.nullable(),
  plannedMs: count.nullable(),
  playId: id.nullable(),
  heardAt: Instant.nullable(),
  heardMs: count.nullable().describe('As LibreTime planned it: it does not say when an item was cut'),
  offMs: id.nullable().describe('Begun so much after the plan'),
  timing: z.enum(['confirmed', 'estimated']).nullable().describe('Null where nothing was heard'),
  isForgotten: z.boolean().describe('LibreTime tells of it no more'),
})
export type AsRunLine = z.output<typeof AsRunLine>

export const PlayView = z.object({
  playId: id,
  historyId: id.describe('Of LibreTime'),
  trackId: id.nullable(),
  title: z.string(),
  artist: z.string(),
  typeCode: z.string().nullable(),
  md5: z.string().nullable(),
  startsAt: Instant.describe('As planned'),
  endsAt: Instant.nullable().describe('As planned, cut at the end of its show'),
  heardAt: Instant,
  timing: z.enum(['confirmed', 'estimated']),
  seenAt: Instant,
  forgottenAt: Instant.nullable().describe('Since when LibreTime tells of it no more'),
})
export type PlayView = z.output<typeof PlayView>

const seconds = z.number().min(0).max(3600)
export const RulesView = z.object({
  lateSec: seconds.describe('Later than this is late'),
  earlySec: seconds,
  shortSec: seconds.describe('So much of the end may be missing'),
  furthestSec: z
    .number()
    .min(1)
    .max(6 * 3600)
    .describe('A play that is further away belongs to another entry'),
})
export type RulesView = z.output<typeof RulesView>

export const USUAL_RULES: RulesView = {
  lateSec: DEFAULT_RULES.lateMs / 1000,
  earlySec: DEFAULT_RULES.earlyMs / 1000,
  shortSec: DEFAULT_RULES.shortMs / 1000,
  furthestSec: DEFAULT_RULES.furthestMs / 1000,
}

export const SyncView = z.object({
  at: Instant.nullable().describe('The last look that went well; null before the first'),
  from: Instant.nullable(),
  to: Instant.nullable(),
  added: count,
  changed: count,
  forgotten: count,
  rowsThere: count.nullable().describe('Of the whole history at the playout, when it was last read whole'),
  failedAt: Instant.nullable().describe('Of the last look when it failed'),
  reason: Said.nullable(),
})
export type SyncView = z.output<typeof SyncView>

export const AsRunOverview = z.object({
  stationId: id,
  stationName: z.string(),
  timeZone: z.string(),
  today: AirDate,
  hasLibrary: z.boolean(),
  sync: SyncView,
  rules: RulesView,
  days: z.array(AsRunDay).describe('Newest first'),
})
export type AsRunOverview = z.output<typeof AsRunOverview>

const OwedView = z.object({
  orderId: id,
  missed: z.array(
    z.object({
      ref: z.string().nullable(),
      trackId: id.nullable(),
      title: z.string(),
      airDate: AirDate,
      plannedAt: Instant,
      verdict: z.enum(['missed', 'short']),
    }),
  ),
})
export type OwedView = z.output<typeof OwedView>

const stationParams = z.object({ stationId: StationId })
const range = z.object({ from: AirDate, to: AirDate.describe('That day is in it') })
const at = '/api/v1/radio/stations/:stationId/as-run'

export const asRunRoutes = defineRoutes('radio.asRun', {
  overview: {
    method: 'GET',
    path: at,
    scope: 'read',
    summary: 'How well what was planned was heard, day by day, and how old that is',
    params: stationParams,
    query: z.object({ before: AirDate.optional(), limit: decimal(z.number().int().min(1).max(200)).default(31) }),
    reply: AsRunOverview,
  },
  day: {
    method: 'GET',
    path: `${at}/days/:airDate`,
    scope: 'read',
    summary: 'One day, line by line',
    params: stationParams.extend({ airDate: AirDate }),
    query: z.object({ verdict: VerdictName.optional() }),
    reply: z.object({ timeZone: z.string(), day: AsRunDay.nullable(), lines: z.array(AsRunLine) }),
  },
  plays: {
    method: 'GET',
    path: `${at}/plays`,
    scope: 'read',
    summary: 'Everything that was heard, newest first; also what LibreTime has forgotten',
    params: stationParams,
    query: PageQuery.extend({
      from: AirDate.optional(),
      to: AirDate.optional(),
      trackId: decimal(z.number().int().positive()).optional(),
      typeCode: z.string().min(1).max(16).optional(),
      text: z.string().trim().min(1).max(100).optional(),
    }),
    reply: pageOf(PlayView),
  },
  report: {
    method: 'GET',
    path: `${at}/report`,
    scope: 'read',
    summary: 'The lines of some days, at most 92, as CSV or JSON',
    params: stationParams,
    query: range.extend({ format: z.enum(['csv', 'json']).default('csv') }),
    reply: 'raw',
  },
  owed: {
    method: 'GET',
    path: `${at}/owed`,
    scope: 'read',
    summary: 'What was missed of each order',
    params: stationParams,
    query: range,
    reply: z.object({ items: z.array(OwedView) }),
  },
  sync: {
    method: 'POST',
    path: `${at}/sync`,
    scope: 'jobs:write',
    summary: 'Read what was on air; the days since the last look unless some are named, at most 366',
    params: stationParams,
    body: range.partial(),
    status: 202,
    reply: RunStarted,
  },
  setRules: {
    method: 'PUT',
    path: `${at}/rules`,
    scope: 'config:write',
    summary: 'What counts as in time; days that are read from now on are held against it',
    params: stationParams,
    body: RulesView,
    reply: RulesView,
  },
})
