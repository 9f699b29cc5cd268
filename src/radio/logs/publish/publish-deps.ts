import { z } from 'zod'
import type { Audit } from '../../../access/index.ts'
import type { Attention } from '../../../attention/index.ts'
import type { Db, Tx } from '../../../db/db.ts'
import type { Deliveries, Delivery } from '../../../deliveries/index.ts'
import type { Jobs } from '../../../jobs/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { NotFoundError } from '../../../kernel/errors.ts'
import type { EventLog } from '../../../live/event-log.ts'
import type { Operation, Plan, Plans } from '../../../plans/index.ts'
import type { Outside } from '../../planner/index.ts'
import { getStation } from '../../stations/index.ts'
import type { Log } from '../model.ts'
import { findLog } from '../store.ts'

export interface PublishDeps {
  db: Db
  clock: Clock
  jobs: Jobs
  events: EventLog
  attention: Attention
  audit: Audit
  deliveries: Deliveries
  plans: Plans
  outside: Pick<Outside, 'programme' | 'schedule'>
  /** In the transaction in which a publication has ended. */
  onEnded?(tx: Tx, stationId: number): Promise<void>
}

/** What a plan says of itself. */
const PlanData = z.object({
  stationId: z.number().int(),
  connectionId: z.number().int(),
  logId: z.number().int(),
  scope: z.object({ from: z.number().int(), to: z.number().int(), isWholeDay: z.boolean() }),
  firstStartsAt: z.number().int(),
  fingerprint: z.string(),
  /** Rows of others that are taken over. */
  takeCount: z.number().int().default(0),
})
export type PlanData = z.output<typeof PlanData>

export const dataOf = (plan: Pick<Plan, 'data'>): PlanData => PlanData.parse(plan.data)

export interface PublicationFacts {
  plan: Plan
  data: PlanData
  log: Log
  stationName: string
}

export async function publicationOf({ db, plans }: Pick<PublishDeps, 'db' | 'plans'>, planId: number) {
  const plan = await plans.find(db.read, planId)
  if (plan === undefined) throw new NotFoundError('plans/no-such-plan', { params: { planId } })
  const data = dataOf(plan)
  const log = await findLog(db.read, data.logId)
  if (log === undefined) throw new NotFoundError('radio/no-such-log', { params: { logId: data.logId } })
  const { name } = await getStation(db.read, data.stationId)
  return { plan, data, log, stationName: name } satisfies PublicationFacts
}

/** Keys of deliveries: they name an effect for good. */
export const keyOf = ({ operationId }: Pick<Operation, 'operationId'>): string => `radio:log:operation:${operationId}`
const backKeyOf = (operation: Pick<Operation, 'operationId'>, turn: number): string =>
  `${keyOf(operation)}:back:${turn}`
export const windowKeyOf = (planId: number, index: number): string => `radio:log:plan:${planId}:window:${index}`

/**
 * What brings a removed row back: the newest, and the key of one more. One that the playout refused is no hindrance when
 * it is asked for again.
 */
export async function findBack(
  { deliveries }: Pick<PublishDeps, 'deliveries'>,
  operation: Pick<Operation, 'operationId'>,
): Promise<{ delivery: Delivery | undefined; nextKey: string }> {
  let delivery: Delivery | undefined
  for (let turn = 1; ; turn++) {
    const nextKey = backKeyOf(operation, turn)
    const found = await deliveries.findByKey(nextKey)
    if (found === undefined) return { delivery, nextKey }
    delivery = found
  }
}
