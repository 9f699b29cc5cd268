import type { Tx } from '../db/db.ts'
import type { JobContext, PayloadOf, SettledJob } from '../jobs/index.ts'
import type { Carried } from './carry-out.ts'
import type { Deliveries } from './deliveries.ts'
import type { AskAboutUncertain, CarryOutDelivery } from './jobs.ts'
import { ASK_AFTER_MS } from './model.ts'
import { type LedgerDeps, recordIn } from './record.ts'
import { findDelivery, findNewestUncertain } from './store.ts'
import { tellAttention } from './tell-attention.ts'

/**
 * Carries one delivery out. Running it again is harmless: each run looks first, and goes on from what is there. While the
 * other side is only slow, or a person has to decide, it sleeps and uses up no attempt.
 */
export const carryOutJob =
  (deliveries: Deliveries) =>
  async ({ deliveryId }: PayloadOf<typeof CarryOutDelivery>, job: JobContext): Promise<{ state: string }> => {
    const onProgress = (current: number, total: number | null): void => job.progress({ current, total, unit: 'bytes' })
    return settledOrSleep(await deliveries.carryOut(deliveryId, { signal: job.signal, onProgress }), job)
  }

/** For handlers that carry a delivery out themselves: the job sleeps until it is worth while to look again. */
export function settledOrSleep(carried: Carried, job: Pick<JobContext, 'snooze'>): { state: string } {
  const { deliveryId, place, label, state, reason } = carried.delivery
  if (carried.is === 'pending')
    return job.snooze(carried.retryAfterMs, { code: 'deliveries/not-shown-yet', params: { deliveryId, place, label } })
  if (carried.is === 'asks') {
    const why = reason ?? { code: 'deliveries/no-answer', params: {} }
    return job.snooze(carried.retryAfterMs, { code: why.code, params: { deliveryId, place, label, ...why.params } })
  }
  return { state }
}

/** A job that ended while a request may have been on its way leaves nobody to say what came of it. */
export const afterCarryOut =
  (deps: LedgerDeps) =>
  async (tx: Tx, { payload, state }: SettledJob<typeof CarryOutDelivery>): Promise<void> => {
    const delivery = await findDelivery(tx, payload.deliveryId)
    if (state === 'completed' || delivery?.state !== 'sending') return
    const reason = { code: 'deliveries/interrupted', params: { place: delivery.place } }
    const step = { what: 'interrupted' as const, reason: null }
    await recordIn(deps, tx, { before: delivery, change: { to: 'uncertain', reason, step } })
  }

/** Raises the card when the time has come. Repeating it is harmless. */
export const askAboutUncertain =
  (deps: LedgerDeps) =>
  async ({ target }: PayloadOf<typeof AskAboutUncertain>, job: JobContext): Promise<void> => {
    const newest = await job.commit(async (tx) => {
      await tellAttention(
        { tx, attention: deps.attention, now: deps.clock.now(), toldByRooms: deps.registry.toldByRooms() },
        target,
      )
      return findNewestUncertain(tx, target)
    })
    const dueInMs = (newest ?? 0) + ASK_AFTER_MS - deps.clock.now()
    if (dueInMs > 0) job.snooze(dueInMs, { code: 'deliveries/looks-alone', params: {} })
  }
