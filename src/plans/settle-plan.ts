import type { Db, Tx } from '../db/db.ts'
import { type JobContext, type PayloadOf, waitWhileUnavailable } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { ConflictError } from '../kernel/errors.ts'
import type { EventLog } from '../live/event-log.ts'
import { findDifferences, needPlan, noteUntold } from './execute-range.ts'
import { ApplyRange, type ApplyPlan, UndoRange } from './jobs.ts'
import { type Direction, type PlanState, rangesOf } from './model.ts'
import type { PlanRegistry } from './registry.ts'
import { countOperations, findPlan, listGroups, movePlan, saveOutcomes } from './store.ts'

export interface ExecuteDeps {
  db: Db
  registry: PlanRegistry
  events: EventLog
  clock: Clock
}

/** Operations in one job. */
const RANGE = 2000

/**
 * Starts the jobs of a plan. Before it applies, every operation is held against the world: one difference and nothing
 * is touched. Repeating it is harmless: ranges are made of what is not done yet, and are unique while active.
 */
export function startPlan(deps: ExecuteDeps, direction: Direction) {
  const { db } = deps
  const states = direction === 'apply' ? (['planned'] as const) : (['done'] as const)
  return async ({ planId }: PayloadOf<typeof ApplyPlan>, job: JobContext): Promise<void> => {
    await needPlan(db, planId)
    if (direction === 'apply' && (await isUntouched(db, planId))) await refuseChangedWorld(deps, planId, job)
    const groups = await listGroups(db.read, planId, states)
    for (const range of rangesOf(groups, RANGE)) {
      const work = { total: range.to - range.from + 1, unit: 'files' }
      job.enqueue(direction === 'apply' ? ApplyRange : UndoRange, { planId, ...range }, { work })
    }
  }
}

async function isUntouched(db: Db, planId: number): Promise<boolean> {
  const counts = await countOperations(db.read, planId)
  return counts.every(({ state }) => state === 'planned')
}

async function refuseChangedWorld(deps: ExecuteDeps, planId: number, job: JobContext): Promise<void> {
  const differences = await waitWhileUnavailable(job, () => findDifferences(deps, planId, job))
  if (differences.length === 0) return
  await job.commit(async (tx) => {
    await saveOutcomes(
      tx,
      differences.map((difference) => ({ ...difference, state: 'skipped' as const })),
    )
    await movePlan(tx, planId, { from: ['applying'], to: 'stale', settled_at: deps.clock.now() })
  })
  throw new ConflictError('plans/world-changed', { params: { planId, count: differences.length } })
}

/** What the plan is once none of its jobs is under way. */
export async function settlePlan(
  deps: ExecuteDeps,
  tx: Tx,
  { planId, direction }: { planId: number; direction: Direction },
): Promise<void> {
  const from = direction === 'apply' ? (['applying', 'stale'] as const) : (['undoing'] as const)
  const before = await findPlan(tx, planId)
  if (before === undefined || !(from as readonly PlanState[]).includes(before.state)) return
  await noteUntold(deps.registry, tx, { plan: before, direction })
  const settled = settledState(await countOperations(tx, planId), direction)
  const now = deps.clock.now()
  const undone = settled === 'undone' ? { undone_at: now } : {}
  const columns = direction === 'apply' ? { settled_at: now } : undone
  const to = before.state === 'stale' ? 'stale' : settled
  await movePlan(tx, planId, { from, to, ...columns })
  const plan = { ...before, state: to, settledAt: direction === 'apply' ? now : before.settledAt }
  await deps.registry.ownerOf(plan.kind).onSettled(tx, plan, direction)
  await deps.events.append(tx, {
    kind: `plan.${direction === 'apply' ? 'apply' : 'undo'}.settled`,
    actor: plan.appliedBy ?? plan.madeBy,
    subject: `plan:${planId}`,
    runId: (direction === 'apply' ? plan.runId : plan.undoRunId) ?? undefined,
    data: { state: to, about: plan.subject, kind: plan.kind, title: plan.title },
  })
}

function settledState(counts: readonly { state: string; count: number }[], direction: Direction): PlanState {
  const left = counts.filter(({ state }) => (direction === 'apply' ? state !== 'done' : state === 'done'))
  if (left.length === 0) return direction === 'apply' ? 'applied' : 'undone'
  return 'partial'
}
