import type { Deliveries } from '../../../deliveries/index.ts'

/** What was refused is no hindrance when it is asked for again: the first of a key's successors that was not. */
export async function freeKey(deliveries: Pick<Deliveries, 'findByKey'>, key: string): Promise<string> {
  for (let turn = 1; ; turn++) {
    const next = turn === 1 ? key : `${key}:${turn}`
    if ((await deliveries.findByKey(next))?.state !== 'rejected') return next
  }
}
