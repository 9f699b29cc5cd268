import type { Db, Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { Enqueued, EnqueueOptions } from '../jobs/index.ts'
import { ConflictError } from '../kernel/errors.ts'
import { type ByHand, type ByHandDeps, createByHand, type HandCall } from './by-hand.ts'
import { type Carried, carryOut, type CarryOutDeps } from './carry-out.ts'
import { type CarriedTogether, carryOutTogether, type TogetherCall, type TogetherStep } from './carry-out-together.ts'
import { CarryOutDelivery } from './jobs.ts'
import { type Delivery, type NewDelivery, stableJson } from './model.ts'
import { type Caller, needDelivery } from './record.ts'
import {
  addStep,
  countDeliveries,
  type DeliveryCount,
  findDelivery,
  findDeliveryByKey,
  insertDelivery,
  listDeliveriesById,
} from './store.ts'
import type { EffectRegistry } from './registry.ts'
import { type Turns, turnsOf } from '../kernel/turns.ts'

export interface PlannedDelivery {
  delivery: Delivery
  /** False when it was planned before. */
  isNew: boolean
}

export interface Deliveries {
  /**
   * Writes down what is to be brought about, in the caller's transaction; nothing leaves. Planning the same again gives
   * the delivery that there is, however far it came.
   * @throws ConflictError when the key stands for something else
   */
  plan(tx: Tx, planned: NewDelivery): Promise<PlannedDelivery>
  /** Starts the job that carries it out; for handlers that don't call `carryOut` themselves. */
  start(tx: Tx, delivery: Delivery, options: EnqueueOptions): Promise<Enqueued>
  /**
   * Looks, sends when nothing is there, and reads back. Whatever happens in between, calling it again comes to the same
   * one effect. A second call for the same delivery waits for the first.
   * @throws RejectedError when the other side said no or shows something else; what the look or the request threw else
   */
  carryOut(deliveryId: number, caller: Caller): Promise<Carried>
  /**
   * Many effects in the order given, looked at together before and read back together after, so that n of them cost n
   * requests and a few. Calling it again after a crash comes to the same effects.
   * @throws UnavailableError while the other side does not show one of them; what the looks and requests threw else
   */
  carryOutTogether(steps: readonly TogetherStep[], call: TogetherCall): Promise<CarriedTogether>
  find(deliveryId: number): Promise<Delivery | undefined>
  /** In no order. */
  list(deliveryIds: readonly number[]): Promise<Delivery[]>
  findByKey(key: string): Promise<Delivery | undefined>
  /** For metrics: how many of each kind are in each state. */
  count(): Promise<DeliveryCount[]>
  byHand: ByHandById
}

/** The acts of a person, by the delivery's id. They are refused while it is being sent. */
export interface ByHandById {
  look(deliveryId: number, call: HandCall): Promise<void>
  take(deliveryId: number, remoteRef: string, call: HandCall): Promise<void>
  sendAgain(deliveryId: number, call: HandCall): Promise<void>
  undo(deliveryId: number, call: HandCall): Promise<void>
}

export function createDeliveries(deps: CarryOutDeps & ByHandDeps): Deliveries {
  const { db, jobs } = deps
  const turns = turnsOf<number>()
  return {
    plan: (tx, planned) => plan(deps, tx, planned),
    start: (tx, { deliveryId, target, label }, options) =>
      jobs.enqueue(tx, CarryOutDelivery, { deliveryId, target }, { label, ...options }),
    carryOut: (deliveryId, caller) => turns.inTurn(deliveryId, () => carryOut(deps, deliveryId, caller)),
    carryOutTogether: (steps, call) =>
      allInTurn(
        turns,
        steps.map(({ deliveryId }) => deliveryId),
        () => carryOutTogether(deps, steps, call),
      ),
    find: (deliveryId) => findDelivery(db.read, deliveryId),
    list: (deliveryIds) => listDeliveriesById(db.read, deliveryIds),
    findByKey: (key) => findDeliveryByKey(db.read, key),
    count: () => countDeliveries(db.read),
    byHand: byId(db, createByHand(deps), turns),
  }
}

/** In one order for everybody, so that no two wait for each other. */
function allInTurn<Result>(turns: Turns<number>, ids: readonly number[], work: () => Promise<Result>): Promise<Result> {
  const inOrder = [...new Set(ids)].toSorted((a, b) => b - a)
  return inOrder.reduce<() => Promise<Result>>((inner, id) => () => turns.inTurn(id, inner), work)()
}

function byId(db: Db, acts: ByHand, turns: Turns<number>): ByHandById {
  const alone = async (deliveryId: number, act: (delivery: Delivery) => Promise<void>): Promise<void> => {
    await needDelivery(db, deliveryId)
    if (turns.isBusy(deliveryId)) throw new ConflictError('deliveries/under-way', { params: { deliveryId } })
    await turns.inTurn(deliveryId, async () => act(await needDelivery(db, deliveryId)))
  }
  return {
    look: (deliveryId, call) => alone(deliveryId, (delivery) => acts.look(delivery, call)),
    take: (deliveryId, remoteRef, call) => alone(deliveryId, (delivery) => acts.take(delivery, remoteRef, call)),
    sendAgain: (deliveryId, call) => alone(deliveryId, (delivery) => acts.sendAgain(delivery, call)),
    undo: (deliveryId, call) => alone(deliveryId, (delivery) => acts.undo(delivery, call)),
  }
}

async function plan(
  deps: CarryOutDeps & { registry: EffectRegistry },
  tx: Tx,
  planned: NewDelivery,
): Promise<PlannedDelivery> {
  const params: unknown = deps.registry.executorOf(planned.kind).params.parse(planned.params)
  const wanted = { ...planned, params }
  await lockInTx(tx, `delivery:${planned.key}`)
  const former = await findDeliveryByKey(tx, planned.key)
  if (former !== undefined) {
    if (intentOf(former) === intentOf(wanted)) return { delivery: former, isNew: false }
    throw new ConflictError('deliveries/other-intent', { params: { key: planned.key, deliveryId: former.deliveryId } })
  }
  const now = deps.clock.now()
  const delivery = await insertDelivery(tx, wanted, now)
  await addStep(tx, delivery.deliveryId, { what: 'planned', reason: null, now })
  await deps.events.append(tx, {
    kind: 'delivery.effect.planned',
    actor: planned.actor,
    subject: `delivery:${delivery.deliveryId}`,
    ...(delivery.runId === null ? {} : { runId: delivery.runId }),
    ...(delivery.jobId === null ? {} : { jobId: delivery.jobId }),
    data: { kind: planned.kind, place: planned.place, label: planned.label, about: planned.subject },
  })
  return { delivery, isNew: true }
}

/** What two plans must have in common to be the same; names for people, runs and actors may differ. */
const intentOf = ({ kind, target, params, meant }: Pick<NewDelivery, 'kind' | 'target' | 'params' | 'meant'>): string =>
  stableJson({ kind, target, params, meant })
