import { z } from 'zod'
import { defineJob } from '../../../jobs/index.ts'
import type { StationLibrary } from '../model.ts'

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

/** Two that read one library at a time would each take what the other found for gone. */
export const syncKey = ({ stationId, connectionId }: StationLibrary): string =>
  `radio.sync-tracks:${stationId}:${connectionId}`

/** Takes over what a library lists now. Running it again is harmless: it changes nothing there, and compares row by row. */
export const SyncTracks = defineJob('radio.sync-tracks', {
  payload: z.object({
    stationId: z.number().int(),
    connectionId: z.number().int(),
    /** The one that ran when this was asked for: it may have read the list before what this is asked for came in. */
    since: z.number().int().min(0).default(0),
  }),
  queue: 'network',
  // The next one comes in minutes.
  maxAttempts: 1,
  timeoutMs: 15 * MINUTE_MS,
  priority: 4,
  isQuiet: true,
  dedupeBy: ({ stationId, connectionId, since }) => `${stationId}:${connectionId}:${since}`,
  serialBy: syncKey,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})
