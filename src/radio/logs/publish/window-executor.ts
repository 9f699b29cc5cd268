import { z } from 'zod'
import type { CarriedTogether, Delivery, NewDelivery, TogetherStep } from '../../../deliveries/index.ts'
import { UnavailableError } from '../../../kernel/errors.ts'
import { clockAt } from '../../../kernel/time.ts'
import type { Operation, OperationExecutor, Outcome } from '../../../plans/index.ts'
import { freeKey, MAKE_RULE, MAKE_SHOW, MAKE_WINDOW, windowFields } from '../../planner/index.ts'
import { type PublicationFacts, type PublishDeps, publicationOf, windowKeyOf } from './publish-deps.ts'
import { WINDOW } from './publish-kinds.ts'
import { clearAway } from './clear-away.ts'
import { listOwnRows } from './rows-store.ts'

export const WindowParams = z.object({
  startsAt: z.number().int(),
  endsAt: z.number().int(),
  index: z.number().int(),
})

/** Windows for stretches of a log that lie in none: each is made once, found again by its mark, and read back. */
export function windowExecutor(deps: PublishDeps, check: OperationExecutor['check']): OperationExecutor {
  return {
    kind: WINDOW,
    check,
    prepare: async (_tx, operations) =>
      operations.map(({ planId, params }) => ({ key: windowKeyOf(planId, WindowParams.parse(params).index) })),
    async apply(operations, { signal }) {
      const [first] = operations
      if (first === undefined) return []
      const facts = await publicationOf(deps, first.planId)
      await planWindows(deps, facts, { operations, signal })
      return carry(deps, facts, { operations, act: 'send', signal })
    },
    async undo(operations, { signal }) {
      const [first] = operations
      if (first === undefined) return []
      const facts = await publicationOf(deps, first.planId)
      const stay = await findInUse(deps, facts, operations)
      const rest = operations.filter(({ operationId }) => !stay.some((one) => one.operationId === operationId))
      return [...stay, ...(await carry(deps, facts, { operations: rest, act: 'take-back', signal }))]
    },
    async lookUp(_reader, operations, direction) {
      const outcomes = await outcomesOf(deps, { operations, act: direction === 'apply' ? 'send' : 'take-back' })
      return outcomes.filter(({ state }) => state === 'done' || state === 'undone')
    },
  }
}

const keyOf = ({ planId, params }: Operation): string => windowKeyOf(planId, WindowParams.parse(params).index)

/** What must be read back, before anything leaves; the show is made first. */
async function planWindows(
  deps: PublishDeps,
  facts: PublicationFacts,
  { operations, signal }: { operations: readonly Operation[]; signal: AbortSignal },
): Promise<void> {
  const missing: Operation[] = []
  for (const operation of operations)
    if ((await deps.deliveries.findByKey(keyOf(operation))) === undefined) missing.push(operation)
  const [first] = missing
  if (first === undefined) return
  const playoutShowId = await ensureShow(deps, facts, { startsAt: WindowParams.parse(first.params).startsAt, signal })
  const { connectionId } = facts.data
  await deps.db.tx(async (tx) => {
    for (const operation of missing) {
      const { startsAt, endsAt } = WindowParams.parse(operation.params)
      const window = { playoutShowId, startsAt, endsAt }
      const key = keyOf(operation)
      await deps.deliveries.plan(
        tx,
        deliveryOf(facts, {
          key,
          kind: MAKE_WINDOW,
          label: facts.log.airDate,
          params: { connectionId, ...window, filledMs: endsAt - startsAt, mark: `Patchbay ${key}` },
          meant: windowFields(window),
        }),
      )
    }
  })
}

/** A window whose rows have begun, or belong to a later publication, stays with them. */
async function findInUse(
  deps: PublishDeps,
  { data }: PublicationFacts,
  operations: readonly Operation[],
): Promise<Outcome[]> {
  const found: Outcome[] = []
  for (const operation of operations) {
    const { startsAt, endsAt } = WindowParams.parse(operation.params)
    const windowId = Number((await deps.deliveries.findByKey(keyOf(operation)))?.remoteRef)
    const rows = await listOwnRows(deps.db.read, data.connectionId, { from: startsAt, to: endsAt })
    const count = rows.filter((row) => row.windowId === windowId).length
    const error = { code: 'radio/window-not-empty', params: { windowId, count } }
    if (count > 0) found.push({ operationId: operation.operationId, state: 'skipped', error })
  }
  return found
}

interface Carrying {
  operations: readonly Operation[]
  act: 'send' | 'take-back'
  signal: AbortSignal
}

async function carry(
  deps: PublishDeps,
  { plan }: PublicationFacts,
  { operations, act, signal }: Carrying,
): Promise<Outcome[]> {
  const steps: TogetherStep[] = []
  for (const operation of operations) {
    const delivery = await deps.deliveries.findByKey(keyOf(operation))
    if (delivery !== undefined) steps.push({ deliveryId: Number(delivery.deliveryId), act })
  }
  const call = { actor: plan.appliedBy ?? plan.madeBy, signal }
  const { failure } = await deps.deliveries.carryOutTogether(steps, call)
  if (failure !== null && act === 'send') await clearAway(deps, failure.deliveryId, call)
  return outcomesOf(deps, { operations, act, failure })
}

async function outcomesOf(
  deps: PublishDeps,
  { operations, act, failure = null }: Pick<Carrying, 'operations' | 'act'> & { failure?: CarriedTogether['failure'] },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const operation of operations) {
    const { operationId } = operation
    const delivery = await deps.deliveries.findByKey(keyOf(operation))
    const end = act === 'send' ? 'verified' : 'undone'
    if (delivery?.state === end) outcomes.push({ operationId, state: act === 'send' ? 'done' : 'undone' })
    else if (failure !== null && Number(delivery?.deliveryId) === failure.deliveryId) {
      const { code, params } = failure.error
      outcomes.push({ operationId, state: 'failed', error: { code, params } })
    } else outcomes.push({ operationId, state: 'skipped', error: { code: 'radio/publish-stopped', params: {} } })
  }
  return outcomes
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
    // One that the playout refused is no hindrance when it is asked for again.
    if (made?.state === 'undone' || made?.state === 'rejected') continue
    if (made?.state === 'verified' && (await isShowGone(deps, made, signal))) continue
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
    const ruleKey = await freeKey(deps.deliveries, `${key}:rule`)
    // One that was made before keeps the date of its time.
    const rule = await deps.deliveries.findByKey(ruleKey)
    if (rule?.state !== 'verified')
      await bringAbout(deps, facts, {
        signal,
        key: ruleKey,
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

type Effect = Pick<NewDelivery, 'key' | 'kind' | 'label' | 'params' | 'meant'>

const deliveryOf = ({ data, log, plan, stationName }: PublicationFacts, effect: Effect): NewDelivery => ({
  ...effect,
  connectionId: data.connectionId,
  target: `connection:${data.connectionId}`,
  place: stationName,
  subject: `log:${log.logId}`,
  runId: plan.runId,
  actor: plan.appliedBy ?? plan.madeBy,
})

/** Once: what its key stands for already is gone on with. @throws UnavailableError while it is not shown */
async function bringAbout(
  deps: PublishDeps,
  facts: PublicationFacts,
  { signal, ...effect }: Effect & { signal: AbortSignal },
): Promise<Delivery> {
  const { delivery } = await deps.db.tx((tx) => deps.deliveries.plan(tx, deliveryOf(facts, effect)))
  const carried = await deps.deliveries.carryOut(delivery.deliveryId, { signal })
  if (carried.is === 'verified' || carried.is === 'sent') return carried.delivery
  const { deliveryId, label, place } = carried.delivery
  throw new UnavailableError('deliveries/not-shown-yet', {
    params: { deliveryId, label, place },
    retryAfterMs: carried.retryAfterMs,
  })
}
