import { z } from 'zod'
import { defineJob } from '../../jobs/index.ts'

/** Takes the rows of a removed library out, in parts. Running it again is harmless: it goes on with what is left. */
export const ForgetLibrary = defineJob('library.forget', {
  payload: z.object({ libraryId: z.number().int() }),
  queue: 'control',
  maxAttempts: 5,
  timeoutMs: 3_600_000,
  priority: 8,
  isQuiet: true,
  dedupeBy: ({ libraryId }) => String(libraryId),
})
