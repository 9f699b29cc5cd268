import { z } from 'zod'
import type { Params } from '../kernel/errors.ts'

export const LIVE_STATES = ['blocked', 'scheduled', 'ready', 'held', 'running', 'waiting'] as const
export const FINISHED_STATES = ['completed', 'failed', 'cancelled', 'quarantined'] as const
export const JOB_STATES = [...LIVE_STATES, ...FINISHED_STATES] as const
export type LiveState = (typeof LIVE_STATES)[number]
export type FinishedState = (typeof FINISHED_STATES)[number]
export type JobState = (typeof JOB_STATES)[number]
export const JobStateName = z.enum(JOB_STATES)

export const isFinished = (state: JobState): state is FinishedState =>
  (FINISHED_STATES as readonly string[]).includes(state)

/** Where a job may come from and go to; `new` is before its row. The ledger refuses every other step. */
export const TRANSITIONS: Readonly<Record<JobState | 'new', readonly JobState[]>> = {
  new: ['blocked', 'scheduled', 'ready'],
  blocked: ['scheduled', 'ready', 'cancelled'],
  scheduled: ['ready', 'cancelled'],
  ready: ['held', 'running', 'cancelled'],
  held: ['ready', 'cancelled'],
  running: ['ready', 'scheduled', 'waiting', 'completed', 'failed', 'cancelled', 'quarantined'],
  waiting: ['completed', 'failed', 'cancelled'],
  completed: [],
  failed: ['blocked', 'ready', 'waiting'],
  cancelled: ['blocked', 'ready', 'waiting'],
  quarantined: ['ready'],
}

export const MOST_URGENT = 1
export const LEAST_URGENT = 10
export const DEFAULT_PRIORITY = 5

/** A job that snoozes for this long waits for a person, not for a time. */
export const UNTIL_ASKED_MS = 100 * 365 * 24 * 60 * 60_000

/** Deaths of the process during a job, after which it is no longer tried. */
export const CRASHES_TO_QUARANTINE = 3

/** Why something was put off or ended: a code whose words stand at `error.<code>`, and what fills them. */
export interface Reason {
  code: string
  params?: Params
}
