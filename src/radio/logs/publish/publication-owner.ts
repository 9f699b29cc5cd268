import type { Tx } from '../../../db/db.ts'
import { ConflictError, NotAllowedError } from '../../../kernel/errors.ts'
import { systemActor } from '../../../kernel/routes.ts'
import type { Operation, Plan, PlanOwner } from '../../../plans/index.ts'
import { askForReload } from '../../planner/index.ts'
import { findLog } from '../store.ts'
import type { Reason } from './model.ts'
import { keepLedger } from './keep-ledger.ts'
import { assertAlone, assertMayUndo } from './may-begin.ts'
import { dataOf, type PublishDeps } from './publish-deps.ts'
import { PUBLISH_LOG, TAKE, TAKE_OVER_SCOPE } from './publish-kinds.ts'
import { TakeParams } from './row-params.ts'
import { listStandingTitles } from './rows-store.ts'
import { findPublicationOfPlan, movePublication, type Publication } from './store.ts'
import { isMade, stayedOf } from './undo-in-time.ts'

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
  const { plans, clock } = deps
  const move = async (tx: Tx, plan: Plan, change: Parameters<typeof movePublication>[2]): Promise<Publication> => {
    const publication = await need(tx, plan)
    await movePublication(tx, publication.publicationId, change)
    return publication
  }
  return {
    kind: PUBLISH_LOG,
    scopeOf: (plan) => (dataOf(plan).takeCount > 0 ? TAKE_OVER_SCOPE : 'jobs:write'),
    async beforeApply(tx, plan) {
      if (dataOf(plan).takeCount > 0) await noteTakeOver(deps, tx, plan)
      await assertAlone(tx, await need(tx, plan))
      await move(tx, plan, { state: 'publishing' })
    },
    async beforeUndo(tx, plan) {
      const publication = await need(tx, plan)
      // One that failed is under way already, and told what of it stays; who asks for an undo hears it before anything is begun.
      if (publication.state === 'restoring') return
      await assertAlone(tx, publication)
      await assertMayUndo(deps, tx, { plan, publication })
      await move(tx, plan, { state: 'undoing' })
    },
    async onOutcomes(tx, plan, came) {
      await keepLedger(deps, tx, { plan, came })
    },
    async onDiscarded(tx, plan) {
      await move(tx, plan, { state: 'discarded', settledAt: clock.now() })
    },
    async onSettled(tx, plan, direction) {
      const outcomes = await plans.operationsOf(tx, plan.planId)
      const did = outcomes.some(({ state }) => state === 'done' || state === 'undone')
      if (direction === 'apply') await afterApply({ ...deps, move }, tx, { plan, did, outcomes })
      else await afterUndo({ ...deps, move }, tx, { plan, outcomes })
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
      { code: 'open-plan', open: `/radio/plans/${plan.planId}` },
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

type Undone = Pick<Applied, 'plan' | 'outcomes'>

async function afterUndo(deps: Moving, tx: Tx, { plan, outcomes }: Undone): Promise<void> {
  const before = await need(tx, plan)
  const left = await leftOtherwise(tx, outcomes)
  const isWhole = before.state === 'undoing' && outcomes.every(({ state }) => state === 'done')
  // Nothing of it was undone, whatever stood in the way: it stands as before.
  if (isWhole) await deps.move(tx, plan, { state: 'verified' })
  else if (plan.state !== 'undone') await afterPartialUndo(deps, tx, { plan, outcomes, left })
  else if (left !== null) await standsInPart(deps, tx, { plan, reason: left })
  else {
    const state = before.state === 'restoring' ? 'restored' : 'undone'
    await deps.move(tx, plan, { state, settledAt: deps.clock.now() })
    await deps.attention.resolve(tx, causeOf(MIXED, before.logId))
  }
}

/** Rows that were shown otherwise than they were sent, and had begun before they could be cleared away; null without one. */
async function leftOtherwise(tx: Tx, outcomes: readonly Operation[]): Promise<Reason | null> {
  const failed = outcomes.filter((one) => one.state === 'failed' && isMade(one))
  const titles = await listStandingTitles(
    tx,
    failed.map(({ inverse }) => Number(inverse?.['deliveryId'] ?? 0)),
  )
  const [title] = titles
  return title === undefined ? null : { code: 'radio/left-otherwise', params: { title, count: titles.length } }
}

async function standsInPart(deps: Moving, tx: Tx, { plan, reason }: { plan: Plan; reason: Reason }): Promise<void> {
  const { logId } = await deps.move(tx, plan, { state: 'mixed', reason, settledAt: deps.clock.now() })
  await deps.attention.resolve(tx, causeOf(REFUSED, logId))
  await tell(deps, tx, { code: MIXED, logId, plan, reason })
}

/** What a person undid, and time has left in part, is no trouble; what failed by itself and stays in part is. */
async function afterPartialUndo(
  deps: Moving,
  tx: Tx,
  { plan, outcomes, left }: Undone & { left: Reason | null },
): Promise<void> {
  const before = await need(tx, plan)
  const stayed = stayedOf(outcomes, Number(left?.params['count'] ?? 0))
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
  const left = did ? null : await leftOtherwise(tx, outcomes)
  if (left !== null) return standsInPart(deps, tx, { plan, reason: left })
  const { logId } = await deps.move(tx, plan, { state: did ? 'restoring' : 'restored', reason, settledAt: now })
  await tell(deps, tx, { code: REFUSED, logId, plan, reason })
  if (did) await plans.undo(tx, plan.planId, { actor: 'system' })
}
