import { lockInTx } from '../../db/lock-in-tx.ts'
import type { JobHandler } from '../../jobs/index.ts'
import type { AlertsDeps } from '../deps.ts'
import { FlushChannel } from '../jobs.ts'
import { isQuiet } from '../quiet.ts'
import { findChannel } from '../store.ts'
import { openChannels } from './open-channels.ts'
import { planMessages } from './plan-message.ts'
import { quietHoursOf } from './place-pending.ts'
import { deleteWaiting, listWaiting, type Waiting } from './store.ts'

/** More in one transaction would hold up others; what is left follows at once. */
const MOST = 200

/** The rows go in the transaction that plans their messages, so that nothing is told twice and nothing is lost. */
export function flushChannel(deps: AlertsDeps): JobHandler<typeof FlushChannel> {
  return async ({ channelId }, job) => {
    const channel = await findChannel(deps.db.read, channelId)
    if (channel === undefined) return
    const opened = (await openChannels(deps, [channel])).get(channelId)
    if (opened === undefined) return
    await job.commit(async (tx) => {
      await lockInTx(tx, `alerts:${channelId}`)
      const waiting = await listWaiting(tx, channelId, MOST)
      const due = dueNow(deps, waiting)
      for (const { mode, pending } of groupsOf(due))
        await planMessages(tx, deps, { opened, pending, mode, actor: 'system' })
      await deleteWaiting(
        tx,
        due.map(({ waitingId }) => waitingId),
      )
      const next = waiting.find((one) => !due.includes(one))
      const mark = next?.dueAt ?? (waiting.length === MOST ? (waiting.at(-1)?.waitingId ?? 0) : undefined)
      if (mark !== undefined)
        await deps.jobs.enqueue(tx, FlushChannel, { channelId, mark }, { actor: 'system', runAt: next?.dueAt ?? 0 })
    })
  }
}

function dueNow(deps: AlertsDeps, waiting: readonly Waiting[]): Waiting[] {
  const now = deps.clock.now()
  const { digest_count: most } = deps.settings()
  const isFull = waiting.filter(({ mode }) => mode === 'digest').length >= most && !isQuiet(now, quietHoursOf(deps))
  return waiting.filter(({ mode, dueAt }) => dueAt <= now || (isFull && mode === 'digest'))
}

/** A digest tells of all kinds together; what only waited for a burst or the night has a message for each. */
function groupsOf(due: readonly Waiting[]): { mode: 'now' | 'digest'; pending: Waiting[] }[] {
  const digest = due.filter(({ mode }) => mode === 'digest')
  const now = due.filter(({ mode }) => mode === 'now')
  const byKind = [...Map.groupBy(now, ({ kind }) => kind).values()]
  return [
    ...byKind.map((pending) => ({ mode: 'now' as const, pending })),
    ...(digest.length === 0 ? [] : [{ mode: 'digest' as const, pending: digest }]),
  ]
}
