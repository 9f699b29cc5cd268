import type { NewDelivery } from '../../../deliveries/index.ts'
import type { Direction, Operation, OperationExecutor } from '../../../plans/index.ts'
import { contentFields, GONE, RESTORE_ROW, TAKE_ROW } from '../../planner/index.ts'
import { carrySteps, inTime, isEnded, outcomesOf, type Step } from './carry-steps.ts'
import { findBack, keyOf, type PublicationFacts, type PublishDeps, publicationOf } from './publish-deps.ts'
import { TAKE } from './publish-kinds.ts'
import { TakeParams } from './row-params.ts'
import { undoInTime } from './undo-in-time.ts'

/**
 * Rows of others that a person took over: they go before anything of the log comes. Undone, each is made anew with the
 * same content, after everything of the log has gone.
 */
export function takeExecutor(deps: PublishDeps, check: OperationExecutor['check']): OperationExecutor {
  return {
    kind: TAKE,
    check,
    async prepare(tx, operations) {
      const [first] = operations
      if (first === undefined) return []
      const facts = await publicationOf(deps, first.planId)
      const made: { deliveryId: number }[] = []
      for (const operation of operations) {
        const { delivery } = await deps.deliveries.plan(tx, removalOf(facts, operation))
        made.push({ deliveryId: Number(delivery.deliveryId) })
      }
      return made
    },
    async apply(operations, context) {
      const { plan } = await publicationOf(deps, context.planId)
      return carrySteps(deps, { plan, steps: await stepsOf(deps, operations, 'apply'), direction: 'apply', context })
    },
    async undo(operations, context) {
      const facts = await publicationOf(deps, context.planId)
      const back = (some: readonly Operation[]): Promise<void> => planBack(deps, facts, some)
      return undoInTime(deps, operations, { context, planBack: back, stepsOf: (some) => stepsOf(deps, some, 'undo') })
    },
    async lookUp(_reader, operations, direction) {
      const steps = await stepsOf(deps, operations, direction)
      return (await outcomesOf(deps, { steps, direction })).filter(isEnded)
    },
  }
}

function deliveryOf(
  { data, log, stationName, plan }: PublicationFacts,
  effect: Pick<NewDelivery, 'key' | 'kind' | 'label' | 'meant'> & { params: object },
): NewDelivery {
  const { connectionId } = data
  return {
    ...effect,
    params: { connectionId, ...effect.params },
    connectionId,
    target: `connection:${connectionId}`,
    place: stationName,
    subject: `log:${log.logId}`,
    runId: plan.runId,
    actor: plan.appliedBy ?? plan.madeBy,
  }
}

function removalOf(facts: PublicationFacts, operation: Operation): NewDelivery {
  const { rowId, title, content } = TakeParams.parse(operation.params)
  const params = { rowId, title, content }
  return deliveryOf(facts, { key: keyOf(operation), kind: TAKE_ROW, label: title, params, meant: GONE })
}

async function planBack(deps: PublishDeps, facts: PublicationFacts, operations: readonly Operation[]): Promise<void> {
  const wishes: NewDelivery[] = []
  for (const operation of operations) {
    const { delivery, nextKey } = await findBack(deps, operation)
    if (delivery !== undefined && delivery.state !== 'rejected') continue
    const { title, content } = TakeParams.parse(operation.params)
    const meant = contentFields(content)
    wishes.push(deliveryOf(facts, { key: nextKey, kind: RESTORE_ROW, label: title, params: { content }, meant }))
  }
  await deps.db.tx(async (tx) => {
    for (const wish of wishes) await deps.deliveries.plan(tx, wish)
  })
}

/** Both ways something is sent: its removal, or what brings it back. */
async function stepsOf(deps: PublishDeps, operations: readonly Operation[], direction: Direction): Promise<Step[]> {
  const steps: Step[] = []
  for (const operation of operations) {
    const deliveryId =
      direction === 'apply' ? operation.inverse?.['deliveryId'] : (await findBack(deps, operation)).delivery?.deliveryId
    if (deliveryId === undefined) continue
    const { title, content } = TakeParams.parse(operation.params)
    const until = inTime({ title, startsAt: content.startsAt }, direction)
    steps.push({ operationId: operation.operationId, deliveryId: Number(deliveryId), act: 'send', until })
  }
  return steps
}
