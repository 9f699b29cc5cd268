import { z } from 'zod'
import { defineRoutes, Instant, Nothing, pageOf, PageQuery, RunStarted, Said } from '../kernel/contract.ts'
import { JobId, rowId } from '../kernel/ids.ts'
import { FINISHED_STATES, JobStateName, LEAST_URGENT, LIVE_STATES, MOST_URGENT } from './model.ts'

const Id = z.number().int()
const Count = z.number().int().min(0)
export const Priority = z
  .number()
  .int()
  .min(MOST_URGENT)
  .max(LEAST_URGENT)
  .describe('1 is the most urgent, 10 the least')

export const ProgressView = z.object({
  current: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  /** Units per second. */
  rate: z.number().nullable(),
  message: z.string().nullable(),
  at: Instant,
})

export const JobView = z.object({
  jobId: Id,
  /** The same as `jobId` for a run. */
  runId: Id,
  parentId: Id.nullable(),
  kind: z.string(),
  /** The kind in words. */
  title: z.string(),
  label: z.string().nullable(),
  queue: z.string(),
  state: JobStateName,
  /** Why it does not run just now, and what will change that. */
  because: Said.nullable(),
  /** Why it did not complete, or why its last attempt did not. */
  error: Said.nullable(),
  priority: Priority,
  actor: z.string(),
  /** Starts so far. */
  attempt: Count,
  /** Starts that count against `maxAttempts`. */
  failures: Count,
  maxAttempts: Count,
  crashes: Count,
  children: z.object({ total: Count, open: Count, failed: Count }),
  /** Of a job that waits for its children: of those at work together. */
  progress: ProgressView.nullable(),
  createdAt: Instant,
  runAt: Instant.nullable(),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  can: z.object({ cancel: z.boolean(), retry: z.boolean(), prioritise: z.boolean() }),
})
export type JobView = z.output<typeof JobView>

export const AttemptView = z.object({
  attempt: Count,
  startedAt: Instant,
  endedAt: Instant,
  outcome: z.enum(['failed', 'retried', 'snoozed', 'crashed', 'released', 'cancelled']),
  error: Said.nullable(),
})

export const JobDetail = JobView.extend({
  payload: z.unknown(),
  result: z.unknown(),
  target: z.string().nullable(),
  serial: z.string().nullable(),
  attempts: z.array(AttemptView).describe('Attempts that did not complete the job, oldest first'),
  after: z.array(z.object({ jobId: Id, kind: z.string(), state: JobStateName })),
})
export type JobDetail = z.output<typeof JobDetail>

export const CounterView = z.object({ queue: z.string(), kind: z.string(), state: JobStateName, count: Count })

export const QueueView = z.object({
  name: z.string(),
  /** Jobs at a time in each process. */
  concurrency: z.number().int(),
  isPaused: z.boolean(),
  running: Count,
  /** Ready, held, scheduled and blocked. */
  waiting: Count,
})
export type QueueView = z.output<typeof QueueView>

export const ScheduleView = z.object({
  scheduleId: Id,
  name: z.string(),
  kind: z.string(),
  title: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  /** A person chose when it runs. */
  isChanged: z.boolean(),
  defaultCron: z.string(),
  defaultTimeZone: z.string(),
  isEnabled: z.boolean(),
  nextAt: Instant.nullable(),
  lastAt: Instant.nullable(),
  lastJobId: Id.nullable(),
})
export type ScheduleView = z.output<typeof ScheduleView>

const CronText = z
  .string()
  .max(100)
  .describe('Minute, hour, day, month, weekday: 30 2 * * * is half past two each night')
const ZoneText = z.string().max(100).describe('IANA zone, e.g. Europe/Paris')

export const TargetView = z.object({
  target: z.string(),
  breaker: z.enum(['closed', 'open', 'probing']),
  failures: Count,
  openUntil: Instant.nullable(),
  perSecond: z.number().nullable(),
})

const jobParams = z.object({ jobId: JobId })
const queueParams = z.object({ queue: z.string().min(1).max(100) })
const scheduleParams = z.object({ scheduleId: rowId('schedule') })

export const JobFilter = PageQuery.extend({
  state: JobStateName.optional(),
  kind: z.string().max(100).optional(),
  queue: z.string().max(100).optional(),
  runId: JobId.optional(),
  text: z.string().trim().min(1).max(100).optional().describe('Part of the label or kind, or an id'),
})

export const jobRoutes = defineRoutes('jobs', {
  listJobs: {
    method: 'GET',
    path: '/api/v1/jobs',
    scope: 'read',
    summary: 'Jobs, newest first; a page may be short although more follow',
    query: JobFilter,
    reply: pageOf(JobView),
  },
  listRuns: {
    method: 'GET',
    path: '/api/v1/runs',
    scope: 'read',
    summary: 'Runs: jobs without a parent, newest first; successes of quiet kinds only when the kind is asked for',
    query: JobFilter.omit({ runId: true }),
    reply: pageOf(JobView),
  },
  getRun: {
    method: 'GET',
    path: '/api/v1/runs/:jobId',
    scope: 'read',
    summary: 'A run with the first 200 jobs of its tree and a count by state of all of them',
    params: jobParams,
    reply: z.object({
      run: JobView,
      jobs: z.array(JobView),
      counts: z.partialRecord(JobStateName, Count),
      isCut: z.boolean(),
    }),
  },
  getJob: {
    method: 'GET',
    path: '/api/v1/jobs/:jobId',
    scope: 'read',
    summary: 'A job with its attempts',
    params: jobParams,
    reply: JobDetail,
  },
  listChildren: {
    method: 'GET',
    path: '/api/v1/jobs/:jobId/children',
    scope: 'read',
    summary: 'The children of a job, newest first',
    params: jobParams,
    query: PageQuery.extend({ state: JobStateName.optional() }),
    reply: pageOf(JobView),
  },
  countJobs: {
    method: 'GET',
    path: '/api/v1/job-counters',
    scope: 'read',
    summary: 'How many jobs there are by queue, kind and state',
    reply: z.object({ items: z.array(CounterView) }),
  },
  cancelJob: {
    method: 'POST',
    path: '/api/v1/jobs/:jobId/cancel',
    scope: 'jobs:write',
    summary: 'Cancel a job and its children; one that runs is asked to stop',
    params: jobParams,
    reply: Nothing,
    status: 204,
  },
  retryJob: {
    method: 'POST',
    path: '/api/v1/jobs/:jobId/retry',
    scope: 'jobs:write',
    summary:
      'Put a job back that failed, was cancelled or quarantined; a parent that waited for its children goes on with those',
    params: jobParams,
    reply: RunStarted,
    status: 202,
  },
  setPriority: {
    method: 'PATCH',
    path: '/api/v1/jobs/:jobId',
    scope: 'jobs:write',
    summary: 'Change the priority of a job that waits, and of all below it, also of what it adds later',
    params: jobParams,
    body: z.object({ priority: Priority }),
    reply: JobView,
  },
  retryJobs: {
    method: 'POST',
    path: '/api/v1/jobs/retry',
    scope: 'jobs:write',
    summary:
      'Put back every job that failed, was cancelled or quarantined, or of these those of a state, a kind, some numbers or a time; one with an active job of the same key, without its predecessor, or of a run that starts anew stays',
    body: z.object({
      state: z.enum(['failed', 'cancelled', 'quarantined']).optional(),
      kind: z.string().max(100).optional(),
      jobIds: z.array(JobId).min(1).max(1000).optional(),
      endedSince: Instant.optional(),
    }),
    reply: z.object({ retried: Count }),
  },
  cancelJobs: {
    method: 'POST',
    path: '/api/v1/jobs/cancel',
    scope: 'jobs:write',
    summary: 'Cancel every job that has not ended, or those of a state; what runs is asked to stop',
    body: z.object({ state: z.enum(LIVE_STATES).optional(), kind: z.string().max(100).optional() }),
    reply: z.object({ cancelled: Count, since: Instant.describe('For `endedSince`, to put them back') }),
  },
  clearJobs: {
    method: 'POST',
    path: '/api/v1/jobs/clear',
    scope: 'jobs:write',
    summary: 'Forget finished jobs of a state',
    body: z.object({
      state: z.enum(FINISHED_STATES),
      kind: z.string().max(100).optional(),
      olderThanHours: z
        .number()
        .int()
        .min(0)
        .max(24 * 3650)
        .default(0),
    }),
    reply: z.object({ removed: Count }),
  },
  listQueues: {
    method: 'GET',
    path: '/api/v1/queues',
    scope: 'read',
    summary: 'Queues with what runs and waits',
    reply: z.object({ items: z.array(QueueView) }),
  },
  changeQueue: {
    method: 'PATCH',
    path: '/api/v1/queues/:queue',
    scope: 'jobs:write',
    summary: 'Pause or resume a queue, or set how many of its jobs run at a time (null: the default)',
    params: queueParams,
    body: z.object({
      isPaused: z.boolean().optional(),
      concurrency: z.number().int().min(1).max(256).nullable().optional(),
    }),
    reply: QueueView,
  },
  drainQueue: {
    method: 'POST',
    path: '/api/v1/queues/:queue/drain',
    scope: 'jobs:write',
    summary: 'Cancel everything that waits in a queue; what runs goes on',
    params: queueParams,
    reply: z.object({ cancelled: Count }),
  },
  listSchedules: {
    method: 'GET',
    path: '/api/v1/schedules',
    scope: 'read',
    summary: 'What runs by the clock',
    reply: z.object({ items: z.array(ScheduleView) }),
  },
  changeSchedule: {
    method: 'PATCH',
    path: '/api/v1/schedules/:scheduleId',
    scope: 'jobs:write',
    summary: 'Switch a schedule on or off, or change when it runs (null: back to the default)',
    params: scheduleParams,
    body: z.object({
      isEnabled: z.boolean().optional(),
      cron: CronText.nullable().optional(),
      timeZone: ZoneText.nullable().optional(),
    }),
    reply: ScheduleView,
  },
  listTimes: {
    method: 'GET',
    path: '/api/v1/schedules/times',
    scope: 'read',
    summary: 'The next three times of a cron expression, before it is saved',
    query: z.object({ cron: CronText, timeZone: ZoneText }),
    reply: z.object({ times: z.array(Instant) }),
  },
  runSchedule: {
    method: 'POST',
    path: '/api/v1/schedules/:scheduleId/run',
    scope: 'jobs:write',
    summary: 'Run the job of a schedule now',
    params: scheduleParams,
    reply: RunStarted,
    status: 202,
  },
  listTargets: {
    method: 'GET',
    path: '/api/v1/job-targets',
    scope: 'read',
    summary: 'Breakers and rate limits of what jobs talk to',
    reply: z.object({ items: z.array(TargetView) }),
  },
})
