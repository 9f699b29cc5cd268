import type { CarriedTogether, Delivery, TogetherStep } from '../../../deliveries/index.ts'
import type { Direction, ExecutionContext, Outcome, Plan } from '../../../plans/index.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import { clearAway, lastMomentToSend } from './clear-away.ts'
import type { PublishDeps } from './publish-deps.ts'

export type Step = TogetherStep & { operationId: number }

/** What was in time when it was planned has some seconds to be carried out; what has begun is never touched. Epoch ms. */
export const lastMoment = (startsAt: number, direction: Direction): number =>
  direction === 'apply' ? lastMomentToSend(startsAt) : startsAt - 1

export const inTime = (row: { title: string; startsAt: number }, direction: Direction): TogetherStep['until'] => ({
  at: lastMoment(row.startsAt, direction) + 1,
  error: new ConflictError('radio/begins-too-soon', { params: { title: row.title } }),
})

interface Carrying {
  plan: Plan
  steps: readonly Step[]
  direction: Direction
  context: ExecutionContext
}

/**
 * Steps of a publication, as one: looked at together, sent in order, read back together. The first that is refused ends
 * it; of one that failed before, nothing more is begun.
 */
export async function carrySteps(deps: PublishDeps, { plan, steps, direction, context }: Carrying): Promise<Outcome[]> {
  if (direction === 'apply' && (await hasFailed(deps, plan))) return outcomesOf(deps, { steps, direction })
  const call = { actor: plan.appliedBy ?? plan.madeBy, signal: context.signal }
  const { failure } = await deps.deliveries.carryOutTogether(steps, {
    ...call,
    onStep: (done) => context.onProgress(done, null),
  })
  if (failure !== null) await clearAway(deps, failure.deliveryId, call)
  return outcomesOf(deps, { steps, direction, failure })
}

/** Operations are gone through in parts: one that was refused in an earlier part ends the whole. */
async function hasFailed({ plans, db }: PublishDeps, { planId }: Plan): Promise<boolean> {
  return (await plans.operationsOf(db.read, planId, { withError: true })).some(({ state }) => state === 'failed')
}

interface Ended {
  steps: readonly Step[]
  direction: Direction
  failure?: CarriedTogether['failure']
}

/** What the ledger says of each. */
export async function outcomesOf(
  deps: Pick<PublishDeps, 'deliveries'>,
  { steps, direction, failure = null }: Ended,
): Promise<Outcome[]> {
  const found = await deps.deliveries.list(steps.map(({ deliveryId }) => deliveryId))
  const byId = new Map(found.map((delivery): [number, Delivery] => [Number(delivery.deliveryId), delivery]))
  return steps.map(({ operationId, deliveryId, act }): Outcome => {
    const state = byId.get(deliveryId)?.state
    if (act === 'send' ? state === 'verified' : state === 'undone')
      return { operationId, state: direction === 'apply' ? 'done' : 'undone' }
    if (failure?.deliveryId === deliveryId) {
      const { code, params } = failure.error
      return { operationId, state: 'failed', error: { code, params } }
    }
    return { operationId, state: 'skipped', error: { code: 'radio/publish-stopped', params: {} } }
  })
}

export const isEnded = ({ state }: Outcome): boolean => state === 'done' || state === 'undone'
