import type { z } from 'zod'
import type { Params } from '../kernel/errors.ts'
import type { OperationStateName, PlanStateName } from './contract.ts'

export type PlanState = z.output<typeof PlanStateName>
export type OperationState = z.output<typeof OperationStateName>

export interface SaidCode {
  code: string
  params: Params
}

/** JSON object that a feature's executor understands. */
export type Details = Readonly<Record<string, unknown>>

export interface PlannedOperation {
  /** Which executor does it. */
  kind: string
  /** Operations of one group are done together, in one job and in order. Groups don't depend on each other. */
  group: string
  /** What the executor needs, with the fingerprint of the world that it was made from. */
  params: Details
  /** For people: what is there now, and what will be. */
  before: Details
  after: Details
  /** Words at `reason.<code>`. */
  reason: SaidCode
}

export interface Operation extends PlannedOperation {
  operationId: number
  planId: number
  position: number
  state: OperationState
  error: SaidCode | null
  inverse: Details | null
}

export interface NewPlan {
  /** `area.verb` of the feature that made it. */
  kind: string
  subject: string
  /** Words at `plan.<code>`. */
  title: SaidCode
  actor: string
  /** What the feature wants to find again. */
  data?: Details
  operations: readonly PlannedOperation[]
}

export interface Plan {
  planId: number
  kind: string
  subject: string
  state: PlanState
  title: SaidCode
  madeBy: string
  madeAt: number
  operationCount: number
  runId: number | null
  appliedBy: string | null
  settledAt: number | null
  undoRunId: number | null
  undoneAt: number | null
  data: Details
}

/** What came of one operation. */
export type Outcome =
  /** `told`: what the executor learnt on the way and the feature may want to keep. */
  | { operationId: number; state: 'done' | 'undone'; told?: Details }
  | { operationId: number; state: 'skipped' | 'failed'; error: SaidCode }

/** A difference between the world now and the one that an operation was made from. */
export interface Difference {
  operationId: number
  error: SaidCode
}

export type Direction = 'apply' | 'undo'

/** How long what was done can be undone. */
export const UNDO_DAYS = 90
const DAY_MS = 86_400_000

export const undoableUntil = (plan: Pick<Plan, 'settledAt'>): number | null =>
  plan.settledAt === null ? null : plan.settledAt + UNDO_DAYS * DAY_MS

/** Why a plan can't be applied or undone now; undefined when it can. */
export function refusalOf(plan: Plan, direction: Direction, now: number): SaidCode | undefined {
  const params = { planId: plan.planId, state: plan.state }
  if (direction === 'apply') return plan.state === 'draft' ? undefined : { code: 'plans/not-a-draft', params }
  if (plan.state !== 'applied' && plan.state !== 'partial') return { code: 'plans/nothing-to-undo', params }
  const until = undoableUntil(plan)
  return until !== null && until < now ? { code: 'plans/undo-expired', params } : undefined
}

/** Ranges of positions, each of whole groups, so that one job has about `size` operations. */
export function rangesOf(
  groups: readonly { first: number; last: number }[],
  size: number,
): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = []
  for (const { first, last } of groups) {
    const open = ranges.at(-1)
    if (open !== undefined && last - open.from < size) open.to = last
    else ranges.push({ from: first, to: last })
  }
  return ranges
}
