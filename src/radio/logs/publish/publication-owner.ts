import type { Tx } from '../../../db/db.ts'
import type { Delivery } from '../../../deliveries/index.ts'
import { ConflictError, InvariantError, NotAllowedError } from '../../../kernel/errors.ts'
import { systemActor } from '../../../kernel/routes.ts'
import type { Operation, Outcome, Plan, PlanOwner } from '../../../plans/index.ts'
import { askForReload } from '../../planner/index.ts'
import { findLog } from '../store.ts'
import type { Reason } from './model.ts'
import { dataOf, findBack, keyOf, type PublishDeps, windowKeyOf } from './publish-deps.ts'
import { PUBLISH_LOG, ROW, TAKE, TAKE_OVER_SCOPE, WINDOW } from './publish-kinds.ts'
import { RowParams, TakeParams } from './row-params.ts'
import { refuseIfAllStays, stayedOf } from './undo-in-time.ts'
import {
  addOwnRow,
  addOwnWindow,
  endOwnRow,
  endOwnWindow,
  findPublicationOfPlan,
  findUnderWay,
  movePublication,
  type Publication,
} from './store.ts'
import { WindowParams } from './window-executor.ts'

/** The card of a log that stands at the playout neither as it was nor as it shall be. */
export const MIXED = 'radio.log.mixed'
/** The card of a log that the playout refused; what was there before stands. */
export const REFUSED = 'radio.log.not-published'

const causeOf = (code: string, logId: number): string => `${code}:${logId}`

/**
 * What becomes of a publication: verified when every row was read back; else it is undone at once, so that the playout has
 * the old log or the new one, and the ledger says which.
 */
export function publicationOwner(deps: PublishDeps): PlanOwner {
  const { plans, attention, clock } = deps
  const move = async (tx: Tx, plan: Plan, change: Parameters<typeof movePublication>[2]): Promise<Publication> => {
    const publication = await need(tx, plan)
    await movePublication(tx, publication.publicationId, change)
    return publication
  }
  return {
    kind: PUBLISH_LOG,
    scopeOf: (plan) => (dataOf(plan).takeCount > 0 ? TAKE_OVER_SCOPE : 'jobs:write'),
    async beforeApply(tx, plan) {
      const { connectionId, takeCount } = dataOf(plan)
      if (takeCount > 0) await noteTakeOver(deps, tx, plan)
      const other = await findUnderWay(tx, connectionId)
      if (other !== undefined && other.planId !== plan.planId)
        throw new ConflictError('radio/publishing-now', { params: { publicationId: other.publicationId } })
      await move(tx, plan, { state: 'publishing' })
    },
    async beforeUndo(tx, plan) {
      // One that failed is told what of it stays; who asks for an undo hears it before anything is begun.
      if ((await need(tx, plan)).state !== 'restoring') await refuseIfAllStays(deps, tx, plan)
    },
    async onOutcomes(tx, plan, came) {
      for (const one of came) await keepLedger(deps, tx, { plan, ...one })
    },
    async onDiscarded(tx, plan) {
      await move(tx, plan, { state: 'discarded', settledAt: clock.now() })
    },
    async onSettled(tx, plan, direction) {
      const now = clock.now()
      const outcomes = await plans.operationsOf(tx, plan.planId)
      const did = outcomes.some(({ state }) => state === 'done' || state === 'undone')
      if (direction === 'apply') await afterApply({ ...deps, move }, tx, { plan, did, outcomes })
      else if (plan.state === 'undone') {
        const wasFailed = (await need(tx, plan)).state === 'restoring'
        const { logId } = await move(tx, plan, { state: wasFailed ? 'restored' : 'undone', settledAt: now })
        await attention.resolve(tx, causeOf(MIXED, logId))
      } else await afterPartialUndo({ ...deps, move }, tx, { plan, outcomes })
      const { stationId, connectionId, firstStartsAt } = dataOf(plan)
      if (did) await askForReload(deps, tx, { stationId, connectionId, startsAt: firstStartsAt })
      if (did) await deps.onEnded?.(tx, stationId)
    },
  }
}

/** Who took over what stands in the audit, whatever becomes of it. */
async function noteTakeOver({ audit, plans }: PublishDeps, tx: Tx, plan: Plan): Promise<void> {
  if (plan.appliedBy === systemActor.id) throw new NotAllowedError('radio/take-over-by-nobody')
  const operations = await plans.operationsOf(tx, plan.planId)
  const rows = operations
    .filter(({ kind }) => kind === TAKE)
    .map(({ params }) => {
      const { rowId, title, show, content } = TakeParams.parse(params)
      return { rowId, title, show, startsAt: new Date(content.startsAt).toISOString() }
    })
  await audit.append(tx, {
    actor: plan.appliedBy ?? plan.madeBy,
    action: 'radio.log.rows-taken-over',
    subject: plan.subject,
    details: { planId: plan.planId, rows },
  })
}

interface Trouble {
  code: typeof MIXED | typeof REFUSED
  logId: number
  plan: Plan
  reason: Reason | null
}

async function tell({ attention, db }: PublishDeps, tx: Tx, { code, logId, plan, reason }: Trouble): Promise<void> {
  const log = await findLog(db.read, logId)
  await attention.raise(tx, {
    cause: causeOf(code, logId),
    code,
    params: {
      airDate: log?.airDate ?? '',
      ...reason?.params,
      ...(reason === null ? {} : { errorCode: reason.code }),
    },
    severity: code === MIXED ? 'bad' : 'warn',
    subject: `log:${logId}`,
    actions: [
      { code: 'open-log', open: `/radio/logs?log=${logId}` },
      { code: 'open-plan', open: `/plans/${plan.planId}` },
    ],
  })
}

async function need(tx: Tx, { planId }: Plan): Promise<Publication> {
  const publication = await findPublicationOfPlan(tx, planId)
  if (publication === undefined) throw new ConflictError('radio/no-publication', { params: { planId } })
  return publication
}

interface Applied {
  plan: Plan
  did: boolean
  outcomes: readonly Operation[]
}

type Moving = PublishDeps & {
  move(tx: Tx, plan: Plan, change: Parameters<typeof movePublication>[2]): Promise<Publication>
}

/** What a person undid, and time has left in part, is no trouble; what failed by itself and stays in part is. */
async function afterPartialUndo(
  deps: Moving,
  tx: Tx,
  { plan, outcomes }: Pick<Applied, 'plan' | 'outcomes'>,
): Promise<void> {
  const before = await need(tx, plan)
  const stayed = stayedOf(outcomes)
  const reason = stayed ?? before.reason
  const { logId } = await deps.move(tx, plan, { state: 'mixed', reason, settledAt: deps.clock.now() })
  // Its card says that the old log stands.
  if (stayed !== null) await deps.attention.resolve(tx, causeOf(REFUSED, logId))
  if (stayed !== null && before.state !== 'restoring') await deps.attention.resolve(tx, causeOf(MIXED, logId))
  else await tell(deps, tx, { code: MIXED, logId, plan, reason })
}

async function afterApply(deps: Moving, tx: Tx, { plan, did, outcomes }: Applied): Promise<void> {
  const { attention, clock, plans } = deps
  const now = clock.now()
  if (plan.state === 'applied') {
    const { logId } = await deps.move(tx, plan, { state: 'verified', settledAt: now, reason: null })
    for (const code of [MIXED, REFUSED]) await attention.resolve(tx, causeOf(code, logId))
    return
  }
  if (plan.state === 'stale') {
    await deps.move(tx, plan, { state: 'discarded', settledAt: now })
    return
  }
  const failed = outcomes.find(({ state }) => state === 'failed')
  const reason = failed?.error ?? { code: 'radio/publish-stopped', params: {} }
  const { logId } = await deps.move(tx, plan, { state: did ? 'restoring' : 'restored', reason, settledAt: now })
  await tell(deps, tx, { code: REFUSED, logId, plan, reason })
  if (did) await plans.undo(tx, plan.planId, { actor: 'system' })
}

/** Which rows and windows of logs stand at the playout. */
async function keepLedger(
  deps: PublishDeps,
  tx: Tx,
  { plan, operation, outcome }: { plan: Plan; operation: Operation; outcome: Outcome },
): Promise<void> {
  if (outcome.state !== 'done' && outcome.state !== 'undone') return
  const isDone = outcome.state === 'done'
  if (operation.kind === ROW) await keepRow(deps, tx, { plan, operation, isDone })
  else if (operation.kind === WINDOW) await keepWindow(deps, tx, { plan, operation, isDone })
}

interface Kept {
  plan: Plan
  operation: Operation
  isDone: boolean
}

async function keepRow(deps: PublishDeps, tx: Tx, { plan, operation, isDone }: Kept): Promise<void> {
  const now = deps.clock.now()
  const { act, row } = RowParams.parse(operation.params)
  const sent = act === 'add' ? isDone : !isDone
  const own = (): Promise<Delivery | undefined> =>
    act === 'add'
      ? deps.deliveries.findByKey(keyOf(operation))
      : findBack(deps, operation).then(({ delivery }) => delivery)
  if (!sent) {
    const deliveryId = act === 'remove' ? row.deliveryId : (await own())?.deliveryId
    if (deliveryId !== undefined) await endOwnRow(tx, Number(deliveryId), now)
    return
  }
  const delivery = await own()
  if (delivery === undefined) throw new InvariantError('radio/effect-not-known', { params: { planId: plan.planId } })
  const { stationId, connectionId, logId } = dataOf(plan)
  const { windowId } = delivery.params as { windowId: number }
  const { entryId, trackId, title, startsAt, endsAt, cueInMs, cueOutMs } = row
  const times = { startsAt, endsAt, cueInMs, cueOutMs }
  const ids = { stationId, connectionId, logId, entryId, trackId, windowId }
  const deliveryId = Number(delivery.deliveryId)
  await addOwnRow(tx, { ...ids, title, ...times, deliveryId, rowId: Number(delivery.remoteRef) }, now)
}

async function keepWindow(deps: PublishDeps, tx: Tx, { plan, operation, isDone }: Kept): Promise<void> {
  const { startsAt, endsAt, index } = WindowParams.parse(operation.params)
  const delivery = await deps.deliveries.findByKey(windowKeyOf(plan.planId, index))
  if (delivery === undefined) throw new InvariantError('radio/effect-not-known', { params: { planId: plan.planId } })
  const deliveryId = Number(delivery.deliveryId)
  if (!isDone) return endOwnWindow(tx, deliveryId)
  const { stationId, connectionId } = dataOf(plan)
  await addOwnWindow(tx, {
    stationId,
    connectionId,
    deliveryId,
    windowId: Number(delivery.remoteRef),
    startsAt,
    endsAt,
  })
}
