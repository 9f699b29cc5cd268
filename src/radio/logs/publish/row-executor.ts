import { z } from 'zod'
import type { Tx } from '../../../db/db.ts'
import type { NewDelivery } from '../../../deliveries/index.ts'
import { InvariantError } from '../../../kernel/errors.ts'
import type { Details, Difference, ExecutionContext, Operation, OperationExecutor } from '../../../plans/index.ts'
import { isLocked, MAKE_ROW, rowFields } from '../../planner/index.ts'
import { carrySteps, isEnded, outcomesOf, type Step } from './carry-steps.ts'
import { findBack, keyOf, type PublishDeps, publicationOf, type PublicationFacts, windowKeyOf } from './publish-deps.ts'
import { ROW } from './publish-kinds.ts'
import { fingerprintOf, readWorld } from './read-world.ts'

const Wished = {
  entryId: z.number().int(),
  trackId: z.number().int(),
  title: z.string(),
  startsAt: z.number().int(),
  endsAt: z.number().int(),
  cueInMs: z.number().int(),
  cueOutMs: z.number().int(),
}
export const RowParams = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('add'),
    row: z.object({
      ...Wished,
      window: z.union([z.object({ id: z.number().int() }), z.object({ made: z.number().int() })]),
      position: z.number().int(),
    }),
  }),
  z.object({
    act: z.literal('remove'),
    row: z.object({
      ...Wished,
      deliveryId: z.number().int(),
      rowId: z.number().int(),
      windowId: z.number().int(),
    }),
  }),
])

/**
 * Rows of a log, as one: looked at together, sent in order, read back together. The first that is refused ends it; what
 * was done before it is then undone by the plan's own undo.
 */
export function rowExecutor(deps: PublishDeps, check: OperationExecutor['check']): OperationExecutor {
  return {
    kind: ROW,
    check,
    async prepare(tx, operations) {
      const facts = await factsOf(deps, operations)
      const made: Details[] = []
      for (const operation of operations) made.push(await planRow(deps, tx, { operation, facts }))
      return made
    },
    async apply(operations, context) {
      const { plan } = await factsOf(deps, operations)
      return carrySteps(deps, { plan, steps: await stepsOf(deps, operations, 'apply'), direction: 'apply', context })
    },
    async undo(operations, context) {
      await planBack(deps, operations)
      const { plan } = await factsOf(deps, operations)
      return carrySteps(deps, { plan, steps: await stepsOf(deps, operations, 'undo'), direction: 'undo', context })
    },
    async lookUp(_reader, operations, direction) {
      const steps = await stepsOf(deps, operations, direction)
      return (await outcomesOf(deps, { steps, direction })).filter(isEnded)
    },
  }
}

/**
 * The schedule of that stretch is what the plan was made from, or nothing is touched. It is read once for all operations
 * of a plan that are checked one after the other.
 */
export function worldCheck(deps: PublishDeps) {
  let last: { planId: number; at: number; problem: Promise<string | undefined> } | undefined
  return async (
    operations: readonly Operation[],
    { planId, signal }: Pick<ExecutionContext, 'planId' | 'signal'>,
  ): Promise<Difference[]> => {
    const [first] = operations
    if (first === undefined) return []
    const now = deps.clock.now()
    if (last?.planId !== planId || now - last.at > READ_FOR_MS)
      last = { planId, at: now, problem: problemOf(deps, planId, signal) }
    const code = await last.problem
    return code === undefined ? [] : [{ operationId: first.operationId, error: { code, params: {} } }]
  }
}

const READ_FOR_MS = 2_000

/** A preview that lay for a while may be as it was, and too late. */
async function problemOf(deps: PublishDeps, planId: number, signal: AbortSignal): Promise<string | undefined> {
  const { data, log } = await publicationOf(deps, planId)
  if (isLocked({ startsAt: data.firstStartsAt }, deps.clock.now())) return 'radio/begins-too-soon'
  const world = await readWorld(deps, data, { day: log, signal, withShows: false })
  return fingerprintOf(world, data.scope) === data.fingerprint ? undefined : 'radio/schedule-changed'
}

async function factsOf(deps: PublishDeps, operations: readonly Operation[]): Promise<PublicationFacts> {
  const planId = operations[0]?.planId
  if (planId === undefined) throw new InvariantError('radio/no-operations')
  return publicationOf(deps, planId)
}

/** What must be read back is written down before anything leaves. */
async function planRow(
  deps: PublishDeps,
  tx: Tx,
  { operation, facts }: { operation: Operation; facts: PublicationFacts },
): Promise<Details> {
  const params = RowParams.parse(operation.params)
  if (params.act === 'remove') return { deliveryId: params.row.deliveryId }
  const windowId = await windowOf(deps, operation.planId, params.row.window)
  const { delivery } = await deps.deliveries.plan(
    tx,
    rowDelivery(facts, { ...params.row, windowId, key: keyOf(operation) }),
  )
  return { deliveryId: Number(delivery.deliveryId) }
}

async function windowOf(deps: PublishDeps, planId: number, window: { id: number } | { made: number }): Promise<number> {
  if ('id' in window) return window.id
  const made = await deps.deliveries.findByKey(windowKeyOf(planId, window.made))
  if (made?.remoteRef === null || made === undefined) throw new InvariantError('radio/window-not-made')
  return Number(made.remoteRef)
}

type Meant = z.output<(typeof RowParams)['options'][0]>['row']

function rowDelivery(
  { data, log, stationName, plan }: PublicationFacts,
  { key, windowId, ...row }: Omit<Meant, 'window'> & { key: string; windowId: number },
): NewDelivery {
  const { connectionId } = data
  const { trackId, startsAt, endsAt, cueInMs, cueOutMs, position } = row
  const made = { windowId, trackId, startsAt, endsAt, cueInMs, cueOutMs }
  return {
    key,
    kind: MAKE_ROW,
    connectionId,
    target: `connection:${connectionId}`,
    place: stationName,
    label: row.title,
    subject: `log:${log.logId}`,
    runId: plan.runId,
    actor: plan.appliedBy ?? plan.madeBy,
    params: { connectionId, ...made, position },
    meant: rowFields(made),
  }
}

/** What was removed is made anew: it can't come back under its old number. */
async function planBack(deps: PublishDeps, operations: readonly Operation[]): Promise<void> {
  const facts = await factsOf(deps, operations)
  const wishes: NewDelivery[] = []
  for (const operation of operations) {
    const params = RowParams.parse(operation.params)
    if (params.act === 'add') continue
    const { delivery, nextKey } = await findBack(deps, operation)
    if (delivery !== undefined && delivery.state !== 'rejected') continue
    const { windowId, deliveryId: _former, rowId: _formerRow, ...row } = params.row
    wishes.push(rowDelivery(facts, { ...row, windowId, position: 0, key: nextKey }))
  }
  await deps.db.tx(async (tx) => {
    for (const wish of wishes) await deps.deliveries.plan(tx, wish)
  })
}

async function stepsOf(
  deps: PublishDeps,
  operations: readonly Operation[],
  direction: 'apply' | 'undo',
): Promise<Step[]> {
  const steps: Step[] = []
  for (const operation of operations) {
    const params = RowParams.parse(operation.params)
    const isSend = (params.act === 'add') === (direction === 'apply')
    const deliveryId =
      direction === 'undo' && params.act === 'remove'
        ? (await findBack(deps, operation)).delivery?.deliveryId
        : operation.inverse?.['deliveryId']
    if (deliveryId === undefined) continue
    const { operationId } = operation
    steps.push({ operationId, deliveryId: Number(deliveryId), act: isSend ? 'send' : 'take-back' })
  }
  return steps
}
