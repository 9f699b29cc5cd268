import type { Generated } from 'kysely'

export type PlanState = 'draft' | 'applying' | 'applied' | 'partial' | 'stale' | 'discarded' | 'undoing' | 'undone'
export type OperationState = 'planned' | 'done' | 'skipped' | 'failed' | 'undone'

export interface PlanTables {
  plans_plans: {
    id: Generated<number>
    /** `area.verb`: which feature made it. */
    kind: string
    subject: string
    state: PlanState
    /** JSON `{ code, params }`. */
    title: string
    made_by: string
    made_at: number
    operation_count: number
    /** Set while and after it was applied. */
    run_id: number | null
    applied_by: string | null
    settled_at: number | null
    undo_run_id: number | null
    undone_at: number | null
    /** JSON: what the feature wants to find again. */
    data: string
  }
  plans_operations: {
    id: Generated<number>
    plan_id: number
    /** 0, 1, 2 … in the order of the plan. */
    position: number
    /** Operations of one group are applied together, in one job. */
    group_key: string
    kind: string
    params: string
    before: string
    after: string
    /** JSON `{ code, params }`. */
    reason: string
    state: OperationState
    error_code: string | null
    error_params: string | null
    /** JSON that the executor needs to undo what was done; null until then. */
    inverse: string | null
  }
}
