import type { Db } from '../db/db.ts'
import { instant, instantOrNull } from '../kernel/contract.ts'
import { NotFoundError } from '../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../kernel/paging.ts'
import { type Actor, type BoundRoute, bindRoutes, requireScope } from '../kernel/routes.ts'
import { say, sayCode } from '../kernel/words.ts'
import { type OperationView, planRoutes, type PlanView } from './contract.ts'
import { findDifferences } from './execute-range.ts'
import { type Difference, type Operation, type Plan, type SaidCode, undoableUntil } from './model.ts'
import type { Plans } from './plans.ts'
import type { PlanRegistry } from './registry.ts'
import { countOperations, findPlan, listOperations, listPlans } from './store.ts'

/** Differences that an answer names; the count is of all. */
const NAMED = 100

const sayTitle = ({ code, params }: SaidCode) => ({ code, params, text: say(`plan.${code}`, params) })
const sayWhy = ({ code, params }: SaidCode) => ({ code, params, text: say(`reason.${code}`, params) })

function toPlanView(registry: PlanRegistry, plan: Plan): PlanView {
  const undoable = plan.state === 'applied' || plan.state === 'partial'
  return {
    planId: plan.planId,
    kind: plan.kind,
    scope: registry.ownerOf(plan.kind).scopeOf(plan),
    subject: plan.subject,
    state: plan.state,
    title: sayTitle(plan.title),
    madeBy: plan.madeBy,
    madeAt: instant(plan.madeAt),
    operationCount: plan.operationCount,
    runId: plan.runId,
    appliedBy: plan.appliedBy,
    settledAt: instantOrNull(plan.settledAt),
    undoRunId: plan.undoRunId,
    undoneAt: instantOrNull(plan.undoneAt),
    undoableUntil: undoable ? instantOrNull(undoableUntil(plan)) : null,
    data: { ...plan.data },
  }
}

function toOperationView(operation: Operation): OperationView {
  return {
    operationId: operation.operationId,
    position: operation.position,
    group: operation.group,
    kind: operation.kind,
    before: { ...operation.before },
    after: { ...operation.after },
    reason: sayWhy(operation.reason),
    state: operation.state,
    error: operation.error === null ? null : sayCode(operation.error.code, operation.error.params),
  }
}

const toCheckView = (found: readonly Difference[]) => ({
  differenceCount: found.length,
  differences: found
    .slice(0, NAMED)
    .map(({ operationId, error }) => ({ operationId, error: sayCode(error.code, error.params) })),
})

const runOf = ({ runId }: { runId: number }) => ({ runId })

const foundThen = (operations: readonly Operation[]): Difference[] =>
  operations.flatMap(({ operationId, error }) => (error === null ? [] : { operationId, error }))

/** Nobody learns from a refusal which plans there are. */
const requireMayOf =
  ({ db, registry }: { db: Db; registry: PlanRegistry }) =>
  async (planId: number, actor: Actor): Promise<void> => {
    const plan = await findPlan(db.read, planId)
    requireScope(actor, plan === undefined ? 'files:move' : registry.ownerOf(plan.kind).scopeOf(plan))
  }

export function planRoutesOf(deps: { db: Db; plans: Plans; registry: PlanRegistry }): BoundRoute[] {
  const { db, plans, registry } = deps
  const need = async (planId: number): Promise<Plan> => {
    const plan = await findPlan(db.read, planId)
    if (plan === undefined) throw new NotFoundError('plans/no-such-plan', { params: { planId } })
    return plan
  }
  const requireMay = requireMayOf(deps)
  const toView = (plan: Plan): PlanView => toPlanView(registry, plan)
  const differencesOf = async ({ planId, state }: Plan, signal: AbortSignal): Promise<Difference[]> => {
    if (state === 'draft') return findDifferences({ db, registry }, planId, { signal, progress: () => {} })
    // They were found when it was to be applied; the world of today does not make it fresh again.
    if (state === 'stale') return foundThen(await listOperations(db.read, planId, { states: ['skipped'] }))
    // A page may ask for one that was applied a moment ago.
    return []
  }
  return bindRoutes(planRoutes, {
    list: async ({ query }) => {
      const { cursor, limit, state, ...filter } = query
      const before = decodeCursor(cursor)
      const states = state === undefined ? undefined : [state]
      const page = pageFrom(
        await listPlans(db.read, { ...filter, states, before, limit: limit + 1 }),
        limit,
        (plan) => plan.planId,
      )
      return { items: page.items.map(toView), nextCursor: page.nextCursor }
    },
    get: async ({ params }) => ({
      ...toView(await need(params.planId)),
      counts: await countOperations(db.read, params.planId),
    }),
    listOperations: async ({ params, query }) => {
      await need(params.planId)
      const { cursor, limit, state, ...filter } = query
      const from = (decodeCursor(cursor) ?? -1) + 1
      const states = state === undefined ? undefined : [state]
      const rows = await listOperations(db.read, params.planId, { ...filter, states, from, limit: limit + 1 })
      const page = pageFrom(rows, limit, (operation) => operation.position)
      return { items: page.items.map(toOperationView), nextCursor: page.nextCursor }
    },
    check: async ({ params, signal }) => toCheckView(await differencesOf(await need(params.planId), signal)),
    apply: async ({ params: { planId }, actor }) => {
      await requireMay(planId, actor)
      return runOf(await db.tx((tx) => plans.apply(tx, planId, { actor: actor.id })))
    },
    undo: async ({ params: { planId }, actor }) => {
      await requireMay(planId, actor)
      return runOf(await db.tx((tx) => plans.undo(tx, planId, { actor: actor.id })))
    },
    discard: async ({ params, actor }) => {
      await requireMay(params.planId, actor)
      await db.tx((tx) => plans.discard(tx, params.planId, actor.id))
      return toView(await need(params.planId))
    },
  })
}
