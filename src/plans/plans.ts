import type { Db, Reader, Tx } from '../db/db.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { ConflictError, NotFoundError } from '../kernel/errors.ts'
import type { JobId } from '../kernel/ids.ts'
import type { EventLog } from '../live/event-log.ts'
import { ApplyPlan, UndoPlan } from './jobs.ts'
import { type Direction, type NewPlan, type Operation, type Plan, refusalOf } from './model.ts'
import type { PlanRegistry } from './registry.ts'
import { findPlan, insertPlan, isWhole, listOperations, listPlans, movePlan } from './store.ts'

export interface StartOptions {
  actor: string
  /** The run that this belongs to; a run of its own when there is none. */
  parentId?: JobId
  /** Jobs that come first. */
  after?: readonly JobId[]
}

export interface Started {
  jobId: number
  runId: number
}

export interface Plans {
  /** Writes the plan down as a draft; nothing is done. */
  draft(tx: Tx, plan: NewPlan): Promise<number>
  /**
   * Starts the run that does exactly what the draft says.
   * @throws ConflictError when it is no draft any more, or its owner does not let it be applied now
   */
  apply(tx: Tx, planId: number, options: StartOptions): Promise<Started>
  /** @throws ConflictError when there is nothing to undo, its time is over, or its owner does not let it be undone now */
  undo(tx: Tx, planId: number, options: StartOptions): Promise<Started>
  /** @throws ConflictError when it is no draft any more */
  discard(tx: Tx, planId: number, actor: string): Promise<void>
  /** Its owner puts a draft away that the world has outrun; a new one takes its place. @returns false when it is none any more */
  withdraw(tx: Tx, planId: number): Promise<boolean>
  find(reader: Reader, planId: number): Promise<Plan | undefined>
  /** In the order of the plan. */
  operationsOf(reader: Reader, planId: number, only?: { withError: true }): Promise<Operation[]>
  /** Whether a plan of the kind ended so lately and could not do all. */
  wasPartialWithin(reader: Reader, kind: string, ms: number): Promise<boolean>
  /** Drafts of these kinds, newest first. */
  listDrafts(kindPrefix: string): Promise<Plan[]>
  /** The newest plan of the kind that waits or is under way. */
  findOpen(reader: Reader, kind: string, subject: string): Promise<Plan | undefined>
  /** What plans of these kinds are doing right now: some of it is done and not yet written. */
  directionsUnderWay(reader: Reader, kindPrefix: string): Promise<Set<Direction>>
  /** Plans that a run applied, newest first. */
  listOfRun(runId: number): Promise<Plan[]>
  /** These, newest first. */
  listOf(planIds: readonly number[]): Promise<Plan[]>
}

export interface PlansDeps {
  db: Db
  jobs: Jobs
  events: EventLog
  clock: Clock
}

const MOST_OF_A_RUN = 1000

export function createPlans(deps: PlansDeps, registry: PlanRegistry): Plans {
  const { db, events, clock } = deps
  return {
    async draft(tx, plan) {
      const planId = await insertPlan(tx, plan, clock.now())
      await events.append(tx, {
        kind: 'plan.draft.made',
        actor: plan.actor,
        subject: `plan:${planId}`,
        data: { about: plan.subject, operations: plan.operations.length },
      })
      return planId
    },
    apply: (tx, planId, options) => startRun({ ...deps, registry }, tx, { planId, direction: 'apply', ...options }),
    undo: (tx, planId, options) => startRun({ ...deps, registry }, tx, { planId, direction: 'undo', ...options }),
    async discard(tx, planId, actor) {
      const plan = await findPlan(tx, planId)
      if (plan === undefined) throw new NotFoundError('plans/no-such-plan', { params: { planId } })
      const moved = await movePlan(tx, planId, { from: ['draft', 'stale'], to: 'discarded', settled_at: clock.now() })
      if (!moved) throw new ConflictError('plans/not-a-draft', { params: { planId, state: plan.state } })
      await registry.ownerOf(plan.kind).onDiscarded(tx, plan)
      await events.append(tx, {
        kind: 'plan.draft.discarded',
        actor,
        subject: `plan:${planId}`,
        data: { about: plan.subject },
      })
    },
    withdraw: (tx, planId) => withdraw(deps, tx, planId),
    find: findPlan,
    operationsOf: (reader, planId, only) => listOperations(reader, planId, { ...only }),
    async wasPartialWithin(reader, kind, ms) {
      const [newest] = await listPlans(reader, { kind, states: ['partial'], limit: 1 })
      return clock.now() - (newest?.settledAt ?? 0) < ms
    },
    async findOpen(reader, kind, subject) {
      return (await listPlans(reader, { kind, subject, states: ['draft', 'applying', 'undoing'], limit: 1 }))[0]
    },
    async directionsUnderWay(reader, kindPrefix) {
      const busy = await listPlans(reader, { kindPrefix, states: ['applying', 'undoing'], limit: MOST_OF_A_RUN })
      return new Set(busy.map(({ state }) => (state === 'undoing' ? 'undo' : 'apply')))
    },
    listDrafts: (kindPrefix) => listPlans(db.read, { kindPrefix, states: ['draft'], limit: MOST_OF_A_RUN }),
    listOfRun: (runId) => listPlans(db.read, { runId, limit: MOST_OF_A_RUN }),
    listOf: async (planIds) =>
      planIds.length === 0 ? [] : listPlans(db.read, { ids: planIds.slice(0, MOST_OF_A_RUN), limit: MOST_OF_A_RUN }),
  }
}

async function withdraw({ events, clock }: PlansDeps, tx: Tx, planId: number): Promise<boolean> {
  const plan = await findPlan(tx, planId)
  const isMoved = await movePlan(tx, planId, { from: ['draft'], to: 'discarded', settled_at: clock.now() })
  const told = { kind: 'plan.draft.discarded', actor: 'system', subject: `plan:${planId}` }
  if (isMoved) await events.append(tx, { ...told, data: { about: plan?.subject ?? '' } })
  return isMoved
}

async function startRun(
  { jobs, events, clock, registry }: PlansDeps & { registry: PlanRegistry },
  tx: Tx,
  { planId, direction, ...options }: StartOptions & { planId: number; direction: Direction },
): Promise<Started> {
  const plan = await findPlan(tx, planId)
  if (plan === undefined) throw new NotFoundError('plans/no-such-plan', { params: { planId } })
  const refusal = refusalOf(plan, direction, clock.now())
  if (refusal !== undefined) throw new ConflictError(refusal.code, { params: refusal.params })
  // A clock that went back does not bring back what was forgotten.
  if (direction === 'undo' && !(await isWhole(tx, plan)))
    throw new ConflictError('plans/undo-expired', { params: { planId } })
  const byNow = { ...plan, appliedBy: options.actor }
  const owner = registry.ownerOf(plan.kind)
  await (direction === 'apply' ? owner.beforeApply?.(tx, byNow) : owner.beforeUndo?.(tx, plan))
  const { jobId, runId } = await jobs.enqueue(tx, direction === 'apply' ? ApplyPlan : UndoPlan, { planId }, options)
  const isMoved =
    direction === 'apply'
      ? await movePlan(tx, planId, { from: ['draft'], to: 'applying', run_id: runId, applied_by: options.actor })
      : await movePlan(tx, planId, { from: ['applied', 'partial'], to: 'undoing', undo_run_id: runId })
  if (!isMoved) throw new ConflictError('plans/not-a-draft', { params: { planId, state: plan.state } })
  const data = { about: plan.subject }
  await events.append(tx, {
    kind: `plan.${direction}.started`,
    actor: options.actor,
    subject: `plan:${planId}`,
    runId,
    jobId,
    data,
  })
  return { jobId, runId }
}
