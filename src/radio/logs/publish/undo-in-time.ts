import type { Reader } from '../../../db/db.ts'
import type { ExecutionContext, Operation, Outcome, Plan } from '../../../plans/index.ts'
import { LOCK_MS } from '../../planner/index.ts'
import { carrySteps, isEnded, outcomesOf, type Step } from './carry-steps.ts'
import type { Reason } from './model.ts'
import { ROW, TAKE } from './publish-kinds.ts'
import { RowParams } from './row-params.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import { dataOf, type PublishDeps, publicationOf } from './publish-deps.ts'
import { findPublicationOfPlan } from './store.ts'
import { listOwnRows, listPutBack } from './rows-store.ts'
import { standingOf } from './put-back.ts'
import { whatStays } from './what-stays.ts'

interface Undoing {
  context: ExecutionContext
  /** Writes down what brings removed rows back. */
  planBack(operations: readonly Operation[]): Promise<void>
  stepsOf(operations: readonly Operation[]): Promise<Step[]>
}

/** Undoes what may still be undone; what is on air, and what must stay with it, is skipped and says why. */
export async function undoInTime(
  deps: PublishDeps,
  operations: readonly Operation[],
  { context, planBack, stepsOf }: Undoing,
): Promise<Outcome[]> {
  const { plan } = await publicationOf(deps, context.planId)
  const tooLate = await findStaying(deps, deps.db.read, { plan })
  const ended = await endedOf(deps, { plan, context, steps: await stepsOf(isIn(operations, tooLate)) })
  const stays = ended.size === 0 ? tooLate : await findStaying(deps, deps.db.read, { plan, ended })
  const rest = operations.filter(({ operationId }) => !stays.has(operationId) && !ended.has(operationId))
  if (rest.length > 0) await planBack(rest)
  const came = await carrySteps(deps, { plan, steps: await stepsOf(rest), direction: 'undo', context })
  return [
    ...[...ended].map((operationId): Outcome => ({ operationId, state: 'undone' })),
    ...came,
    ...isIn(operations, stays).map(({ operationId }): Outcome => {
      const error = stays.get(operationId) ?? { code: 'radio/publish-stopped', params: {} }
      return { operationId, state: 'skipped', error }
    }),
  ]
}

const isIn = (operations: readonly Operation[], stays: ReadonlyMap<number, Reason>): Operation[] =>
  operations.filter(({ operationId }) => stays.has(operationId))

/** An undo that was interrupted may have done some of it in time: only a look tells. */
async function endedOf(
  deps: PublishDeps,
  { plan, context, steps }: { plan: Plan; context: ExecutionContext; steps: readonly Step[] },
): Promise<Set<number>> {
  if (steps.length === 0) return new Set()
  const call = { actor: plan.appliedBy ?? plan.madeBy, signal: context.signal }
  await deps.deliveries.carryOutTogether(
    steps.map(({ deliveryId, act }) => ({ deliveryId, act, onlyLook: true })),
    call,
  )
  const outcomes = await outcomesOf(deps, { steps, direction: 'undo' })
  return new Set(outcomes.filter(isEnded).map(({ operationId }) => operationId))
}

const LONGEST_MS = 24 * 3_600_000

/** By operation: what an undo would leave as it is now, and why. */
export async function findStaying(
  { plans, clock }: Pick<PublishDeps, 'plans' | 'clock'>,
  reader: Reader,
  { plan, ended = new Set() }: { plan: Plan; ended?: ReadonlySet<number> },
): Promise<Map<number, Reason>> {
  const { connectionId, scope } = dataOf(plan)
  const all = await plans.operationsOf(reader, plan.planId)
  const putBack = await listPutBack(reader, connectionId, scope)
  const gone = new Set(
    all
      .filter(({ operationId }) => ended.has(operationId))
      .map(({ inverse }) => standingOf(putBack, Number(inverse?.['deliveryId']))),
  )
  const standing = await listOwnRows(reader, connectionId, { from: scope.from, to: scope.to + LONGEST_MS })
  const publication = await findPublicationOfPlan(reader, plan.planId)
  return whatStays({
    operations: all.filter(({ state, operationId }) => state === 'done' && !ended.has(operationId)),
    standing: standing.filter(({ deliveryId }) => !gone.has(deliveryId)),
    putBack,
    now: clock.now(),
    // What a publication wrote a moment ago, in time, may go with it when it fails.
    lockMs: publication?.state === 'restoring' ? LOCK_MS / 2 : LOCK_MS,
  })
}

const isRow = ({ kind }: Operation): boolean => kind === ROW || kind === TAKE
export const isMade = ({ kind, params }: Operation): boolean => kind === ROW && RowParams.parse(params).act === 'add'

const doneRowsOf = async ({ plans }: Pick<PublishDeps, 'plans'>, reader: Reader, { planId }: Plan) =>
  (await plans.operationsOf(reader, planId)).filter((one) => one.state === 'done' && isRow(one))

/** Whether a row of it can be taken back, or put back, now. */
export async function canUndoSome(
  deps: Pick<PublishDeps, 'plans' | 'clock'>,
  reader: Reader,
  plan: Plan,
): Promise<boolean> {
  const stays = await findStaying(deps, reader, { plan })
  return (await doneRowsOf(deps, reader, plan)).some(({ operationId }) => !stays.has(operationId))
}

/** @throws ConflictError when no row of it can be undone any more, and why that of the first is so */
export async function refuseIfAllStays(
  deps: Pick<PublishDeps, 'plans' | 'clock'>,
  reader: Reader,
  plan: Plan,
): Promise<void> {
  const done = await doneRowsOf(deps, reader, plan)
  if (done.length === 0 || (await canUndoSome(deps, reader, plan))) return
  throw new ConflictError('radio/nothing-left-to-undo', { params: { count: done.length } })
}

const STAYS: ReadonlySet<string> = new Set([
  'radio/begins-too-soon',
  'radio/runs-into-what-stays',
  'radio/window-not-empty',
])

/**
 * What an undo came to that left nothing but what had to stay; null when something else is left, too.
 * @param leftCount rows that were shown otherwise than they were sent and stay for their time
 */
export function stayedOf(outcomes: readonly Operation[], leftCount: number): Reason | null {
  const left = outcomes.filter(({ state }) => state === 'done')
  if (!left.some(isRow) || left.some(({ error }) => !STAYS.has(error?.code ?? ''))) return null
  const undone = outcomes.filter((one) => one.state === 'undone' && isRow(one))
  const params = {
    takenBack: undone.filter(isMade).length,
    putBack: undone.filter((one) => !isMade(one)).length,
    stay: left.filter(isMade).length + leftCount,
    gone: left.filter((one) => isRow(one) && !isMade(one)).length,
  }
  return { code: 'radio/undone-in-part', params }
}
