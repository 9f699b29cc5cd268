import { z } from 'zod'
import { countedPageOf, defineRoutes, Instant, PageQuery, RunStarted, Said } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'
import { StationId } from '../stations/contract.ts'

/**
 * What a piece of audio is, in the words of the log: music, advert, public service announcement, liner, interstitial,
 * promo, show, station id, commercial, news, voice track. A code of the library that stands for none of them is
 * unmapped, and never taken for music.
 */
export const TypeCode = z.enum(['MUS', 'ADV', 'PSA', 'LIN', 'INT', 'PRO', 'SHO', 'IDS', 'COM', 'NEW', 'VOT'])
export type TypeCode = z.output<typeof TypeCode>

const INTRO_LONGEST_MS = 10 * 60_000
const FACT_LONGEST = 200
const count = z.number().int()
const ms = count.min(0)
const flag = z.enum(['yes', 'no']).default('no')

export const TrackId = rowId('track')
export const TrackState = z.enum(['usable', 'pending', 'failed', 'missing'])

export const LoudnessView = z.object({
  integratedLufs: z.number().nullable().describe('EBU R128; null when it is silent'),
  loudnessRangeLu: z.number().nullable(),
  peakDb: z.number().nullable().describe('dBFS'),
})

export const TrackView = z.object({
  stationId: count,
  trackId: count.describe('Of the library'),
  title: z.string(),
  artist: z.string(),
  album: z.string(),
  genre: z.string(),
  year: z.string(),
  state: TrackState.describe('As the library says; only usable ones can be played'),
  typeCode: TypeCode.nullable().describe('Null: unmapped'),
  libraryCode: z.string().nullable().describe('The library’s own; empty without a type, null when it names none'),
  lengthMs: ms.nullable(),
  cueInMs: ms.nullable(),
  cueOutMs: ms.nullable(),
  md5: z.string().nullable(),
  sizeBytes: count,
  fileName: z.string(),
  sponsor: z.string().nullable(),
  product: z.string().nullable(),
  introMs: ms.nullable().describe('From its start until somebody sings'),
  loudness: LoudnessView.nullable().describe('Null before it was measured'),
  measuredAt: Instant.nullable(),
  measureFailure: z
    .object({ at: Instant, reason: Said })
    .nullable()
    .describe('Why it was not measured when that was last tried'),
  playedAt: Instant.nullable().describe('When the library last played it'),
  firstSeenAt: Instant,
  changedAt: Instant,
  goneAt: Instant.nullable().describe('Since when the library does not have it any more'),
  etag: z.string(),
})
export type TrackView = z.output<typeof TrackView>

export const SyncView = z.object({
  syncId: count,
  runId: count,
  outcome: z.enum(['done', 'failed', 'suspect']).describe('suspect: the list was not believed; nothing was changed'),
  listed: count,
  created: count,
  changed: count,
  gone: count,
  returned: count,
  tookMs: count.nullable(),
  endedAt: Instant,
  reason: Said.nullable(),
})
export type SyncView = z.output<typeof SyncView>

export const TrackCountsView = z.object({
  stationId: count,
  stationName: z.string(),
  total: count.describe('Without those that are gone'),
  unmapped: count,
  gone: count,
  unmeasured: count.describe('That can be played, and were not measured'),
  measureRunId: count.nullable().describe('The newest run that measures many of them, also when it has ended'),
  byType: z.array(z.object({ typeCode: TypeCode, count })),
  byState: z.array(z.object({ state: TrackState, count })),
  genres: z.array(z.object({ genre: z.string(), count })).describe('The most used ones'),
  lastDone: SyncView.nullable().describe('How old all this is'),
  lastSync: SyncView.nullable(),
  runId: count.nullable().describe('The sync that runs now'),
})
export type TrackCountsView = z.output<typeof TrackCountsView>

export const TrackTypeView = z.object({
  code: z.string().describe('Of the library; empty for tracks without a type'),
  name: z.string(),
  libraryTypeId: count.nullable(),
  typeCode: TypeCode.nullable().describe('Null: unmapped'),
  isByHand: z.boolean(),
  isGone: z.boolean(),
  tracks: count,
})
export type TrackTypeView = z.output<typeof TrackTypeView>

const WantedType = z.object({
  typeCode: TypeCode,
  name: z.string(),
  description: z.string(),
  analyzesCuePoints: z.boolean().describe('Whether the library cuts silence from such tracks'),
})
export type WantedType = z.output<typeof WantedType>

export const TrackTypesView = z.object({
  items: z.array(TrackTypeView).describe('Unmapped ones first'),
  missing: z.array(WantedType).describe('What ensuring would make: types that no code of the library stands for'),
  readAt: Instant.nullable().describe('When the library was last read'),
})
export type TrackTypesView = z.output<typeof TrackTypesView>

export const TrackUseView = z.object({
  what: z.enum(['airing', 'log-entry', 'play']),
  ref: count,
  title: z.string(),
  startsAt: Instant,
  endsAt: Instant,
})
export type TrackUseView = z.output<typeof TrackUseView>

export const TrackUsageView = z.object({
  ahead: z.array(TrackUseView).describe('Where it is planned, earliest first; at most 50'),
  lastAired: TrackUseView.nullable().describe('The last that Patchbay knows of'),
  playedAt: Instant.nullable().describe('When the library last played it, whoever planned that'),
})
export type TrackUsageView = z.output<typeof TrackUsageView>

export const WaveformView = LoudnessView.extend({
  trackId: count,
  durationMs: count.describe('Of what could be decoded'),
  breaksOffMs: count.nullable().describe('Where it ends although it should go on'),
  peaks: z.array(z.number().int().min(0).max(100)).describe('At most 400 bars of equal length'),
  measuredAt: Instant,
})
export type WaveformView = z.output<typeof WaveformView>

const Fact = z
  .string()
  .trim()
  .max(FACT_LONGEST)
  .regex(/^[^\p{C}]*$/u)
  .transform((text) => (text === '' ? null : text))
  .nullable()
  .optional()

const at = '/api/v1/radio/stations/:stationId'
const stationParams = z.object({ stationId: StationId })
const trackParams = z.object({ stationId: StationId, trackId: TrackId })
const MOST_MAPPED = 500
const MOST_MEASURED = 1000

export const trackRoutes = defineRoutes('radio.tracks', {
  list: {
    method: 'GET',
    path: `${at}/tracks`,
    scope: 'read',
    summary: 'Tracks of a station’s library, as of its last sync',
    params: stationParams,
    query: PageQuery.extend({
      text: z.string().max(200).optional().describe('Words of title and artist, all of them'),
      type: TypeCode.optional(),
      unmapped: flag,
      state: TrackState.optional(),
      genre: z.string().max(64).optional(),
      measured: z.enum(['yes', 'no', 'failed']).optional().describe('failed: tried, and not measured'),
      gone: flag.describe('yes lists those that the library does not have any more'),
      sort: z.enum(['title', 'artist', 'length', 'added', 'played']).default('title'),
      order: z.enum(['up', 'down']).default('up'),
    }),
    reply: countedPageOf(TrackView).extend({ readAt: Instant.nullable().describe('When the library was last read') }),
  },
  get: {
    method: 'GET',
    path: `${at}/tracks/:trackId`,
    scope: 'read',
    summary: 'One track; one that is gone, too',
    params: trackParams,
    reply: TrackView,
  },
  change: {
    method: 'PATCH',
    path: `${at}/tracks/:trackId`,
    scope: 'jobs:write',
    summary: 'Say what the library does not know of a track (If-Match needed); nothing is sent there',
    params: trackParams,
    body: z.object({ sponsor: Fact, product: Fact, introMs: ms.max(INTRO_LONGEST_MS).nullable().optional() }),
    reply: TrackView,
  },
  usage: {
    method: 'GET',
    path: `${at}/tracks/:trackId/usage`,
    scope: 'read',
    summary: 'Where a track is planned, and when it was last on the air',
    params: trackParams,
    reply: TrackUsageView,
  },
  audio: {
    method: 'GET',
    path: `${at}/tracks/:trackId/audio`,
    scope: 'read',
    summary: 'The audio of a track from the library, or the part of it that is asked for (Range)',
    params: trackParams,
    reply: 'raw',
  },
  waveform: {
    method: 'GET',
    path: `${at}/tracks/:trackId/waveform`,
    scope: 'read',
    summary: 'The waveform and loudness of a track that was measured',
    params: trackParams,
    reply: WaveformView,
  },
  measure: {
    method: 'POST',
    path: `${at}/tracks/:trackId/measure`,
    scope: 'jobs:write',
    summary: 'Fetch a track’s audio and measure it; nothing changes there',
    params: trackParams,
    reply: RunStarted,
    status: 202,
  },
  measureMany: {
    method: 'POST',
    path: `${at}/track-measurings`,
    scope: 'jobs:write',
    summary: 'Measure many tracks, one run for all; cancel it to stop, retry it to go on. One run at a time',
    params: stationParams,
    body: z
      .object({
        trackIds: z.array(TrackId).min(1).max(MOST_MEASURED).optional().describe('Of these only'),
        text: z.string().max(200).optional(),
        type: TypeCode.optional(),
        unmapped: flag,
        genre: z.string().max(64).optional(),
        which: z
          .enum(['unmeasured', 'failed', 'measured', 'all'])
          .default('unmeasured')
          .describe('failed: tried before, and not measured; measured and all: those that were measured, anew'),
      })
      .prefault({}),
    reply: RunStarted.extend({ tracks: count.describe('How many it is to measure') }),
    status: 202,
  },
  counts: {
    method: 'GET',
    path: `${at}/track-counts`,
    scope: 'read',
    summary: 'How many tracks of which type, state and genre, and how old that is',
    params: stationParams,
    reply: TrackCountsView,
  },
  sync: {
    method: 'POST',
    path: `${at}/track-syncs`,
    scope: 'jobs:write',
    summary: 'Read the library now; one that runs stands for it',
    params: stationParams,
    reply: RunStarted,
    status: 202,
  },
  listSyncs: {
    method: 'GET',
    path: `${at}/track-syncs`,
    scope: 'read',
    summary: 'How the last syncs of the library ended, newest first',
    params: stationParams,
    query: z.object({ limit: PageQuery.shape.limit }),
    reply: z.object({ items: z.array(SyncView) }),
  },
  listTypes: {
    method: 'GET',
    path: `${at}/track-types`,
    scope: 'read',
    summary: 'The types of the library, what they stand for, and which are missing there',
    params: stationParams,
    reply: TrackTypesView,
  },
  mapTypes: {
    method: 'PUT',
    path: `${at}/track-types`,
    scope: 'jobs:write',
    summary: 'Say what codes of the library stand for; every track that has one follows at once',
    params: stationParams,
    body: z.object({
      types: z
        .array(z.object({ code: z.string().max(100), typeCode: TypeCode.nullable() }))
        .min(1)
        .max(MOST_MAPPED),
    }),
    reply: TrackTypesView,
  },
  ensureTypes: {
    method: 'POST',
    path: `${at}/track-types/ensure`,
    scope: 'jobs:write',
    summary: 'Make the missing types in the library, and prove that they are there',
    params: stationParams,
    body: z
      .object({ typeCodes: z.array(TypeCode).max(20).optional().describe('All that are missing unless said') })
      .default({}),
    reply: RunStarted,
    status: 202,
  },
})
