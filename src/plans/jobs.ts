import { z } from 'zod'
import { PlanId } from '../kernel/ids.ts'
import { defineJob } from '../jobs/index.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Checks the world against the plan, then starts one job for each range of groups. */
export const ApplyPlan = defineJob('plan.apply', {
  payload: z.object({ planId: PlanId }),
  queue: 'disk',
  maxAttempts: 5,
  timeoutMs: HOUR_MS,
  dedupeBy: ({ planId }) => `plan:${planId}`,
})

const Range = z.object({ planId: PlanId, from: z.number().int(), to: z.number().int() })

export const ApplyRange = defineJob('plan.apply-range', {
  payload: Range,
  queue: 'disk',
  maxAttempts: 20,
  timeoutMs: 12 * HOUR_MS,
  dedupeBy: ({ planId, from }) => `plan:${planId}:${from}`,
})

export const UndoPlan = defineJob('plan.undo', {
  payload: z.object({ planId: PlanId }),
  queue: 'disk',
  maxAttempts: 5,
  timeoutMs: HOUR_MS,
  dedupeBy: ({ planId }) => `plan:${planId}`,
})

export const UndoRange = defineJob('plan.undo-range', {
  payload: Range,
  queue: 'disk',
  maxAttempts: 20,
  timeoutMs: 12 * HOUR_MS,
  dedupeBy: ({ planId, from }) => `plan:${planId}:${from}:undo`,
})

/** Forgets plans whose undo has expired. Repeating it is harmless. */
export const PrunePlans = defineJob('plan.prune', {
  payload: z.object({}),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  priority: 9,
  dedupeBy: () => 'plans',
})
