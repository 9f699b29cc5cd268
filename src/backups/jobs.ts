import { z } from 'zod'
import { defineJob } from '../jobs/index.ts'

/** The schedule. */
export const NIGHTLY = 'db.backup'

/** A checked copy of the database in `backups/`. Repeating it makes one more. */
export const BackUpDatabase = defineJob('db.backup', {
  payload: z.object({}),
  queue: 'control',
  maxAttempts: 2,
  timeoutMs: 6 * 3_600_000,
  dedupeBy: () => 'db.backup',
})
