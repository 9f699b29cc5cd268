import type { Tx } from '../../../db/db.ts'
import type { Delivery } from '../../../deliveries/index.ts'
import { InvariantError } from '../../../kernel/errors.ts'
import type { Operation, Outcome, Plan } from '../../../plans/index.ts'
import { dataOf, findBack, keyOf, type PublishDeps, windowKeyOf } from './publish-deps.ts'
import { ROW, WINDOW } from './publish-kinds.ts'
import { standingOf } from './put-back.ts'
import { RowParams } from './row-params.ts'
import { addOwnRow, addOwnWindow, endOwnRow, endOwnWindow, listPutBack } from './rows-store.ts'
import { WindowParams } from './window-executor.ts'

type Came = readonly { operation: Operation; outcome: Outcome }[]

/** Which rows and windows of logs stand at the playout. */
export async function keepLedger(deps: PublishDeps, tx: Tx, { plan, came }: { plan: Plan; came: Came }): Promise<void> {
  const { connectionId, scope } = dataOf(plan)
  const putBack = await listPutBack(tx, connectionId, scope)
  for (const { operation, outcome } of came) {
    const isDone = outcome.state === 'done'
    if (operation.kind === ROW) await keepRow(deps, tx, { plan, operation, outcome, putBack })
    else if (operation.kind === WINDOW && (isDone || outcome.state === 'undone'))
      await keepWindow(deps, tx, { plan, operation, isDone })
  }
}

interface Kept {
  plan: Plan
  operation: Operation
  outcome: Outcome
  putBack: ReadonlyMap<number, number>
}

async function keepRow(deps: PublishDeps, tx: Tx, { plan, operation, outcome, putBack }: Kept): Promise<void> {
  const { act, row } = RowParams.parse(operation.params)
  const ending = act === 'add' ? 'undone' : 'done'
  if (outcome.state === 'skipped') return
  if (outcome.state === ending) {
    const made = act === 'remove' ? row.deliveryId : (await deps.deliveries.findByKey(keyOf(operation)))?.deliveryId
    if (made !== undefined) await endOwnRow(tx, standingOf(putBack, Number(made)), deps.clock.now())
    return
  }
  const delivery =
    act === 'add' ? await deps.deliveries.findByKey(keyOf(operation)) : (await findBack(deps, operation)).delivery
  if (outcome.state === 'failed' && !isLeft(delivery)) return
  if (delivery === undefined) throw new InvariantError('radio/effect-not-known', { params: { planId: plan.planId } })
  const { stationId, connectionId, logId } = dataOf(plan)
  const { windowId } = delivery.params as { windowId: number }
  const { entryId, trackId, title, startsAt, endsAt, cueInMs, cueOutMs } = row
  const times = { startsAt, endsAt, cueInMs, cueOutMs }
  const ids = { stationId, connectionId, logId, entryId, trackId, windowId }
  const rowId = Number(delivery.remoteRef)
  const backFor = act === 'remove' ? row.deliveryId : null
  const standing = { ...ids, title, ...times, deliveryId: Number(delivery.deliveryId), rowId, backFor }
  await addOwnRow(tx, standing, deps.clock.now())
}

/** It was shown otherwise than it was sent, and had begun by then: a row of ours stands there all the same. */
const isLeft = (delivery: Delivery | undefined): boolean =>
  delivery !== undefined && delivery.remoteRef !== null && (delivery.state === 'sent' || delivery.state === 'uncertain')

async function keepWindow(
  deps: PublishDeps,
  tx: Tx,
  { plan, operation, isDone }: Pick<Kept, 'plan' | 'operation'> & { isDone: boolean },
): Promise<void> {
  const { startsAt, endsAt, index } = WindowParams.parse(operation.params)
  const delivery = await deps.deliveries.findByKey(windowKeyOf(plan.planId, index))
  if (delivery === undefined) throw new InvariantError('radio/effect-not-known', { params: { planId: plan.planId } })
  const deliveryId = Number(delivery.deliveryId)
  if (!isDone) return endOwnWindow(tx, deliveryId)
  const { stationId, connectionId } = dataOf(plan)
  const windowId = Number(delivery.remoteRef)
  await addOwnWindow(tx, { stationId, connectionId, deliveryId, windowId, startsAt, endsAt })
}
