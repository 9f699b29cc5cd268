import { z } from 'zod'
import { defineRoutes, Instant } from '../../kernel/contract.ts'
import { decimal } from '../../kernel/ids.ts'
import { BatchView, RunView, StepName } from '../contract.ts'

const CountAndBytes = z.object({ count: z.number().int(), bytes: z.number().int() })

export const PauseView = z.object({
  runId: z.number().int(),
  done: StepName.describe('The step that has ended'),
  next: StepName.describe('The step that begins when somebody says go on'),
  since: Instant,
})
export type PauseView = z.output<typeof PauseView>

export const ArchiveFigures = z.object({
  filed: CountAndBytes.describe('In the archive'),
  filedToday: CountAndBytes.describe('Since midnight in the server’s zone'),
  filedLast7Days: CountAndBytes.describe('Today and the six days before'),
  duplicates: CountAndBytes.describe('Copies of files that are known; their bytes are what the archive was spared'),
  waiting: z
    .number()
    .int()
    .describe('Files on their way: arriving, incomplete, complete, or in a batch; without what never enters'),
  activeBatches: z.array(BatchView).describe('Those that are not done, oldest first'),
  recentBatches: z.array(BatchView).describe('The last five'),
  recentRuns: z.array(RunView).describe('The last five'),
  pauses: z.array(PauseView).describe('Runs that go step by step and wait for a person'),
})
export type ArchiveFigures = z.output<typeof ArchiveFigures>

const SampleView = z.object({
  day: z.string().describe('YYYY-MM-DD in the server’s zone'),
  files: z.number().int(),
  bytes: z.number().int(),
  diskBytes: z.number().int(),
  freeBytes: z.number().int(),
})

export const StorageHistory = z.object({
  samples: z.array(SampleView).describe('One a day, oldest first; the last one is of now'),
  forecast: z
    .object({
      perDay: z.number().int().describe('Bytes that the disk loses a day'),
      daysLeft: z.number().int(),
      fullOn: z.string().describe('YYYY-MM-DD'),
      basis: z
        .enum(['disk', 'filed'])
        .describe('The room on the disk, or what was filed while there are too few samples'),
      ofDays: z.number().int().describe('Days that it goes by'),
    })
    .nullable()
    .describe('Null while the disk does not fill'),
})
export type StorageHistory = z.output<typeof StorageHistory>

export const figureRoutes = defineRoutes('archive.figures', {
  getFigures: {
    method: 'GET',
    path: '/api/v1/archive/figures',
    scope: 'read',
    summary: 'Headline figures, every batch under way, the last batches and runs, and what waits for a person to go on',
    reply: ArchiveFigures,
  },
  getHistory: {
    method: 'GET',
    path: '/api/v1/archive/storage/history',
    scope: 'read',
    summary: 'What lay in the archive and was free on its disk, day by day, and when it will be full',
    query: z.object({ days: decimal(z.number().int().min(2).max(1826)).default(365) }),
    reply: StorageHistory,
  },
})
