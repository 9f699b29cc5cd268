import type { z } from 'zod'
import type { Tx } from '../../../db/db.ts'
import type { NewDelivery } from '../../../deliveries/index.ts'
import { ConflictError, InvariantError } from '../../../kernel/errors.ts'
import type {
  Details,
  Difference,
  Direction,
  ExecutionContext,
  Operation,
  OperationExecutor,
} from '../../../plans/index.ts'
import { MAKE_ROW, rowFields } from '../../planner/index.ts'
import { carrySteps, inTime, isEnded, lastMoment, outcomesOf, type Step } from './carry-steps.ts'
import { findBack, keyOf, type PublishDeps, publicationOf, type PublicationFacts, windowKeyOf } from './publish-deps.ts'
import { ROW, TAKE } from './publish-kinds.ts'
import { fingerprintOf, readWorld } from './read-world.ts'
import { standingOf } from './put-back.ts'
import { RowParams, TakeParams } from './row-params.ts'
import { listPutBack } from './rows-store.ts'
import { undoInTime } from './undo-in-time.ts'

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
      const back = (some: readonly Operation[]): Promise<void> => planBack(deps, some)
      return undoInTime(deps, operations, { context, planBack: back, stepsOf: (some) => stepsOf(deps, some, 'undo') })
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
  let last: { planId: number; readAt: number; isSame: Promise<boolean> } | undefined
  const read = (planId: number, signal: AbortSignal) => {
    const reading = { planId, readAt: Number.POSITIVE_INFINITY, isSame: isWorldSame(deps, planId, signal) }
    // A slow playout is not read again and again: what counts is when its answer came.
    reading.isSame.then(
      () => (reading.readAt = deps.clock.now()),
      () => (reading.readAt = Number.NEGATIVE_INFINITY),
    )
    return reading
  }
  return async (
    operations: readonly Operation[],
    { planId, signal }: Pick<ExecutionContext, 'planId' | 'signal'>,
  ): Promise<Difference[]> => {
    const [first] = operations
    if (first === undefined) return []
    if (last?.planId !== planId || deps.clock.now() - last.readAt > READ_FOR_MS) last = read(planId, signal)
    if (!(await last.isSame))
      return [{ operationId: first.operationId, error: { code: 'radio/schedule-changed', params: {} } }]
    return operations.flatMap((operation) => tooLate(operation, deps.clock.now()))
  }
}

const READ_FOR_MS = 2_000

const takenRow = (params: Operation['params']): { startsAt: number; title: string } => {
  const { title, content } = TakeParams.parse(params)
  return { startsAt: content.startsAt, title }
}

/** A plan may lie for long, and a clock may jump. */
function tooLate({ operationId, kind, params }: Operation, now: number): Difference[] {
  if (kind !== ROW && kind !== TAKE) return []
  const { startsAt, title } = kind === ROW ? RowParams.parse(params).row : takenRow(params)
  if (now <= lastMoment(startsAt, 'apply')) return []
  return [{ operationId, error: { code: 'radio/begins-too-soon', params: { title } } }]
}

async function isWorldSame(deps: PublishDeps, planId: number, signal: AbortSignal): Promise<boolean> {
  const { data, log } = await publicationOf(deps, planId)
  const world = await readWorld(deps, data, { day: log, signal, withShows: false })
  return fingerprintOf(world, data.scope) === data.fingerprint
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
  // It was refused, or one before it was: the plan's end says so.
  if (made?.state !== 'verified') throw new ConflictError('radio/publish-stopped')
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

async function stepsOf(deps: PublishDeps, operations: readonly Operation[], direction: Direction): Promise<Step[]> {
  const steps: Step[] = []
  const putBack = await putBackOf(deps, operations, direction)
  for (const operation of operations) {
    const params = RowParams.parse(operation.params)
    const isSend = (params.act === 'add') === (direction === 'apply')
    const deliveryId =
      direction === 'undo' && params.act === 'remove'
        ? (await findBack(deps, operation)).delivery?.deliveryId
        : operation.inverse?.['deliveryId']
    if (deliveryId === undefined) continue
    // Of a row that a later publication removed and brought back it is the one that stands now.
    const standing = standingOf(putBack, Number(deliveryId))
    const { operationId } = operation
    const until = inTime(params.row, direction)
    steps.push({ operationId, deliveryId: standing, act: isSend ? 'send' : 'take-back', until })
  }
  return steps
}

async function putBackOf(
  deps: PublishDeps,
  operations: readonly Operation[],
  direction: Direction,
): Promise<Map<number, number>> {
  if (direction === 'apply' || operations.length === 0) return new Map()
  const { data } = await factsOf(deps, operations)
  return listPutBack(deps.db.read, data.connectionId, data.scope)
}
