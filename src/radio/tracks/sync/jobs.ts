import { z } from 'zod'
import { defineJob } from '../../../jobs/index.ts'

const MINUTE_MS = 60_000

/** The schedule. */
export const REGULARLY = 'radio.sync-all-tracks'
export const REGULARLY_CRON = '*/5 * * * *'

/** Starts a sync for every station that has a library. Running it again is harmless: one that runs stands for the next. */
export const SyncAllTracks = defineJob('radio.sync-all-tracks', {
  payload: z.object({}),
  queue: 'network',
  maxAttempts: 1,
  timeoutMs: MINUTE_MS,
  isQuiet: true,
  dedupeBy: () => 'radio.sync-all-tracks',
})

/** Takes over what a library lists now. Running it again is harmless: it changes nothing there, and compares row by row. */
export const SyncTracks = defineJob('radio.sync-tracks', {
  payload: z.object({ stationId: z.number().int(), connectionId: z.number().int() }),
  queue: 'network',
  // The next one comes in minutes.
  maxAttempts: 1,
  timeoutMs: 15 * MINUTE_MS,
  priority: 4,
  isQuiet: true,
  dedupeBy: ({ stationId, connectionId }) => `${stationId}:${connectionId}`,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})
