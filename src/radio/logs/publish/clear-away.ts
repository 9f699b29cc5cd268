import { z } from 'zod'
import type { Delivery, TogetherStep } from '../../../deliveries/index.ts'
import { ConflictError } from '../../../kernel/errors.ts'
import { LOCK_MS, MAKE_ROW, RESTORE_ROW } from '../../planner/index.ts'
import type { PublishDeps } from './publish-deps.ts'

/**
 * One that the playout took and shows otherwise, or not at all, is not left there: no operation that is undone knows of
 * it. A row that has begun by now, or is about to, stays: it is on air, or in the hands of what plays it.
 */
export async function clearAway(
  { deliveries }: PublishDeps,
  deliveryId: number,
  call: { actor: string; signal: AbortSignal },
): Promise<void> {
  const [failed] = await deliveries.list([deliveryId])
  if (failed === undefined || failed.remoteRef === null) return
  if (failed.state !== 'sent' && failed.state !== 'uncertain') return
  const until = untilOf(failed)
  const { failure } = await deliveries.carryOutTogether([{ deliveryId, act: 'take-back', ...until }], call)
  if (failure !== null && failure.error !== until?.until?.error) throw failure.error
}

const MadeRow = z.object({ startsAt: z.number() })
const RestoredRow = z.object({ content: MadeRow })

/** Of rows; where the playout shows another start than was meant, the earlier one counts. Windows are taken back empty only. */
function untilOf({ kind, params, label, proof }: Delivery): Pick<TogetherStep, 'until'> | undefined {
  if (kind !== MAKE_ROW && kind !== RESTORE_ROW) return undefined
  const { startsAt } = kind === MAKE_ROW ? MadeRow.parse(params) : RestoredRow.parse(params).content
  const shown = Date.parse(proof?.find(({ field }) => field === 'starts')?.found ?? '')
  const first = Number.isNaN(shown) ? startsAt : Math.min(startsAt, shown)
  return { until: tooSoon({ title: label, startsAt: first }) }
}

/** What was in time when it was planned has some seconds to be carried out. Epoch ms. */
export const lastMomentToSend = (startsAt: number): number => startsAt - LOCK_MS / 2

const tooSoon = ({ title, startsAt }: { title: string; startsAt: number }): NonNullable<TogetherStep['until']> => ({
  at: lastMomentToSend(startsAt) + 1,
  error: new ConflictError('radio/begins-too-soon', { params: { title } }),
})
