import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Looks at an inbox and imports what lies still. Running it again is harmless: each file is looked at anew. */
export const ImportInbox = defineJob('radio.import-inbox', {
  payload: z.object({ inboxId: z.number().int() }),
  queue: 'disk',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  dedupeBy: ({ inboxId }) => String(inboxId),
})

/**
 * One file into the library. Running it again is harmless: what is in the library is found by its bytes, and the file
 * leaves the inbox only when it was read back there.
 */
export const ImportTrack = defineJob('radio.import-track', {
  payload: z.object({
    inboxId: z.number().int(),
    connectionId: z.number().int(),
    relPath: z.string(),
    /** `dev:ino:size:mtimeNs:ctimeNs` as it lay still. */
    identity: z.string(),
  }),
  queue: 'network',
  maxAttempts: 12,
  timeoutMs: 2 * HOUR_MS,
  dedupeBy: ({ inboxId, relPath }) => `${inboxId}:${relPath}`,
  // Two files with the same bytes must not both be looked for before either is there; LibreTime analyses one at a time anyway.
  serialBy: ({ connectionId }) => `radio.upload:${connectionId}`,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})

/**
 * One file of an inbox of episodes, from its audio to its episode. Running it again is harmless: what is done stands in its
 * row and in the ledger of deliveries, and each of these is read back before anything is sent.
 */
export const HydrateFile = defineJob('radio.hydrate-file', {
  payload: z.object({
    hydrationId: z.number().int(),
    inboxId: z.number().int(),
    connectionId: z.number().int(),
    episodeId: z.string(),
    /** Null when nobody said how long its slot is. */
    slotMs: z.number().nullable(),
    /** When the episode was last seen to take a file, epoch ms. */
    matchedAt: z.number(),
  }),
  queue: 'network',
  maxAttempts: 12,
  timeoutMs: 4 * HOUR_MS,
  isQuiet: true,
  dedupeBy: ({ hydrationId }) => String(hydrationId),
  serialBy: ({ connectionId, episodeId }) => `radio.episode:${connectionId}:${episodeId}`,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})

/** Measures the audio of an inbox, and sends nothing. Running it again is harmless: what was measured is known. */
export const CheckAudio = defineJob('radio.check-audio', {
  payload: z.object({ inboxId: z.number().int() }),
  queue: 'disk',
  maxAttempts: 3,
  timeoutMs: 8 * HOUR_MS,
  dedupeBy: ({ inboxId }) => String(inboxId),
})
