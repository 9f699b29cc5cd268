import { z } from 'zod'
import { defineRoutes, Instant, RunStarted, Said } from '../../kernel/contract.ts'
import { StationId } from '../stations/contract.ts'
import { DRIFT_CODES, FORECAST_CODES, GAP_LONGEST_MS, GAP_SHORTEST_MS, ON_AIR_VERDICTS } from './model.ts'

const count = z.number().int()
const id = z.number().int().nullable()

const LookView = z.object({
  at: Instant.nullable().describe('When the playout was last seen; null before the first time'),
  tookMs: count.nullable(),
  failedAt: Instant.nullable().describe('Of the last look when it failed: what is shown is as old as it says'),
  reason: Said.nullable(),
})
export type LookView = z.output<typeof LookView>

const Stretch = { startsAt: Instant, endsAt: Instant }

export const BlockView = z.object({
  ...Stretch,
  kind: z.enum(['aired', 'planned', 'unconfirmed', 'draft', 'dead', 'missing', 'live']),
  of: z.enum(['log', 'show', 'nobody']),
  title: z.string(),
  count: count.describe('Items that it stands for'),
})
export type BlockView = z.output<typeof BlockView>

export const StripView = z.object({
  ...Stretch,
  airDate: z.iso.date(),
  hours: z.number().describe('23, 24 or 25; half hours where a zone has them'),
  rowCount: count,
  blocks: z.array(BlockView),
})
export type StripView = z.output<typeof StripView>

export const ForecastFinding = z.object({
  ...Stretch,
  code: z.enum(FORECAST_CODES),
  level: z.enum(['bad', 'warn']).describe('bad: within a day, and for what stops the playout at any time'),
  said: Said,
  airDate: z.iso.date(),
  rowId: id,
  windowId: id,
  trackId: id,
  logId: id.describe('Of that day, when there is a log'),
  fix: z
    .enum(['fill', 'publish', 'send-again', 'compare', 'elsewhere'])
    .describe('fill: put something into the log. compare: repair the drift. elsewhere: in LibreTime itself'),
})
export type ForecastFinding = z.output<typeof ForecastFinding>

const OnAirItem = z.object({ ...Stretch, rowId: count, trackId: id, title: z.string() })

export const OnAirView = z.object({
  look: LookView,
  verdict: z.enum(ON_AIR_VERDICTS).nullable().describe('Null before the first look'),
  said: Said.nullable(),
  now: OnAirItem.nullable(),
  next: OnAirItem.nullable(),
  showTitle: z.string().nullable(),
  actual: z.string().nullable().describe('What the playout says is on'),
  isConfirmed: z.boolean().describe('The first signal: the playout has confirmed that the row began'),
  isTold: z.boolean().describe('The second: it says that the same item is on, and streams it'),
  wrongSince: Instant.nullable(),
  isAlarm: z.boolean(),
})
export type OnAirView = z.output<typeof OnAirView>

export const ForecastView = z.object({
  stationId: count,
  stationName: z.string(),
  timeZone: z.string(),
  hasLibrary: z.boolean(),
  now: Instant,
  gapSec: z.number().describe('Shorter silence is not told'),
  look: LookView,
  strips: z.array(StripView).describe('A broadcast day each, yesterday first; empty before the first look'),
  findings: z.array(ForecastFinding).describe('By time'),
  moreFindings: count,
  driftCount: count,
  onAir: OnAirView,
})
export type ForecastView = z.output<typeof ForecastView>

export const DriftView = z.object({
  ...Stretch,
  code: z.enum(DRIFT_CODES),
  said: Said,
  title: z.string(),
  rowId: id,
  windowId: id,
  logId: id,
  airDate: z.iso.date().nullable(),
  airingId: id,
  changed: z.array(
    z.object({
      field: z.enum(['startsAt', 'endsAt', 'trackId', 'windowId', 'cueInMs', 'cueOutMs', 'fades']),
      sent: z.number().nullable(),
      there: z.number().nullable(),
    }),
  ),
})
export type DriftView = z.output<typeof DriftView>

const RepairPartView = z.object({
  what: z.enum(['log', 'airing']),
  id: count,
  title: z.string().describe('The day of a log, the title of an airing'),
  state: z.enum(['ready', 'started', 'stopped', 'later', 'nothing']),
  add: count,
  remove: count,
  reasons: z.array(Said).describe('What forbids it'),
  planId: id,
  runId: id,
})
export type RepairPartView = z.output<typeof RepairPartView>

export const RepairView = z.object({
  dryRun: z.boolean(),
  drift: z.array(DriftView),
  parts: z.array(RepairPartView),
  byHand: z.array(DriftView).describe('Rows of others over what we have: they are never touched'),
})
export type RepairView = z.output<typeof RepairView>

/** What a station tolerates that nobody asked. */
export const USUAL_GAP_SEC = GAP_SHORTEST_MS / 1000

const GapSec = z
  .number()
  .int()
  .min(GAP_SHORTEST_MS / 1000)
  .max(GAP_LONGEST_MS / 1000)
  .describe('Shorter silence is not told')

const params = z.object({ stationId: StationId })
const at = '/api/v1/radio/stations/:stationId'

export const forecastRoutes = defineRoutes('radio.forecasts', {
  get: {
    method: 'GET',
    path: `${at}/forecast`,
    scope: 'read',
    summary: 'The next 7 days as they were last seen: what will be heard, and what is wrong',
    params,
    reply: ForecastView,
  },
  look: {
    method: 'POST',
    path: `${at}/forecast`,
    scope: 'jobs:write',
    summary: 'Look at the next 7 days now; it changes nothing at the playout',
    params,
    reply: RunStarted,
    status: 202,
  },
  drift: {
    method: 'GET',
    path: `${at}/drift`,
    scope: 'read',
    summary: 'What at the playout is not as it was published, as it was last seen',
    params,
    reply: z.object({ timeZone: z.string(), look: LookView, items: z.array(DriftView) }),
  },
  repair: {
    method: 'POST',
    path: `${at}/drift/repair`,
    scope: 'jobs:write',
    summary: 'Compare anew and make the playout what was published, or say what would be done',
    params,
    body: z.object({ dryRun: z.boolean().default(true) }),
    reply: RepairView,
  },
  onAir: {
    method: 'GET',
    path: `${at}/on-air/watch`,
    scope: 'read',
    summary: 'What is on, what is next, what is wrong, as it was last seen',
    params,
    reply: OnAirView,
  },
  checkOnAir: {
    method: 'POST',
    path: `${at}/on-air/watch`,
    scope: 'jobs:write',
    summary: 'Hold what is on against what is planned now; nothing is restarted',
    params,
    reply: OnAirView,
  },
  setRules: {
    method: 'PUT',
    path: `${at}/forecast/rules`,
    scope: 'config:write',
    summary: 'Say how much silence a station tolerates; holds from the next look on',
    params,
    body: z.object({ gapSec: GapSec }),
    reply: z.object({ gapSec: GapSec }),
  },
})
