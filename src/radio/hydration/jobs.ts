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
