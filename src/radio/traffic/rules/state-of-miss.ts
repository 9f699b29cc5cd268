import type { Order, Spot } from '../model.ts'
import { isApproved, lastDayToMakeGood } from './owed.ts'

/**
 * What becomes of a miss. `asked`: a person has to decide. `owed`: a day to come makes it good. `planned`: a day's log
 * has the play that does. `made`: that was on air, or was missed in its turn and is owed itself. `late`: no day is left.
 */
export type MissState = 'asked' | 'owed' | 'planned' | 'made' | 'waived' | 'late'

export function stateOfMiss(
  miss: Spot,
  { order, makeGood, today }: { order: Order; makeGood: Spot | undefined; today: string },
): MissState {
  if (makeGood !== undefined) return makeGood.state === 'planned' || makeGood.state === 'placed' ? 'planned' : 'made'
  if (miss.decision === 'waived') return 'waived'
  if (lastDayToMakeGood(order) < today || order.state === 'ended') return 'late'
  return isApproved(order, miss) ? 'owed' : 'asked'
}
