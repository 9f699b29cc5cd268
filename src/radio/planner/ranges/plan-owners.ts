import type { Attention } from '../../../attention/index.ts'
import type { Tx } from '../../../db/db.ts'
import type { Plan, PlanOwner, Plans } from '../../../plans/index.ts'
import { askForReload } from '../airings/ask-for-reload.ts'
import { tellOfAiring } from '../airings/publish-job.ts'
import type { PlannerDeps } from '../deps.ts'
import { PLAN_RANGE, REPAIR_PLAN } from './range-kinds.ts'
import { leaveForRepair, RepairParams } from './repair-executor.ts'

type ReloadDeps = Pick<PlannerDeps, 'jobs' | 'clock' | 'db'>

/** The playout is told once, after all of a plan. */
export const rangeOwner = (deps: ReloadDeps): PlanOwner => ({
  kind: PLAN_RANGE,
  scopeOf: () => 'files:move',
  async onOutcomes() {},
  async onDiscarded() {},
  onSettled: (tx, plan) => reloadAfter(deps, tx, plan),
})

async function reloadAfter(deps: ReloadDeps, tx: Tx, plan: Plan): Promise<void> {
  const { stationId, firstStartsAt, connectionId } = plan.data as Record<string, number>
  if (stationId === undefined || connectionId === undefined) return
  await askForReload(deps, tx, { stationId, connectionId, startsAt: firstStartsAt ?? 0 })
}

/** Whoever may repair an airing may undo that. */
export const repairOwner = (deps: PlannerDeps & { plans: Plans; attention: Attention }): PlanOwner => ({
  kind: REPAIR_PLAN,
  scopeOf: () => 'jobs:write',
  async beforeApply(tx, plan) {
    for (const operation of await deps.plans.operationsOf(tx, plan.planId)) await leaveForRepair(deps, tx, operation)
  },
  async onOutcomes() {},
  async onDiscarded() {},
  async onSettled(tx, plan, direction) {
    await reloadAfter(deps, tx, plan)
    if (direction === 'undo') return
    for (const { params, error, state } of await deps.plans.operationsOf(tx, plan.planId)) {
      const { airingId } = RepairParams.parse(params)
      await tellOfAiring(deps.attention, tx, { airingId, isDone: state === 'done', reason: error, runId: plan.runId })
    }
  },
})
