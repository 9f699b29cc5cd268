import { z } from 'zod'
import { defineRoutes, Instant, RunStarted, Said } from '../../../kernel/contract.ts'
import { InboxId } from '../start/contract.ts'

export const ModeName = z
  .enum(['tracks', 'episodes', 'live'])
  .describe('Plain tracks; files of episodes of a CMS; recordings of episodes that were on the air already')

const whole = (least: number, most: number) => z.number().int().min(least).max(most).nullable()

export const AudioPolicyView = z.object({
  leastKbps: whole(8, 10_000).describe('Bit rate; null asks for none'),
  mostKbps: whole(8, 10_000),
  sampleRateHz: whole(8000, 384_000),
  shortBySec: whole(0, 86_400).describe('How much shorter than its slot it may be'),
  silenceSec: whole(2, 86_400).describe('The longest silence'),
})

export const Pattern = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .nullable()
  .describe('How names tell episodes beside ids: {show}-{number}, {date}_{time}, {title}; null when by ids alone')

export const AudioView = z.object({
  durationMs: z.number().int(),
  breaksOffMs: z.number().int().nullable().describe('Where it ends although it should go on'),
  codec: z.string(),
  kbps: z.number().nullable(),
  sampleRateHz: z.number().nullable(),
  channels: z.number().nullable(),
  integratedLufs: z.number().nullable().describe('EBU R128; null when it is silent'),
  loudnessRangeLu: z.number().nullable(),
  peakDb: z.number().nullable().describe('dBFS'),
  silences: z.array(z.object({ fromMs: z.number().int(), toMs: z.number().int() })).describe('2 s and longer'),
  complaints: z.number().int().describe('Times that the decoder complained'),
})
export type AudioView = z.output<typeof AudioView>

export const EpisodeOfFile = z.object({
  episodeId: z.string(),
  title: z.string(),
  by: z.enum(['id', 'pattern', 'hand']),
  slotMs: z.number().nullable().describe('As planned, else as announced'),
})

export const HydrationView = z.object({
  hydrationId: z.number().int(),
  relPath: z.string(),
  sizeBytes: z.number().int(),
  episodeId: z.string().nullable(),
  episodeTitle: z.string(),
  state: z.enum(['seen', 'chosen', 'working', 'failed', 'verified']),
  step: z
    .number()
    .int()
    .min(0)
    .max(7)
    .describe('1 matched, 2 checked, 3 sent, 4 analysed, 5 titled, 6 completed, 7 verified on both sides'),
  reason: Said.nullable().describe('Why it failed'),
  trackId: z.number().int().nullable(),
  deliveryIds: z.array(z.number().int()).describe('Its proofs: upload, title, episode'),
  jobId: z.number().int().nullable(),
  runId: z.number().int().nullable(),
  changedAt: Instant,
  verifiedAt: Instant.nullable(),
})
export type HydrationView = z.output<typeof HydrationView>

const EpisodeChoice = z.object({
  episodeId: z.string(),
  title: z.string(),
  airStatus: z.string().nullable(),
  scheduledAt: Instant.nullable(),
  reason: Said.nullable().describe('Why it takes no file now'),
})
export type EpisodeChoice = z.output<typeof EpisodeChoice>

export const HydrationSummary = z.object({
  inboxId: z.number().int(),
  runId: z.number().int().nullable().describe('The newest run; null when there was none'),
  isRunning: z.boolean(),
  counts: z.object({
    verified: z.number().int(),
    failed: z.number().int(),
    working: z.number().int(),
    ready: z.number().int().describe('Lies there and may go in'),
    waiting: z.number().int(),
    unmatched: z.number().int(),
    ambiguous: z.number().int(),
    ineligible: z.number().int(),
    leftOut: z.number().int().describe('By a person, or no audio'),
  }),
  files: z.array(HydrationView).describe('Of the newest run'),
  problem: Said.nullable().describe('Why the folder or the CMS could not be asked'),
})
export type HydrationSummary = z.output<typeof HydrationSummary>

const params = z.object({ inboxId: InboxId })
const RelPath = z.string().min(1).max(4096).describe('Below the inbox')

export const episodeInboxRoutes = defineRoutes('radio.episodeInboxes', {
  match: {
    method: 'POST',
    path: '/api/v1/radio/inboxes/:inboxId/match',
    scope: 'files:move',
    summary: 'Say which episode a file is, or that it is none; uploads nothing',
    params,
    body: z.object({ relPath: RelPath, episodeId: z.string().min(1).max(200).nullable() }),
    reply: HydrationView,
  },
  findEpisodes: {
    method: 'GET',
    path: '/api/v1/radio/inboxes/:inboxId/episodes',
    scope: 'read',
    summary: 'Episodes of the CMS by words of their titles, at most 20; those that take a file first',
    params,
    query: z.object({ text: z.string().max(200).default('') }),
    reply: z.object({ items: z.array(EpisodeChoice) }),
  },
  checkAudio: {
    method: 'POST',
    path: '/api/v1/radio/inboxes/:inboxId/check-audio',
    scope: 'jobs:write',
    summary: 'Measure the audio of what lies there; sends and moves nothing',
    params,
    reply: RunStarted,
    status: 202,
  },
  audio: {
    method: 'GET',
    path: '/api/v1/radio/inboxes/:inboxId/audio',
    scope: 'read',
    summary: 'What was measured of one file, with its waveform',
    params,
    query: z.object({ relPath: RelPath }),
    reply: AudioView.extend({
      peaks: z.array(z.number().int().min(0).max(100)).describe('At most 400 bars of equal length'),
      troubles: z.array(Said).describe('What the inbox asks for, and this file is not'),
    }),
  },
  listen: {
    method: 'GET',
    path: '/api/v1/radio/inboxes/:inboxId/listen',
    scope: 'read',
    summary: 'The audio of one file, or the part of it that is asked for (Range)',
    params,
    query: z.object({ relPath: RelPath }),
    reply: 'raw',
  },
  summary: {
    method: 'GET',
    path: '/api/v1/radio/inboxes/:inboxId/summary',
    scope: 'read',
    summary: 'What became of the files of the newest import, and what lies there now',
    params,
    reply: HydrationSummary,
  },
})
