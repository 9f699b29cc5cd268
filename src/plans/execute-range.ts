import type { Db } from '../db/db.ts'
import { type JobContext, type PayloadOf, waitWhileUnavailable } from '../jobs/index.ts'
import { InvariantError, NotFoundError, RejectedError } from '../kernel/errors.ts'
import type { ApplyRange } from './jobs.ts'
import type { ExecutionContext, OperationExecutor } from './executor.ts'
import type { Difference, Direction, Operation, Outcome, Plan } from './model.ts'
import type { PlanRegistry } from './registry.ts'
import { findPlan, listOperations, saveInverses, saveOutcomes } from './store.ts'

/** Operations that run between two writes of their outcomes. */
const CHUNK = 500

export async function needPlan(db: Db, planId: number): Promise<Plan> {
  const plan = await findPlan(db.read, planId)
  if (plan === undefined) throw new NotFoundError('plans/no-such-plan', { params: { planId } })
  return plan
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

/**
 * Does or undoes a range of a plan, a chunk at a time; each chunk's outcomes are written with the feature's rows.
 * Repeating it after a crash is harmless: written chunks are skipped, and executors find out what they did.
 */
export function executeRange(deps: { db: Db; registry: PlanRegistry }, direction: Direction) {
  const { db, registry } = deps
  const states = direction === 'apply' ? (['planned'] as const) : (['done'] as const)
  return async ({ planId, from, to }: PayloadOf<typeof ApplyRange>, job: JobContext): Promise<void> => {
    const plan = await needPlan(db, planId)
    const listed = await listOperations(db.read, planId, { states, from, to })
    const operations = direction === 'apply' ? listed : listed.toReversed()
    const total = to - from + 1
    let before = total - operations.length
    let failures = 0
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
        await saveOutcomes(tx, outcomes)
        await registry.ownerOf(plan.kind).onOutcomes(tx, plan, pair(chunk, outcomes))
      })
      failures += outcomes.filter((outcome) => outcome.state === 'failed').length
      before += chunk.length
    }
    if (failures > 0) throw new RejectedError('plans/operations-failed', { params: { planId, count: failures } })
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
