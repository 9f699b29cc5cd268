import { z } from 'zod'
import { defineRoutes, Instant, RunStarted, Said } from '../../kernel/contract.ts'
import { decimal, rowId } from '../../kernel/ids.ts'
import { DeliveryStateName } from '../../deliveries/contract.ts'
import { StationId } from '../stations/contract.ts'
import { TypeCode } from '../tracks/contract.ts'

export const TakeId = rowId('take')
/** Bytes of a recording: some six minutes of uncompressed stereo, or an hour of what browsers record. */
export const TAKE_LARGEST = 64 << 20

const AirDate = z.iso.date().describe('YYYY-MM-DD, a day of the station’s calendar')
const count = z.number().int()
const ms = count.min(0)
const level = z.number().nullable()

export const TakeState = z
  .enum(['kept', 'waiting', 'sending', 'verified', 'failed'])
  .describe('kept: never sent; waiting: the library has not shown it yet; failed: `problem` says why')

export const TakeView = z.object({
  takeId: count,
  number: count.describe('From 1, for each link'),
  title: z.string().describe('As the library gets to know it'),
  recordingMs: ms.describe('Before it was trimmed'),
  recordingLufs: level,
  recordingPeakDb: level,
  peaks: z.array(count).describe('Of the recording: at most 400 numbers of 0 to 100'),
  trimInMs: ms,
  trimOutMs: ms,
  musicInMs: ms.nullable().describe('From its start: where what comes next begins, in the studio'),
  lengthMs: ms.describe('As it is sent'),
  lufs: level.describe('As it is sent'),
  peakDb: level.describe('dBFS of the loudest sample, as it is sent'),
  targetLufs: z.number(),
  wantedMs: ms.nullable().describe('What the log kept for it'),
  isChosen: z.boolean(),
  state: TakeState,
  delivery: z.object({ deliveryId: count, state: DeliveryStateName }).nullable(),
  md5: z.string().describe('Of the file that is sent'),
  trackId: count.nullable().describe('At the playout’s library; null until it is verified there'),
  problem: Said.nullable(),
  madeBy: z.string(),
  madeAt: Instant,
  removedAt: Instant.nullable(),
  etag: z.string(),
})
export type TakeView = z.output<typeof TakeView>

const NeighbourView = z.object({
  what: z.enum(['track', 'spot', 'voice', 'note']),
  typeCode: TypeCode.nullable(),
  title: z.string(),
  artist: z.string(),
  trackId: count.nullable(),
  startsAt: Instant,
  lengthMs: ms,
  cueInMs: ms,
  cueOutMs: ms,
  introMs: ms.nullable().describe('From its start until somebody sings; null where nobody has said it'),
  isKnown: z.boolean().describe('Whether its audio can be had'),
})
export type NeighbourView = z.output<typeof NeighbourView>

export const LinkState = z
  .enum(['to-record', 'not-chosen', 'not-verified', 'failed', 'verified'])
  .describe('not-chosen: there are takes; not-verified: the library or the log does not have the chosen one yet')

export const LinkView = z.object({
  entryId: count,
  title: z.string(),
  startsAt: Instant,
  lengthMs: ms,
  isInLog: z.boolean().describe('Whether the log has audio for it'),
  state: LinkState,
  notes: z.array(z.string()),
  before: NeighbourView.nullable(),
  after: NeighbourView.nullable(),
  takes: z.array(TakeView),
})
export type LinkView = z.output<typeof LinkView>

export const VoiceDayView = z.object({
  stationId: count,
  stationName: z.string(),
  airDate: AirDate,
  timeZone: z.string(),
  logId: count.nullable().describe('Null: there is no log of this day'),
  links: z.array(LinkView),
  withoutPlace: z.array(TakeView).describe('Takes whose link is not in the log any more; they stay'),
  targetLufs: z.number(),
  canKeep: z.boolean().describe('False where ffmpeg is not installed: no recording can be kept'),
})
export type VoiceDayView = z.output<typeof VoiceDayView>

const RulesView = z.object({ targetLufs: z.number(), etag: z.string() })

const stationParams = z.object({ stationId: StationId })
const takeParams = z.object({ takeId: TakeId })
const ofTake = '/api/v1/radio/voice-takes/:takeId'
const ofStation = '/api/v1/radio/stations/:stationId'

export const voiceRoutes = defineRoutes('radio.voice', {
  day: {
    method: 'GET',
    path: `${ofStation}/voice/:airDate`,
    scope: 'read',
    summary: 'The links of a day, what is heard around each, and their takes',
    params: stationParams.extend({ airDate: AirDate }),
    reply: VoiceDayView,
  },
  add: {
    method: 'POST',
    path: `${ofStation}/voice/:airDate/links/:entryId/takes`,
    scope: 'jobs:write',
    summary: 'Keep a recording as another take of a link: trimmed, at the loudness of the station, ready to be sent',
    params: stationParams.extend({ airDate: AirDate, entryId: rowId('log entry') }),
    query: z.object({
      trimInMs: decimal(ms).optional(),
      trimOutMs: decimal(ms).optional(),
      musicInMs: decimal(ms).optional(),
    }),
    body: z.unknown().describe('Audio: WebM, Ogg, MP4, WAV, MP3, FLAC, AAC or AU; its bytes say which'),
    bodyLimit: TAKE_LARGEST,
    takesBytes: true,
    reply: TakeView,
    status: 201,
  },
  get: {
    method: 'GET',
    path: ofTake,
    scope: 'read',
    summary: 'A take',
    params: takeParams,
    reply: TakeView,
  },
  change: {
    method: 'PATCH',
    path: ofTake,
    scope: 'jobs:write',
    summary: 'Trim a take, or say where what comes next begins (If-Match needed); one that is in a log is sent anew',
    params: takeParams,
    body: z.object({ trimInMs: ms.optional(), trimOutMs: ms.optional(), musicInMs: ms.nullable().optional() }),
    reply: TakeView,
  },
  audio: {
    method: 'GET',
    path: `${ofTake}/audio`,
    scope: 'read',
    summary: 'A take to listen to, whole or a part of it (Range)',
    params: takeParams,
    query: z.object({ form: z.enum(['sent', 'recording']).default('sent') }),
    reply: 'raw',
  },
  choose: {
    method: 'POST',
    path: `${ofTake}/choose`,
    scope: 'jobs:write',
    summary: 'Take this one for its link: it is sent, and goes into the log when the library has shown it',
    params: takeParams,
    body: z.object({}).default({}),
    reply: RunStarted,
    status: 202,
  },
  send: {
    method: 'POST',
    path: `${ofTake}/send`,
    scope: 'jobs:write',
    summary: 'Bring a take into the library, chosen or not; one that is there is found by its bytes',
    params: takeParams,
    body: z.object({}).default({}),
    reply: RunStarted,
    status: 202,
  },
  remove: {
    method: 'DELETE',
    path: ofTake,
    scope: 'jobs:write',
    summary: 'Take a take out of the list; its recording stays, so it can be had back',
    params: takeParams,
    reply: TakeView,
  },
  restore: {
    method: 'POST',
    path: `${ofTake}/restore`,
    scope: 'jobs:write',
    summary: 'Have a removed take back',
    params: takeParams,
    body: z.object({}).default({}),
    reply: TakeView,
  },
  rules: {
    method: 'GET',
    path: `${ofStation}/voice-rules`,
    scope: 'read',
    summary: 'How loud takes are made',
    params: stationParams,
    reply: RulesView,
  },
  changeRules: {
    method: 'PUT',
    path: `${ofStation}/voice-rules`,
    scope: 'config:write',
    summary: 'How loud takes are made from now on (If-Match needed)',
    params: stationParams,
    body: z.object({ targetLufs: z.number().min(-31).max(-9).describe('EBU R128; −16 unless said') }),
    reply: RulesView,
  },
})
