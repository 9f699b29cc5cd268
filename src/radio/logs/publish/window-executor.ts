import { z } from 'zod'
import type { Delivery, NewDelivery } from '../../../deliveries/index.ts'
import { AppError, ConflictError, RejectedError, UnavailableError } from '../../../kernel/errors.ts'
import { clockAt } from '../../../kernel/time.ts'
import type { ExecutionContext, Operation, OperationExecutor, Outcome } from '../../../plans/index.ts'
import { MAKE_RULE, MAKE_SHOW, MAKE_WINDOW, windowFields } from '../../planner/index.ts'
import { type PublicationFacts, type PublishDeps, publicationOf, windowKeyOf } from './publish-deps.ts'
import { WINDOW } from './publish-kinds.ts'
import { checkWorld } from './row-executor.ts'

export const WindowParams = z.object({
  startsAt: z.number().int(),
  endsAt: z.number().int(),
  index: z.number().int(),
})

/** Windows for stretches of a log that lie in none: each is made once, found again by its mark, and read back. */
export function windowExecutor(deps: PublishDeps): OperationExecutor {
  return {
    kind: WINDOW,
    check: (operations, context) => checkWorld(deps, operations, context),
    prepare: async (_tx, operations) =>
      operations.map(({ planId, params }) => ({ key: windowKeyOf(planId, WindowParams.parse(params).index) })),
    apply: (operations, context) =>
      each({ operations, context, state: 'done' }, (operation) => makeWindow(deps, operation, context.signal)),
    undo: (operations, context) =>
      each({ operations, context, state: 'undone' }, async (operation) => {
        const { plan } = await publicationOf(deps, operation.planId)
        const made = await deps.deliveries.findByKey(
          windowKeyOf(plan.planId, WindowParams.parse(operation.params).index),
        )
        if (made === undefined || made.state === 'undone') return
        const actor = plan.appliedBy ?? plan.madeBy
        const step = { deliveryId: Number(made.deliveryId), act: 'take-back' as const }
        const { failure } = await deps.deliveries.carryOutTogether([step], { actor, signal: context.signal })
        if (failure !== null) throw failure.error
      }),
    async lookUp(_reader, operations, direction) {
      const outcomes: Outcome[] = []
      for (const { operationId, planId, params } of operations) {
        const made = await deps.deliveries.findByKey(windowKeyOf(planId, WindowParams.parse(params).index))
        if (direction === 'apply' && made?.state === 'verified') outcomes.push({ operationId, state: 'done' })
        if (direction === 'undo' && made?.state === 'undone') outcomes.push({ operationId, state: 'undone' })
      }
      return outcomes
    },
  }
}

const isRefusal = (error: unknown): error is AppError =>
  error instanceof RejectedError || error instanceof ConflictError

async function each(
  {
    operations,
    context,
    state,
  }: { operations: readonly Operation[]; context: ExecutionContext; state: 'done' | 'undone' },
  work: (operation: Operation) => Promise<void>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const operation of operations) {
    context.signal.throwIfAborted()
    const { operationId } = operation
    try {
      await work(operation)
      outcomes.push({ operationId, state })
    } catch (error) {
      if (!isRefusal(error)) throw error
      outcomes.push({ operationId, state: 'failed', error: { code: error.code, params: error.params } })
    }
    context.onProgress(outcomes.length, null)
  }
  return outcomes
}

async function makeWindow(deps: PublishDeps, operation: Operation, signal: AbortSignal): Promise<void> {
  const { startsAt, endsAt, index } = WindowParams.parse(operation.params)
  const facts = await publicationOf(deps, operation.planId)
  const key = windowKeyOf(operation.planId, index)
  if ((await deps.deliveries.findByKey(key))?.state === 'verified') return
  const playoutShowId = await ensureShow(deps, facts, { startsAt, signal })
  const { connectionId } = facts.data
  const window = { playoutShowId, startsAt, endsAt }
  await bringAbout(deps, facts, {
    signal,
    key,
    kind: MAKE_WINDOW,
    label: facts.log.airDate,
    params: { connectionId, ...window, filledMs: endsAt - startsAt, mark: `Patchbay ${key}` },
    meant: windowFields(window),
  })
}

/** Windows of logs belong to a show of their own, one for each station. */
async function ensureShow(
  deps: PublishDeps,
  facts: PublicationFacts,
  { startsAt, signal }: { startsAt: number; signal: AbortSignal },
): Promise<number> {
  const { stationId, connectionId } = facts.data
  for (let version = 1; ; version++) {
    const key = `radio:log:station:${stationId}:connection:${connectionId}:show:${version}`
    const made = await deps.deliveries.findByKey(key)
    if (made?.state === 'undone' || (made?.state === 'verified' && (await isShowGone(deps, made, signal)))) continue
    const title = `${facts.stationName}, log`
    const show = await bringAbout(deps, facts, {
      signal,
      key,
      kind: MAKE_SHOW,
      label: title,
      params: { connectionId, title, mark: `Patchbay ${key}` },
      meant: { title },
    })
    const playoutShowId = Number(show.remoteRef)
    const { local } = clockAt(startsAt, facts.log.timeZone)
    const clock = { airDate: local.slice(0, 10), startsAtClock: local.slice(11, 16), timeZone: facts.log.timeZone }
    const params = { connectionId, playoutShowId, ...clock, durationMs: RULE_MS }
    // One that was made before keeps the date of its time.
    const rule = await deps.deliveries.findByKey(`${key}:rule`)
    if (rule?.state !== 'verified')
      await bringAbout(deps, facts, {
        signal,
        key: `${key}:rule`,
        kind: MAKE_RULE,
        label: title,
        params: rule?.params ?? params,
        meant: { show: String(playoutShowId) },
      })
    return playoutShowId
  }
}

const RULE_MS = 3_600_000

/** Somebody may have removed it there since. */
async function isShowGone(deps: PublishDeps, made: Delivery, signal: AbortSignal): Promise<boolean> {
  const shows = await (await deps.outside.programme(made.connectionId ?? 0)).listShows(signal)
  return !shows.some(({ playoutShowId }) => String(playoutShowId) === made.remoteRef)
}

type Effect = Pick<NewDelivery, 'key' | 'kind' | 'label' | 'params' | 'meant'> & { signal: AbortSignal }

/** Once: what its key stands for already is gone on with. @throws UnavailableError while it is not shown */
async function bringAbout(
  deps: PublishDeps,
  { data, log, plan, stationName }: PublicationFacts,
  { signal, ...effect }: Effect,
): Promise<Delivery> {
  const { connectionId } = data
  const { delivery } = await deps.db.tx((tx) =>
    deps.deliveries.plan(tx, {
      ...effect,
      connectionId,
      target: `connection:${connectionId}`,
      place: stationName,
      subject: `log:${log.logId}`,
      runId: plan.runId,
      actor: plan.appliedBy ?? plan.madeBy,
    }),
  )
  const carried = await deps.deliveries.carryOut(delivery.deliveryId, { signal })
  if (carried.is === 'verified' || carried.is === 'sent') return carried.delivery
  const { deliveryId, label, place } = carried.delivery
  throw new UnavailableError('deliveries/not-shown-yet', {
    params: { deliveryId, label, place },
    retryAfterMs: carried.retryAfterMs,
  })
}
