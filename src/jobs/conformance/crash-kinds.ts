import { z } from 'zod'
import { defineJob } from '../define-job.ts'

const spec = { payload: z.object({ n: z.number() }), queue: 'crash', maxAttempts: 10, timeoutMs: 60_000 }

/** Kinds that the tests and the processes that they kill both know. */
export const CRASH_KINDS = {
  Hang: defineJob('crash.hang', spec),
  Poison: defineJob('crash.poison', spec),
  Innocent: defineJob('crash.innocent', spec),
}
