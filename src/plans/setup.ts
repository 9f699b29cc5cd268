import { planRoutesOf } from './routes.ts'
import { ApplyPlan, ApplyRange, PrunePlans, UndoPlan, UndoRange } from './jobs.ts'
import { UNDO_DAYS } from './model.ts'
import { prunePlans } from './prune-plans.ts'
import { createPlans, type Plans, type PlansDeps } from './plans.ts'
import { createRegistry, type PlanRegistry } from './registry.ts'
import { executeRange } from './execute-range.ts'
import { findKnownPlans } from './store.ts'
import { settlePlan, startPlan } from './settle-plan.ts'
import type { BoundRoute } from '../kernel/routes.ts'

const DAY_MS = 86_400_000

export function setUpPlans(deps: PlansDeps & { timeZone: string }): {
  plans: Plans
  registry: PlanRegistry
  routes: BoundRoute[]
} {
  const registry = createRegistry()
  const plans = createPlans(deps, registry)
  const execute = { ...deps, registry }
  const { jobs } = deps
  jobs.handle(ApplyPlan, startPlan(execute, 'apply'), {
    onSettled: (tx, { payload }) => settlePlan(execute, tx, { planId: payload.planId, direction: 'apply' }),
  })
  jobs.handle(UndoPlan, startPlan(execute, 'undo'), {
    onSettled: (tx, { payload }) => settlePlan(execute, tx, { planId: payload.planId, direction: 'undo' }),
  })
  jobs.handle(ApplyRange, executeRange(execute, 'apply'))
  jobs.handle(UndoRange, executeRange(execute, 'undo'))
  jobs.handle(PrunePlans, async (_payload, { signal }) => {
    const settledBefore = deps.clock.now() - UNDO_DAYS * DAY_MS
    const pruned = await prunePlans(deps, { settledBefore, signal })
    const listKnown = (planIds: readonly number[]) => findKnownPlans(deps.db.read, planIds)
    for (const executor of registry.listExecutors()) await executor.prune?.({ settledBefore, listKnown, signal })
    return { pruned }
  })
  jobs.schedule({ name: 'plan.prune', contract: PrunePlans, payload: {}, cron: '40 3 * * *', timeZone: deps.timeZone })
  return { plans, registry, routes: planRoutesOf({ db: deps.db, plans, registry }) }
}
