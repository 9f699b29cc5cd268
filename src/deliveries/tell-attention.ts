import type { Attention, Card } from '../attention/index.ts'
import type { Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import { ASK_AFTER_MS } from './model.ts'
import { findTrouble, type Trouble, type TroubleSort } from './store.ts'

const SORTS: readonly TroubleSort[] = ['rejected', 'differs', 'choice', 'uncertain']

/** The job of the room that planned it ends with these, so that room may tell them. */
const isEnd = (sort: TroubleSort): boolean => sort === 'rejected' || sort === 'differs'

/** The state of the list that shows them all. */
const STATE_OF = { rejected: 'rejected', differs: 'sent', choice: 'uncertain', uncertain: 'uncertain' } as const

/**
 * One card for each sort of trouble at a target, however many deliveries have it; gone as soon as none has. What is
 * uncertain is looked after alone for a while, unless somebody has to choose.
 */
export async function tellAttention(
  { tx, attention, now, toldByRooms }: { tx: Tx; attention: Attention; now: number; toldByRooms: readonly string[] },
  target: string,
): Promise<void> {
  await lockInTx(tx, `deliveries:${target}`)
  for (const sort of SORTS) {
    const cause = `delivery.${sort}:${target}`
    const since = sort === 'uncertain' ? now - ASK_AFTER_MS : now
    const trouble = await findTrouble(tx, { target, sort, since, except: isEnd(sort) ? toldByRooms : [] })
    if (trouble === undefined) await attention.resolve(tx, cause)
    else await attention.raise(tx, { cause, ...cardOf(sort, trouble) })
  }
}

function cardOf(sort: TroubleSort, { count, first }: Trouble): Omit<Card, 'cause'> {
  const { deliveryId, place, label, reason, target } = first
  const params = { ...reason?.params, count, place, label, ...(reason === null ? {} : { errorCode: reason.code }) }
  const open = `/activity/deliveries/${deliveryId}`
  const all = `/activity/deliveries?state=${STATE_OF[sort]}&target=${encodeURIComponent(target)}`
  const look = {
    code: 'look-at-delivery',
    call: { operationId: 'deliveries.look', params: { deliveryId }, body: {} },
  }
  return {
    code: `delivery.${sort}`,
    params,
    severity: sort === 'rejected' ? 'bad' : 'warn',
    subject: `delivery:${deliveryId}`,
    actions:
      count > 1
        ? [{ code: 'open-deliveries', open: all }]
        : [{ code: 'open-delivery', open }, ...(sort === 'rejected' ? [] : [look])],
  }
}
