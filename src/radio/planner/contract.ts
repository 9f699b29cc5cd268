import { z } from 'zod'
import { countedPageOf, defineRoutes, Instant, pageOf, PageQuery, Said } from '../../kernel/contract.ts'
import { decimal, rowId } from '../../kernel/ids.ts'
import { StationId } from '../stations/contract.ts'

export const AiringId = rowId('airing')
export type AiringId = z.output<typeof AiringId>

const AirDate = z.iso.date().describe('YYYY-MM-DD, a day of the station’s calendar')
const AnyInstant = z.iso.datetime({ offset: true }).describe('RFC 3339 with an offset or Z; whole seconds')
const count = z.number().int()
const lengthMs = z.number().int().min(0)

/** How the audio fits its slot. */
export const FitView = z.object({
  kind: z.enum(['exact', 'short', 'cut', 'unknown']).describe('unknown: the length of the audio is not known'),
  slotMs: lengthMs,
  audioMs: lengthMs.nullable(),
  playsMs: lengthMs.describe('What will be heard of it'),
  shortMs: lengthMs.describe('Silence at the end of the slot'),
  cutMs: lengthMs.describe('What is not heard of its end'),
  text: z.string().describe('43 s short, 2:10 cut, fits'),
})
export type FitView = z.output<typeof FitView>

export const ConflictView = z.object({
  code: z.enum(['TRACK_OVERLAP', 'SLOT_OVERLAP']),
  what: z
    .enum(['row', 'log', 'window', 'airing'])
    .describe('A row of others, of the log of a day, a show’s window, or an airing of ours'),
  id: count.describe('Of the row, window or airing'),
  title: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  airDate: AirDate.nullable().default(null).describe('Of the log that has it'),
})
export type ConflictView = z.output<typeof ConflictView>

export const AiringState = z.enum(['planned', 'verified', 'airing', 'aired', 'missed', 'cancelling', 'cancelled'])
export type AiringState = z.output<typeof AiringState>

export const AiringView = z.object({
  airingId: count,
  stationId: count,
  episodeId: z.string().nullable().describe('Of the CMS; null for a track of the library'),
  trackId: count.describe('Of the playout library'),
  title: z.string(),
  showId: z.string().describe('Of the CMS, or of the playout where there is no CMS'),
  showTitle: z.string(),
  playoutShowId: count.nullable(),
  windowId: count.nullable(),
  rowId: count.nullable(),
  startsAt: Instant,
  endsAt: Instant,
  fit: FitView,
  state: AiringState.describe('verified: the row was read back. airing: by the clock. aired, missed: by the playout'),
  needsRepair: z.boolean().describe('Something of it is not as it shall be; it is tried again by itself'),
  reason: Said.nullable(),
  rebroadcast: z.object({ number: count, of: count }).describe('Which of the airings of this episode or track'),
  can: z.object({ move: z.boolean(), unplan: z.boolean(), repair: z.boolean() }),
  reachesPlayoutAt: Instant.nullable().describe('By then the playout knows of the last change'),
  runId: count.nullable().describe('The run that works on it now'),
  plannedBy: z.string(),
  plannedAt: Instant,
  changedAt: Instant,
})
export type AiringView = z.output<typeof AiringView>

const DayView = z.object({
  airDate: AirDate,
  startsAt: Instant,
  endsAt: Instant,
  hours: z.number().describe('23, 24 or 25'),
  clockChange: z
    .object({ at: Instant, fromOffsetMinutes: count, toOffsetMinutes: count })
    .nullable()
    .describe('When the clocks are put forward or back on this day'),
})
export type DayView = z.output<typeof DayView>

const WindowView = z.object({
  windowId: count,
  playoutShowId: count,
  showTitle: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  isOurs: z.boolean().describe('Patchbay made it'),
  isLinked: z.boolean().describe('Its show shares its content between windows; nothing can be planned into it'),
  rowCount: count,
})
export type WindowView = z.output<typeof WindowView>

/** What playout makes of a row that is not as it should be. */
export const RowTrouble = z.enum(['no-fades', 'day-long-cue', 'outside-window', 'cue-and-time-differ', 'overlaps'])

const RowView = z.object({
  rowId: count,
  windowId: count,
  trackId: count.nullable().describe('Null for a stream'),
  title: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  isOurs: z.boolean().describe('Of an airing, or of the log of a day'),
  airingId: count.nullable(),
  log: z.object({ logId: count, airDate: AirDate }).nullable().describe('The log that has it'),
  troubles: z.array(RowTrouble),
})
export type RowView = z.output<typeof RowView>

export const WeekView = z.object({
  stationId: count,
  stationName: z.string(),
  timeZone: z.string(),
  now: Instant,
  lockedUntil: Instant.describe('What starts before can’t be changed any more'),
  readAt: Instant.describe('When the playout was read'),
  days: z.array(DayView),
  windows: z.array(WindowView),
  rows: z.array(RowView).describe('Ours and others’'),
  airings: z.array(AiringView).describe('Without those that were cancelled'),
})
export type WeekView = z.output<typeof WeekView>

export const PaletteItem = z.object({
  kind: z.enum(['episode', 'track']),
  id: z.string().describe('Of the episode, or of the track'),
  episodeId: z.string().nullable(),
  trackId: count.nullable(),
  title: z.string(),
  artist: z.string(),
  showId: z.string().nullable(),
  showTitle: z.string().nullable(),
  typeId: count.nullable(),
  lengthMs: lengthMs.nullable(),
  isPlannable: z.boolean(),
  reason: Said.nullable().describe('Why it can’t be planned'),
  airings: count.describe('Planned and past'),
  nextAiringAt: Instant.nullable(),
  lastAiringAt: Instant.nullable(),
})
export type PaletteItem = z.output<typeof PaletteItem>

export const ProgrammeShowView = z.object({
  showId: z.string(),
  title: z.string(),
  playoutShowId: count.nullable(),
  source: z.enum(['cms', 'playout']),
})
export type ProgrammeShowView = z.output<typeof ProgrammeShowView>

const ShowRef = z.string().trim().min(1).max(200).describe('Of the CMS, or of the playout where there is no CMS')
const What = {
  episodeId: z.string().trim().min(1).max(200).optional().describe('Of the CMS; else give trackId'),
  trackId: z.number().int().positive().optional(),
  showId: ShowRef.optional().describe('The episode’s own unless said; needed for a track'),
}
const Slot = { startsAt: AnyInstant, endsAt: AnyInstant }

export const Wish = z.object({ ...What, ...Slot })
export type Wish = z.output<typeof Wish>

export const CheckView = z.object({
  isPossible: z.boolean(),
  outcome: z.enum(['plan', 'move', 'idempotent', 'refused']),
  airingId: count.nullable().describe('The airing that is there already, or the one that would move'),
  fit: FitView,
  conflicts: z.array(ConflictView),
  refusal: Said.nullable().describe('Why it can’t be, other than conflicts'),
  warnings: z.array(Said),
  startsAt: Instant,
  endsAt: Instant,
  title: z.string(),
  makes: z.object({ show: z.boolean(), window: z.boolean() }).describe('What would be made at the playout for it'),
})
export type CheckView = z.output<typeof CheckView>

export const PlannedView = z.object({
  airing: AiringView,
  outcome: z.enum(['planned', 'idempotent', 'moved', 'unplanned', 'noop', 'repaired']),
  isSettled: z.boolean().describe('False when it goes on by itself; see state, reason and runId'),
  problem: Said.nullable().describe('What the last attempt ended with'),
  stoppedAt: z
    .enum(['show', 'window', 'row', 'leftovers', 'cms'])
    .nullable()
    .describe('What it was about when it ended so'),
  planId: count.nullable().describe('Of a repair that changes the playout: undone by this plan'),
})
export type PlannedView = z.output<typeof PlannedView>

const RangeOperation = z.object({
  action: z.enum(['add', 'move', 'keep', 'remove', 'left']),
  startsAt: Instant,
  endsAt: Instant,
  from: z.object({ startsAt: Instant, endsAt: Instant }).nullable().describe('Where it is now, of one that moves'),
  title: z.string(),
  episodeId: z.string().nullable(),
  trackId: count.nullable(),
  showId: z.string().nullable(),
  airingId: count.nullable(),
  fit: FitView.nullable(),
  conflicts: z.array(ConflictView),
  reason: Said.nullable().describe('Why it is left'),
})
export type RangeOperation = z.output<typeof RangeOperation>

export const RangeDraft = z.object({
  planId: count.nullable().describe('Null when there is nothing to do. Apply, undo and discard it as any plan'),
  counts: z.object({ add: count, move: count, keep: count, remove: count, left: count }),
  operations: z.array(RangeOperation).describe('In order of time; of changes as they were given'),
  computedInMs: z.number(),
})
export type RangeDraft = z.output<typeof RangeDraft>

const CHANGES_MOST = 500
const stationParams = z.object({ stationId: StationId })
const airingParams = z.object({ airingId: AiringId })
const at = '/api/v1/radio/stations/:stationId/planner'
const Mode = z
  .enum(['add', 'replace'])
  .default('add')
  .describe('replace: airings of ours in the range that are not wished for are taken away')
const WISHES_MOST = 2000
const noBody = z.object({}).default({})

export const plannerRoutes = defineRoutes('radio.planner', {
  week: {
    method: 'GET',
    path: `${at}/week`,
    scope: 'read',
    summary: 'Days in the station’s zone with windows, rows and airings; all that a calendar shows',
    params: stationParams,
    query: z.object({
      start: AirDate.optional().describe('The first day; this week’s Monday unless said'),
      days: decimal(z.number().int().min(1).max(31)).default(7),
      fresh: z.enum(['yes', 'no']).default('no').describe('yes reads the playout anew'),
    }),
    reply: WeekView,
  },
  palette: {
    method: 'GET',
    path: `${at}/palette`,
    scope: 'read',
    summary: 'What can be planned: episodes of the CMS, or tracks of the library',
    params: stationParams,
    query: PageQuery.extend({
      kind: z.enum(['episode', 'track']).optional().describe('Episodes where there is a CMS, unless said'),
      text: z.string().max(200).optional().describe('In title or artist, without regard to case and accents'),
      showId: ShowRef.optional(),
      typeId: decimal(z.number().int().positive()).optional(),
      minMs: decimal(z.number().int().min(0)).optional(),
      maxMs: decimal(z.number().int().min(0)).optional(),
      plannable: z.enum(['yes', 'no']).optional(),
      aired: z.enum(['never', 'once', 'often']).optional().describe('Airings of ours, planned and past'),
      sort: z.enum(['newest', 'title', 'length', 'least-aired']).default('newest'),
    }),
    reply: countedPageOf(PaletteItem),
  },
  shows: {
    method: 'GET',
    path: `${at}/shows`,
    scope: 'read',
    summary: 'Shows of the CMS, or of the playout where there is no CMS',
    params: stationParams,
    reply: z.object({ items: z.array(ProgrammeShowView) }),
  },
  check: {
    method: 'POST',
    path: `${at}/check`,
    scope: 'read',
    summary: 'What planning or moving into a slot would come to: fit, conflicts, warnings; writes nothing',
    params: stationParams,
    body: z.object({
      ...What,
      ...Slot,
      airingId: AiringId.optional().describe('The one that would move'),
      inPlaceOf: z.array(AiringId).max(CHANGES_MOST).default([]).describe('Airings that will have left their places'),
    }),
    reply: CheckView,
  },
  plan: {
    method: 'POST',
    path: `${at}/airings`,
    scope: 'files:move',
    summary: 'Plan one airing; answers when the playout showed it, or after 25 s while it goes on',
    params: stationParams,
    body: Wish,
    reply: PlannedView,
    status: 200,
  },
  listAirings: {
    method: 'GET',
    path: `${at}/airings`,
    scope: 'read',
    summary: 'Airings, newest first',
    params: stationParams,
    query: PageQuery.extend({
      state: z.enum(['planned', 'verified', 'aired', 'missed', 'cancelling', 'cancelled']).optional(),
      episodeId: z.string().max(200).optional(),
      trackId: decimal(z.number().int().positive()).optional(),
    }),
    reply: pageOf(AiringView),
  },
  getAiring: {
    method: 'GET',
    path: '/api/v1/radio/airings/:airingId',
    scope: 'read',
    summary: 'One airing',
    params: airingParams,
    reply: AiringView,
  },
  move: {
    method: 'POST',
    path: '/api/v1/radio/airings/:airingId/move',
    scope: 'files:move',
    summary: 'Move or retime an airing: the new row is made and read back before the old one goes',
    params: airingParams,
    body: z.object(Slot),
    reply: PlannedView,
  },
  unplan: {
    method: 'DELETE',
    path: '/api/v1/radio/airings/:airingId',
    scope: 'files:move',
    summary: 'Take an airing out of the programme; repeating it is harmless',
    params: airingParams,
    reply: PlannedView,
  },
  repair: {
    method: 'POST',
    path: '/api/v1/radio/airings/:airingId/repair',
    scope: 'files:move',
    summary: 'Try again now to bring the playout and the CMS in line with an airing',
    params: airingParams,
    body: noBody,
    reply: PlannedView,
  },
  planRange: {
    method: 'POST',
    path: `${at}/ranges`,
    scope: 'files:move',
    summary: 'A dry run of many airings: the plan that comes of it changes nothing until it is applied',
    params: stationParams,
    body: z.object({
      ...Slot,
      mode: Mode,
      airings: z.array(Wish).max(WISHES_MOST),
    }),
    bodyLimit: 2 << 20,
    reply: RangeDraft,
  },
  draftChanges: {
    method: 'POST',
    path: `${at}/changes`,
    scope: 'files:move',
    summary: 'A dry run of changes that are done together: each may take the place that another leaves',
    params: stationParams,
    body: z.object({
      changes: z
        .array(
          z.discriminatedUnion('do', [
            Wish.extend({ do: z.literal('plan') }),
            z.object({ do: z.literal('move'), airingId: AiringId, ...Slot }),
            z.object({ do: z.literal('unplan'), airingId: AiringId }),
          ]),
        )
        .min(1)
        .max(CHANGES_MOST),
    }),
    reply: RangeDraft,
  },
  copyWeek: {
    method: 'POST',
    path: `${at}/weeks/copy`,
    scope: 'files:move',
    summary: 'A dry run of the same airings in another week, at the same times on the wall clock',
    params: stationParams,
    body: z.object({
      from: AirDate.describe('The first day of the week that is copied'),
      to: AirDate.describe('The first day of the other week'),
      days: z.number().int().min(1).max(31).default(7),
      mode: Mode,
    }),
    reply: RangeDraft,
  },
})
