import type { Db, Tx } from '../db/db.ts'
import { type JobContext, type PayloadOf, waitWhileUnavailable } from '../jobs/index.ts'
import { ConflictError, InvariantError, NotFoundError, RejectedError } from '../kernel/errors.ts'
import type { ApplyRange } from './jobs.ts'
import type { ExecutionContext, OperationExecutor } from './executor.ts'
import type { Difference, Direction, Operation, Outcome, Plan } from './model.ts'
import type { PlanRegistry } from './registry.ts'
import { findPlan, listOperations, movePlan, type OutcomeRow, saveInverses, saveOutcomes } from './store.ts'

/** Operations that run between two writes of their outcomes. */
const CHUNK = 500

export async function needPlan(db: Db, planId: number): Promise<Plan> {
  const plan = await findPlan(db.read, planId)
  if (plan === undefined) throw new NotFoundError('plans/no-such-plan', { params: { planId } })
  return plan
}

/**
 * The plan, under way. One that had ended in part, because a job of it failed, goes on when that job is tried again.
 * @throws ConflictError when it was ended otherwise since
 */
async function resumePlan(
  { db, registry }: { db: Db; registry: PlanRegistry },
  planId: number,
  { direction, job }: { direction: Direction; job: Pick<JobContext, 'commit'> },
): Promise<Plan> {
  const plan = await needPlan(db, planId)
  const [to, end] = direction === 'apply' ? (['applying', 'applied'] as const) : (['undoing', 'undone'] as const)
  // At its end already, as the journal told: there is nothing left to do.
  if (plan.state === to || plan.state === end) return plan
  const isOurs = plan.state === 'partial' && (plan.undoRunId === null) === (direction === 'apply')
  const isMoved =
    isOurs &&
    (await job.commit(async (tx) => {
      const owner = registry.ownerOf(plan.kind)
      await (direction === 'apply' ? owner.beforeApply?.(tx, plan) : owner.beforeUndo?.(tx, plan))
      return movePlan(tx, planId, { from: ['partial'], to })
    }))
  if (!isMoved) throw new ConflictError('plans/not-under-way', { params: { planId, state: plan.state } })
  return { ...plan, state: to }
}

/** Splits a list into runs of the same kind, in order, none longer than `CHUNK`. */
export function chunksOf(operations: readonly Operation[]): Operation[][] {
  const chunks: Operation[][] = []
  for (const operation of operations) {
    const open = chunks.at(-1)
    if (open !== undefined && open.length < CHUNK && open[0]?.kind === operation.kind) open.push(operation)
    else chunks.push([operation])
  }
  return chunks
}

function pair(operations: readonly Operation[], outcomes: readonly Outcome[]) {
  const byId = new Map(operations.map((operation) => [operation.operationId, operation]))
  return outcomes.map((outcome) => {
    const operation = byId.get(outcome.operationId)
    if (operation === undefined) throw new InvariantError('plans/unknown-outcome')
    return { operation, outcome }
  })
}

/** What could not be undone is done, as before: it can be undone another time. */
const stillDone = (outcome: Outcome): OutcomeRow =>
  outcome.state === 'failed' || outcome.state === 'skipped' ? { ...outcome, state: 'done' } : outcome

async function undoableOf(
  { db, registry }: { db: Db; registry: PlanRegistry },
  plan: Plan,
  operations: readonly Operation[],
): Promise<readonly Operation[]> {
  return (await registry.ownerOf(plan.kind).listUndoable?.(db.read, operations)) ?? operations
}

/**
 * Does or undoes a range of a plan, a chunk at a time; each chunk's outcomes are written with the feature's rows.
 * Repeating it after a crash is harmless: written chunks are skipped, and executors find out what they did.
 */
export function executeRange(deps: { db: Db; registry: PlanRegistry }, direction: Direction) {
  const { db, registry } = deps
  const states = direction === 'apply' ? (['planned'] as const) : (['done'] as const)
  return async ({ planId, from, to }: PayloadOf<typeof ApplyRange>, job: JobContext): Promise<void> => {
    const plan = await resumePlan(deps, planId, { direction, job })
    const listed = await listOperations(db.read, planId, { states, from, to })
    const operations = direction === 'apply' ? listed : await undoableOf(deps, plan, listed.toReversed())
    const total = to - from + 1
    let before = total - operations.length
    let failures = direction === 'apply' ? await countFailed(db, planId, { from, to }) : 0
    for (const chunk of chunksOf(operations)) {
      job.signal.throwIfAborted()
      const context: ExecutionContext = {
        planId,
        signal: job.signal,
        onProgress: (done, message) =>
          job.progress({ current: before + done, total, unit: 'files', message: message ?? undefined }),
      }
      const executor = registry.executorOf(String(chunk[0]?.kind))
      const prepared = direction === 'apply' ? await prepareChunk(executor, chunk, job) : chunk
      const outcomes = await waitWhileUnavailable(job, () => executor[direction](prepared, context))
      await job.commit(async (tx) => {
        await saveOutcomes(tx, outcomes.map(direction === 'apply' ? (one) => one : stillDone))
        await registry.ownerOf(plan.kind).onOutcomes(tx, plan, pair(chunk, outcomes))
      })
      failures += outcomes.filter((outcome) => outcome.state === 'failed').length
      before += chunk.length
    }
    if (failures > 0) throw new RejectedError('plans/operations-failed', { params: { planId, count: failures } })
  }
}

/** What failed before the job was put off, or its process died, is not tried again, and counts as before. */
async function countFailed(db: Db, planId: number, range: { from: number; to: number }): Promise<number> {
  return (await listOperations(db.read, planId, { states: ['failed'], ...range })).length
}

/** What jobs did that ended without a word, because the process died in them or they were stopped. */
export async function noteUntold(
  registry: PlanRegistry,
  tx: Tx,
  { plan, direction }: { plan: Plan; direction: Direction },
): Promise<void> {
  const states = direction === 'apply' ? (['planned'] as const) : (['done'] as const)
  const left = (await listOperations(tx, plan.planId, { states })).filter((operation) => operation.inverse !== null)
  for (const chunk of chunksOf(left)) {
    const outcomes = await registry.executorOf(String(chunk[0]?.kind)).lookUp(tx, chunk, direction)
    await saveOutcomes(tx, outcomes)
    await registry.ownerOf(plan.kind).onOutcomes(tx, plan, pair(chunk, outcomes))
  }
}

/** Has the executor write its journal for what has none yet: after a crash the first one stands. */
async function prepareChunk(
  executor: OperationExecutor,
  chunk: readonly Operation[],
  job: JobContext,
): Promise<Operation[]> {
  const fresh = chunk.filter((operation) => operation.inverse === null)
  if (fresh.length === 0) return [...chunk]
  const ids = fresh.map((operation) => operation.operationId)
  const inverses = await job.commit(async (tx) => {
    const made = await executor.prepare(tx, fresh)
    const kept = made.map((inverse, index) => ({ operationId: Number(ids[index]), inverse }))
    await saveInverses(tx, kept)
    return made
  })
  const inverseOf = new Map(ids.map((id, index) => [id, inverses[index] ?? null]))
  return chunk.map((operation) => ({
    ...operation,
    inverse: operation.inverse ?? inverseOf.get(operation.operationId) ?? null,
  }))
}

/** Every difference between the world and the plan. */
export async function findDifferences(
  deps: { db: Db; registry: PlanRegistry },
  planId: number,
  job: Pick<JobContext, 'signal' | 'progress'>,
): Promise<Difference[]> {
  const operations = await listOperations(deps.db.read, planId, { states: ['planned'] })
  const differences: Difference[] = []
  let before = 0
  for (const chunk of chunksOf(operations)) {
    const onProgress = (done: number, message: string | null): void =>
      job.progress({ current: before + done, total: operations.length, unit: 'files', message: message ?? undefined })
    const executor = deps.registry.executorOf(String(chunk[0]?.kind))
    differences.push(...(await executor.check(chunk, { planId, signal: job.signal, onProgress })))
    before += chunk.length
  }
  return differences
}
