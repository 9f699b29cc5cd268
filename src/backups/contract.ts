import { z } from 'zod'
import { defineRoutes, Instant, RunStarted } from '../kernel/contract.ts'

export const BackupView = z.object({
  name: z.string(),
  madeAt: Instant,
  bytes: z.number().int().min(0),
  schema: z.number().int().describe('Number of the newest migration that it holds'),
})
export type BackupView = z.output<typeof BackupView>

export const backupRoutes = defineRoutes('backups', {
  list: {
    method: 'GET',
    path: '/api/v1/backups',
    scope: 'read',
    summary: 'Copies of the database that can be restored, newest first',
    reply: z.object({
      folder: z.string(),
      kept: z
        .number()
        .int()
        .describe('Older ones are deleted when there are more, but for the newest from before the last upgrade'),
      recordings: z
        .object({ count: z.number().int(), bytes: z.number().int() })
        .describe('Voice recordings that are kept beside them, each once'),
      items: z.array(BackupView),
    }),
  },
  make: {
    method: 'POST',
    path: '/api/v1/backups',
    scope: 'config:write',
    summary: 'Make and check a backup; the run that already makes one stands for it',
    reply: RunStarted,
    status: 202,
  },
})
