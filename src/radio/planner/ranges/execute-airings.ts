import { AppError } from '../../../kernel/errors.ts'
import type { Difference, ExecutionContext, Operation, Outcome, Plans } from '../../../plans/index.ts'
import { bringInLine } from '../airings/bring-in-line.ts'
import { isFinal } from '../airings/deliver.ts'
import { needAiring } from '../airings/need-airing.ts'
import type { Doer, PlannerDeps } from '../deps.ts'
import type { Airing } from '../model.ts'

export interface RangeDeps extends PlannerDeps {
  plans: Plans
  /** One writer at a playout at a time. */
  inTurn<Result>(connectionId: number, work: () => Promise<Result>): Promise<Result>
}

/** Stands at the playout, or was on air. */
export const isThere = (airing: Airing | undefined): boolean =>
  airing?.state === 'verified' || airing?.state === 'aired'

export const differenceOf = ({ operationId }: Operation, code: string): Difference => ({
  operationId,
  error: { code, params: {} },
})

/** What the CMS refuses of it is repaired on its own: at the playout it is as the plan says, and an undo takes it back. */
export async function untilItStands(
  deps: RangeDeps,
  { airingId, connectionId }: Airing,
  { by, isDone }: { by: Doer; isDone: (airing: Airing) => boolean },
): Promise<void> {
  try {
    await deps.inTurn(connectionId, () => bringInLine(deps, airingId, by))
  } catch (error) {
    if (!isFinal(error) || !isDone(await needAiring(deps, airingId))) throw error
  }
}

export async function known(
  operations: readonly Operation[],
  isDone: (operation: Operation) => Promise<boolean>,
  state: 'done' | 'undone',
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const operation of operations)
    if (await isDone(operation)) outcomes.push({ operationId: operation.operationId, state })
  return outcomes
}

function titleOf({ before, after }: Operation): string {
  const title = after['title'] ?? before['title']
  return typeof title === 'string' ? title : ''
}

/** One that can't be is an outcome; what concerns all of them, as a playout that is away, is thrown and tried again. */
export async function oneByOne(
  deps: RangeDeps,
  {
    operations,
    context,
    done,
  }: { operations: readonly Operation[]; context: ExecutionContext; done: 'done' | 'undone' },
  work: (operation: Operation, by: Doer) => Promise<void>,
): Promise<Outcome[]> {
  const plan = await deps.plans.find(deps.db.read, context.planId)
  const actor = plan?.appliedBy ?? plan?.madeBy ?? 'system'
  const by: Doer = { actor, signal: context.signal, runId: plan?.runId ?? null, isReloadLater: true }
  const outcomes: Outcome[] = []
  for (const operation of operations) {
    context.signal.throwIfAborted()
    const { operationId } = operation
    try {
      await work(operation, by)
      outcomes.push({ operationId, state: done })
    } catch (error) {
      if (!(error instanceof AppError) || !isFinal(error)) throw error
      outcomes.push({ operationId, state: 'failed', error: { code: error.code, params: error.params } })
    }
    context.onProgress(outcomes.length, titleOf(operation))
  }
  return outcomes
}
