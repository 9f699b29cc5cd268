import type { Tx } from '../../db/db.ts'
import { settledOrSleep } from '../../deliveries/index.ts'
import type { JobHandler, SettledJob } from '../../jobs/index.ts'
import { ConflictError } from '../../kernel/errors.ts'
import { switchOff } from '../channels.ts'
import type { AlertsDeps } from '../deps.ts'
import { SendAlert } from '../jobs.ts'
import { subjectOf } from '../model.ts'
import { findChannel } from '../store.ts'
import { refusedCause } from './causes.ts'

/**
 * Carries one message out. What waits for a channel that was switched off is given up: a receiver that is gone is not
 * asked again and again. A test is sent all the same.
 */
export function sendMessage(deps: AlertsDeps): JobHandler<typeof SendAlert> {
  return async ({ channelId, deliveryId, isTest }, job) => {
    const channel = await findChannel(deps.db.read, channelId)
    const delivery = await deps.deliveries.find(deliveryId)
    const isOff = channel === undefined || (!channel.isEnabled && !isTest)
    if (isOff && delivery?.state === 'planned') {
      await deps.deliveries.byHand.undo(deliveryId, { actor: 'system', signal: job.signal })
      throw new ConflictError('alerts/channel-off', { params: { channelId } })
    }
    return settledOrSleep(await deps.deliveries.carryOut(deliveryId, { signal: job.signal }), job)
  }
}

/** A receiver that is gone switches its channel off; any other refusal is one card, until a message arrives again. */
export const afterSending =
  (deps: AlertsDeps) =>
  async (tx: Tx, { payload: { channelId }, state, reason }: SettledJob<typeof SendAlert>): Promise<void> => {
    const { attention } = deps
    if (state === 'completed') return attention.resolve(tx, refusedCause(channelId))
    const channel = await findChannel(tx, channelId)
    if (channel === undefined || state === 'cancelled' || reason === null) return
    if (reason.code === 'messages/gone')
      return switchOff(deps, tx, { channel, reason: { code: reason.code, params: reason.params ?? {} } })
    if (reason.code === 'alerts/channel-off') return
    const params = { ...reason.params, errorCode: reason.code }
    await attention.raise(tx, {
      cause: refusedCause(channelId),
      code: 'alerts.refused',
      params,
      severity: 'warn',
      subject: subjectOf(channelId),
      actions: [{ code: 'open-alerts', open: '/alerts/sent' }],
    })
  }
