export type { ChildHandle, ChildOptions, JobContext, JobHandler, ProgressReport } from './context.ts'
export { defineJob, type JobContract, type PayloadInputOf, type PayloadOf } from './define-job.ts'
export type { Enqueued, EnqueueOptions, HandlerHooks, Jobs, ScheduleSpec, SettledJob } from './jobs.ts'
export { JOB_STATES, type JobState, type Reason, UNTIL_ASKED_MS } from './model.ts'
export { waitWhileUnavailable } from './wait-while-unavailable.ts'
export {
  countLiveOfRun,
  findJobOfKind,
  findLiveJob,
  listLiveJobs,
  type JobOfKind,
  listJobsOfKind,
  listResultsOfRun,
} from './ledger/runs.ts'
export { countJobsOfKind, readCounters } from './ledger/counters.ts'
export { comingTimes } from './cron/timing.ts'
export type { ScheduleState } from './ledger/ledger-tx.ts'
export { findScheduleState, listSchedules, listSchedulesNamed, type ScheduleRow, timingOf } from './ledger/schedules.ts'
export { readTiming } from './cron/timing.ts'
export { findTargets } from './ledger/targets.ts'
export { type JobTrouble, listFailures, readJobTrouble } from './ledger/trouble.ts'
