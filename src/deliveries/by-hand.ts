import type { Audit } from '../access/index.ts'
import type { Tx } from '../db/db.ts'
import { ConflictError, UnavailableError } from '../kernel/errors.ts'
import type { EffectExecutor } from './executor.ts'
import { CarryOutDelivery } from './jobs.ts'
import { actsOn, type Delivery, type Reason } from './model.ts'
import {
  askExecutor,
  type Caller,
  contextOf,
  judgeNow,
  type LedgerDeps,
  needDelivery,
  noteFailedLook,
  record,
  recordIn,
} from './record.ts'
import { type Change, isOwned } from './store.ts'

export interface ByHandDeps extends LedgerDeps {
  audit: Audit
  reasonOf(error: unknown): Reason
}

export interface HandCall extends Caller {
  /** `person:3` */
  actor: string
}

/** What a person does with one delivery; each act is written into the audit, and none of them sends by itself. */
export interface ByHand {
  /** Looks now; in doubt nothing changes. */
  look(delivery: Delivery, call: HandCall): Promise<void>
  /**
   * This is it: it is read back and compared, the person's word alone proves nothing.
   * @throws ConflictError when it is not there
   */
  take(delivery: Delivery, remoteRef: string, call: HandCall): Promise<void>
  /** It is not there: planned anew, and carried out after one more look. */
  sendAgain(delivery: Delivery, call: HandCall): Promise<void>
  /**
   * Takes it back at the other side when Patchbay made it, or gives up what was never sent.
   * @throws UnavailableError when it is still there afterwards
   */
  undo(delivery: Delivery, call: HandCall): Promise<void>
}

export async function isOurs({ db, registry }: LedgerDeps, delivery: Delivery): Promise<boolean> {
  const executor = registry.find(delivery.kind)
  if (executor === undefined || delivery.remoteRef === null) return false
  const { remoteKind } = executor
  return isOwned(db.read, { target: delivery.target, remoteKind, remoteId: delivery.remoteRef })
}

export async function actsFor(deps: LedgerDeps, delivery: Delivery) {
  const executor = deps.registry.find(delivery.kind)
  if (executor === undefined) return { look: false, take: false, sendAgain: false, undo: false }
  const ours = await isOurs(deps, delivery)
  return actsOn(delivery, { isOurs: ours, canUndo: executor.undo !== undefined })
}

async function assertMay(deps: LedgerDeps, delivery: Delivery, act: 'look' | 'take' | 'sendAgain' | 'undo') {
  if ((await actsFor(deps, delivery))[act]) return
  const code = act === 'sendAgain' ? 'send-again' : act
  const { deliveryId, state } = delivery
  throw new ConflictError('deliveries/not-now', { params: { deliveryId, act: code, state } })
}

export function createByHand(deps: ByHandDeps): ByHand {
  const audited = (tx: Tx, { deliveryId, label, place }: Delivery, act: { action: string; actor: string }) =>
    deps.audit.append(tx, {
      actor: act.actor,
      action: `deliveries.delivery.${act.action}`,
      subject: `delivery:${deliveryId}`,
      details: { label, place },
    })
  const change = (delivery: Delivery, by: { actor: string; action: string }, made: Change): Promise<Delivery> =>
    deps.db.tx(async (tx) => {
      const after = await recordIn(deps, tx, { before: delivery, change: made })
      await audited(tx, delivery, by)
      return after
    })
  const startAgain = (tx: Tx, { deliveryId, target, attempts, label }: Delivery, actor: string) =>
    deps.jobs.enqueue(tx, CarryOutDelivery, { deliveryId, target, round: attempts }, { actor, label })
  return {
    async look(delivery, call) {
      await assertMay(deps, delivery, 'look')
      const { change: seen } = await judged(deps, delivery, call)
      const step = { ...seen.step, actor: call.actor }
      await deps.db.tx(async (tx) => {
        const after = await recordIn(deps, tx, { before: delivery, change: { ...seen, step } })
        await audited(tx, delivery, { actor: call.actor, action: 'looked' })
        // Nothing arrived, so it is carried out anew, also when no job is left that would.
        if (after.state === 'planned' && delivery.state !== 'planned') await startAgain(tx, after, call.actor)
      })
    },
    async take(delivery, remoteRef, call) {
      await assertMay(deps, delivery, 'take')
      const { change: seen } = await judged(deps, { ...delivery, remoteRef }, call)
      const isIt = (seen.to === 'sent' || seen.to === 'verified') && seen.remoteRef === remoteRef
      if (!isIt) throw new ConflictError('deliveries/not-that-one', { params: { remoteRef, place: delivery.place } })
      const step = { what: 'taken' as const, reason: null, actor: call.actor }
      await change(delivery, { actor: call.actor, action: 'taken' }, { ...seen, step })
    },
    async sendAgain(delivery, call) {
      await assertMay(deps, delivery, 'sendAgain')
      await deps.db.tx(async (tx) => {
        const step = { what: 'sent-again' as const, reason: null, actor: call.actor }
        const made: Change = { to: 'planned', reason: null, remoteRef: null, proof: null, candidates: [], step }
        const after = await recordIn(deps, tx, { before: delivery, change: made })
        await audited(tx, delivery, { actor: call.actor, action: 'sent-again' })
        await startAgain(tx, after, call.actor)
      })
    },
    async undo(delivery, call) {
      await assertMay(deps, delivery, 'undo')
      const undone: Change = { to: 'undone', reason: null, step: { what: 'undone', reason: null, actor: call.actor } }
      if (delivery.state === 'planned' || delivery.state === 'rejected')
        return void (await change(delivery, { actor: call.actor, action: 'undone' }, undone))
      // Written before it leaves: an absence that a later look finds is then known to be our own doing.
      const step = { what: 'undoing' as const, reason: null, actor: call.actor }
      const ending = await change(delivery, { actor: call.actor, action: 'undone' }, { to: delivery.state, step })
      await takeBack(deps, ending, call)
    },
  }
}

async function judged(deps: ByHandDeps, delivery: Delivery, call: Caller) {
  try {
    return await judgeNow(deps, delivery, await askExecutor(deps.registry.executorOf(delivery.kind), delivery, call))
  } catch (error) {
    await noteFailedLook(deps, await needDelivery(deps.db, delivery.deliveryId), deps.reasonOf(error))
    throw error
  }
}

async function takeBack(deps: ByHandDeps, delivery: Delivery, call: HandCall): Promise<void> {
  const executor: EffectExecutor = deps.registry.executorOf(delivery.kind)
  const { remoteRef, deliveryId, place } = delivery
  if (remoteRef === null || executor.undo === undefined) return
  await executor.undo(executor.params.parse(delivery.params), remoteRef, contextOf(delivery, call))
  const look = await askExecutor(executor, delivery, call)
  if (look.is !== 'absent' && look.is !== 'no-way')
    throw new UnavailableError('deliveries/still-there', { params: { deliveryId, place } })
  const step = { what: 'undone' as const, reason: null, actor: call.actor }
  await record(deps, delivery, { to: 'undone', reason: null, step })
}
