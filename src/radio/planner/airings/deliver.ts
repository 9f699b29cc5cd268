import type { Delivery, NewDelivery } from '../../../deliveries/index.ts'
import {
  ConflictError,
  InvalidInputError,
  NotFoundError,
  RejectedError,
  UnavailableError,
} from '../../../kernel/errors.ts'
import { type CmsRef, connectionIn, connectionRef } from '../../programme/index.ts'
import type { Doer, PlannerDeps } from '../deps.ts'

/** At a playout, or in a CMS. */
export type Effect = Omit<NewDelivery, 'connectionId' | 'target' | 'actor' | 'runId' | 'jobId' | 'key'> &
  ({ connectionId: number } | { cms: CmsRef })

/**
 * Brings an effect about, once: what the key stands for already is gone on with, whatever its details were.
 * @param make asked only when the key stands for nothing yet
 * @returns the delivery, read back and as it was meant
 * @throws UnavailableError while the other side does not show it
 */
export async function deliver(
  deps: PlannerDeps,
  { key, make, by }: { key: string; make: () => Promise<Effect>; by: Doer },
): Promise<Delivery> {
  const delivery = (await deps.deliveries.findByKey(key)) ?? (await planEffect(deps, { key, effect: await make(), by }))
  return carry(deps, delivery.deliveryId, by)
}

async function planEffect(deps: PlannerDeps, { key, effect, by }: { key: string; effect: Effect; by: Doer }) {
  const { actor, runId = null, jobId = null } = by
  const target = 'cms' in effect ? effect.cms : connectionRef(effect.connectionId)
  const { kind, place, label, subject, params, meant } = effect
  const what = { kind, place, label, subject, params, meant }
  const planned = { ...what, key, actor, runId, jobId, connectionId: connectionIn(target), target }
  return deps.db.tx(async (tx) => (await deps.deliveries.plan(tx, planned)).delivery)
}

export async function carry(deps: PlannerDeps, deliveryId: number, { signal }: Doer): Promise<Delivery> {
  const carried = await deps.deliveries.carryOut(deliveryId, { signal })
  if (carried.is === 'verified' || carried.is === 'sent') return carried.delivery
  const { label, place, reason } = carried.delivery
  throw new UnavailableError('radio/not-sure-yet', {
    params: { deliveryId, label, place, ...(reason === null ? {} : { errorCode: reason.code }) },
    retryAfterMs: carried.retryAfterMs,
  })
}

const MOST_STEPS = 4

/**
 * Takes back at the other side what Patchbay made there, or gives up what was never sent. Repeating it is harmless.
 * @throws ConflictError `radio/row-not-ours`; what the other side threw: then nothing is known to be gone
 */
export async function takeBack(deps: PlannerDeps, deliveryId: number, by: Doer): Promise<void> {
  const { deliveries } = deps
  const call = { actor: by.actor, signal: by.signal }
  for (let step = 0; step < MOST_STEPS; step++) {
    const delivery = await deliveries.find(deliveryId)
    if (delivery === undefined || delivery.state === 'undone') return
    const { state, remoteRef, label, place } = delivery
    const isUnclear = state === 'sending' || (state === 'uncertain' && remoteRef === null)
    if (!isUnclear) return undo(deps, delivery, by)
    await deliveries.byHand.look(deliveryId, call)
    const after = await deliveries.find(deliveryId)
    if (after?.state === state && after.remoteRef === remoteRef)
      throw new UnavailableError('radio/not-sure-yet', { params: { deliveryId, label, place } })
  }
}

async function undo(deps: PlannerDeps, { deliveryId, label, place }: Delivery, by: Doer): Promise<void> {
  try {
    await deps.deliveries.byHand.undo(deliveryId, { actor: by.actor, signal: by.signal })
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'deliveries/not-now') throw error
    throw new ConflictError('radio/row-not-ours', { params: { deliveryId, label, place }, cause: error })
  }
}

/** Whether the other side said no for good, so that trying the same again is of no use. */
export const isFinal = (error: unknown): boolean =>
  error instanceof RejectedError ||
  error instanceof NotFoundError ||
  error instanceof InvalidInputError ||
  (error instanceof ConflictError && !PASSING.has(error.code))

/** Something else of ours was at work on it at the same moment. */
const PASSING = new Set(['deliveries/changed-meanwhile', 'deliveries/under-way', 'jobs/lost-lease'])
