import { z } from 'zod'
import { defineJob } from '../jobs/index.ts'
import { StepName } from './contract.ts'
import { runSettings } from './settings.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ArchiveId = z.number().int()
/** `auto`: as the intake's mode says; `yes`, `no`: a person decided. */
const Apply = z.enum(['auto', 'yes', 'no'])
/** Of the run that it is a step of; the settings in force when left out. */
const settings = runSettings.optional()

/** One at a time in an archive: they all read the same folders and rows. */
const diskStep = {
  queue: 'disk',
  maxAttempts: 10,
  timeoutMs: 12 * HOUR_MS,
  serialBy: ({ archiveId }: { archiveId: number }): string => `archive:${archiveId}`,
} as const

/** One run at a time in an archive. */
export const runKey = (archiveId: number): string => `run:${archiveId}`

/** Steps of the workflow, in order; each is a child. Ends when all have ended. */
export const RunArchive = defineJob('archive.run', {
  payload: z.object({
    archiveId: ArchiveId,
    steps: z.array(StepName).min(1),
    /** It waits for a person between two steps. */
    isStepwise: z.boolean().default(false),
  }),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: 24 * HOUR_MS,
  dedupeBy: ({ archiveId }) => runKey(archiveId),
})

/** Between two steps of a run that goes step by step: waits until a person says go on. */
export const PauseRun = defineJob('archive.pause', {
  payload: z.object({ archiveId: ArchiveId, done: StepName, next: StepName }),
  queue: 'control',
  maxAttempts: 10,
  timeoutMs: MINUTE_MS,
})

/** Writes down what lies in the archive and how much room its disk has: the row of today. */
export const SampleStorage = defineJob('archive.sample', {
  payload: z.object({ archiveId: ArchiveId }),
  queue: 'disk',
  maxAttempts: 3,
  timeoutMs: MINUTE_MS,
  isQuiet: true,
  dedupeBy: ({ archiveId }) => `sample:${archiveId}`,
})

/** Looks at the intake folders, settles what lies still, labels copies, reads dates. */
export const ScanIntake = defineJob('archive.scan', {
  payload: z.object({
    archiveId: ArchiveId,
    /** A step of a run looks once; the watcher's own comes back while something is arriving. */
    isStep: z.boolean(),
  }),
  ...diskStep,
  isQuiet: true,
  dedupeBy: ({ archiveId, isStep }) => `scan:${archiveId}:${isStep}`,
})

/** Plans what happens to duplicates, and does it unless a person shall look first. */
export const SetAside = defineJob('archive.aside', {
  payload: z.object({ archiveId: ArchiveId, apply: Apply, settings }),
  ...diskStep,
  dedupeBy: ({ archiveId }) => `aside:${archiveId}`,
})

/** Makes a batch of what is complete, and its plan; applies it unless a person shall look first. */
export const TakeBatch = defineJob('archive.take', {
  payload: z.object({
    archiveId: ArchiveId,
    /** Reserved by the request that asked; otherwise the job reserves one. */
    batchId: z.number().int().optional(),
    apply: Apply,
    settings,
  }),
  ...diskStep,
  dedupeBy: ({ archiveId, batchId }) => `take:${archiveId}:${batchId ?? 'next'}`,
})

/** Plans where the files of a batch go, and sorts them unless a person shall look first. */
export const SortBatches = defineJob('archive.sort', {
  payload: z.object({
    archiveId: ArchiveId,
    /** All that wait when left out. */
    batchId: z.number().int().optional(),
    apply: Apply,
    settings,
  }),
  ...diskStep,
  // A wish to sort must not be taken for one to draw up a plan that waits already.
  dedupeBy: ({ archiveId, batchId, apply }) => `sort:${archiveId}:${batchId ?? 'all'}:${apply}`,
})

/** Starts to sync every batch that waits for it. Each is synced by a job of its own, however long that takes. */
export const StartSyncs = defineJob('archive.start-syncs', {
  payload: z.object({ archiveId: ArchiveId }),
  queue: 'control',
  maxAttempts: 5,
  timeoutMs: 10 * MINUTE_MS,
  dedupeBy: ({ archiveId }) => `start-syncs:${archiveId}`,
})

/** Sees a batch to the other machine: looks, sleeps, and ends when each of its files was proven there. */
export const SyncBatch = defineJob('archive.sync', {
  payload: z.object({ archiveId: ArchiveId, batchId: z.number().int() }),
  queue: 'network',
  maxAttempts: 10,
  // To have a large batch read for the first time takes as long as its disk needs.
  timeoutMs: 12 * HOUR_MS,
  dedupeBy: ({ batchId }) => `sync:${batchId}`,
  serialBy: ({ batchId }) => `archive.sync:${batchId}`,
})

/** Looks again at what was proven at the other machine a while ago. */
export const RecheckCopies = defineJob('archive.recheck-copies', {
  payload: z.object({ archiveId: ArchiveId }),
  queue: 'network',
  maxAttempts: 5,
  timeoutMs: 4 * HOUR_MS,
  isQuiet: true,
  dedupeBy: ({ archiveId }) => `recheck-copies:${archiveId}`,
})

export const CleanUp = defineJob('archive.clean', {
  payload: z.object({ archiveId: ArchiveId, settings }),
  queue: 'disk',
  maxAttempts: 5,
  timeoutMs: HOUR_MS,
  dedupeBy: ({ archiveId }) => `clean:${archiveId}`,
})

/** Undoes the plans of a run, the last one first. */
export const UndoRun = defineJob('archive.undo-run', {
  payload: z.object({ archiveId: ArchiveId, runId: z.number().int() }),
  queue: 'control',
  maxAttempts: 5,
  timeoutMs: HOUR_MS,
  dedupeBy: ({ runId }) => `undo-run:${runId}`,
})
