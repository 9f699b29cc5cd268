import type { Attention } from '../attention/index.ts'
import type { Db, Tx } from '../db/db.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { ConflictError, InvariantError, NotFoundError } from '../kernel/errors.ts'
import type { EventLog } from '../live/event-log.ts'
import type { EffectExecutor, EffectContext, Look } from './executor.ts'
import { judgeLook, type Judgement } from './judge-look.ts'
import { AskAboutUncertain } from './jobs.ts'
import { ASK_AFTER_MS, type Delivery, mayMove, type Reason } from './model.ts'
import type { EffectRegistry } from './registry.ts'
import { addStep, type Change, disownRemote, findDelivery, listSteps, moveDelivery, ownRemote } from './store.ts'
import { tellAttention } from './tell-attention.ts'

export interface LedgerDeps {
  db: Db
  jobs: Jobs
  events: EventLog
  attention: Attention
  clock: Clock
  registry: EffectRegistry
}

const APPEARS_WITHIN_MS = 10 * 60_000

export async function needDelivery(db: Db, deliveryId: number): Promise<Delivery> {
  const delivery = await findDelivery(db.read, deliveryId)
  if (delivery === undefined) throw new NotFoundError('deliveries/no-such-delivery', { params: { deliveryId } })
  return delivery
}

/** Somebody else moved it since it was read. */
export const wasOutrun = (error: unknown): boolean =>
  error instanceof ConflictError && error.code === 'deliveries/changed-meanwhile'

/**
 * Writes one change of a delivery: state, step, what is owned, card and event, all or none.
 * @throws ConflictError `deliveries/changed-meanwhile` when it is not as `before` any more
 */
export async function recordIn(deps: LedgerDeps, tx: Tx, given: { before: Delivery; change: Change }) {
  const { before, change } = given
  const { deliveryId } = before
  if (!mayMove(before.state, change.to))
    throw new InvariantError('deliveries/no-such-way', { params: { deliveryId, from: before.state, to: change.to } })
  const now = deps.clock.now()
  const after = await moveDelivery(tx, before, { ...change, now })
  if (after === undefined) throw new ConflictError('deliveries/changed-meanwhile', { params: { deliveryId } })
  await addStep(tx, deliveryId, { ...change.step, now })
  await keepOwned(deps, tx, { after, owns: change.owns === true })
  if (after.state !== before.state || after.reason?.code !== before.reason?.code)
    await tellOthers(deps, tx, { before, after, actor: change.step.actor })
  return after
}

/** What is gone is nobody's: the other side may give its name to something else. */
async function keepOwned(
  { registry, clock }: LedgerDeps,
  tx: Tx,
  { after, owns }: { after: Delivery; owns: boolean },
): Promise<void> {
  const { deliveryId, target, remoteRef, state } = after
  if (remoteRef === null || (!owns && state !== 'undone')) return
  const remote = { target, remoteKind: registry.executorOf(after.kind).remoteKind, remoteId: remoteRef }
  if (state === 'undone') await disownRemote(tx, remote)
  else await ownRemote(tx, remote, { id: deliveryId, now: clock.now() })
}

/** Only these stand on cards; one that comes and goes without trouble changes none. */
const isTrouble = ({ state, reason }: Delivery): boolean =>
  state === 'rejected' || state === 'uncertain' || (state === 'sent' && reason !== null)

async function tellOthers(
  { jobs, events, attention, clock, registry }: LedgerDeps,
  tx: Tx,
  { before, after, actor = 'system' }: { before: Delivery; after: Delivery; actor: string | undefined },
): Promise<void> {
  const { deliveryId, target, state, kind, place, label, reason } = after
  if (isTrouble(before) || isTrouble(after))
    await tellAttention({ tx, attention, now: clock.now(), toldByRooms: registry.toldByRooms() }, target)
  if (state === before.state) return
  if (state === 'uncertain')
    await jobs.enqueue(tx, AskAboutUncertain, { target }, { actor: 'system', runAt: clock.now() + ASK_AFTER_MS })
  await events.append(tx, {
    kind: `delivery.effect.${state}`,
    actor,
    subject: `delivery:${deliveryId}`,
    ...(after.runId === null ? {} : { runId: after.runId }),
    ...(after.jobId === null ? {} : { jobId: after.jobId }),
    data: { kind, place, label, about: after.subject, ...(reason === null ? {} : { code: reason.code }) },
  })
}

export const record = (deps: LedgerDeps, before: Delivery, change: Change): Promise<Delivery> =>
  deps.db.txTogether((tx) => recordIn(deps, tx, { before, change }))

/** Who looks: the signal that ends it, and where progress goes. */
export interface Caller {
  signal: AbortSignal
  onProgress?(current: number, total: number | null): void
}

export const contextOf = (delivery: Delivery, { signal, onProgress }: Caller): EffectContext => ({
  deliveryId: delivery.deliveryId,
  key: delivery.key,
  connectionId: delivery.connectionId,
  remoteRef: delivery.remoteRef,
  sentAt: delivery.sentAt,
  signal,
  onProgress: onProgress ?? (() => {}),
})

export const askExecutor = (executor: EffectExecutor, delivery: Delivery, caller: Caller): Promise<Look> =>
  executor.look(executor.params.parse(delivery.params), contextOf(delivery, caller))

/** What a look means for a delivery, by the executor's times and by whether a person is taking it back. */
export async function judgeNow(deps: LedgerDeps, delivery: Delivery, look: Look): Promise<Judgement> {
  const { absenceIsSureAfterMs, appearsWithinMs = APPEARS_WITHIN_MS } = deps.registry.executorOf(delivery.kind)
  const steps = await listSteps(deps.db.read, delivery.deliveryId)
  const ending = steps.find(({ what }) => what === 'undoing' || what === 'sent-again' || what === 'sending')
  return judgeLook(delivery, look, {
    now: deps.clock.now(),
    absenceIsSureAfterMs,
    appearsWithinMs,
    isBeingUndone: ending?.what === 'undoing',
  })
}

/** Writes that a look failed: nothing is known better than before. */
export async function noteFailedLook(deps: LedgerDeps, delivery: Delivery, reason: Reason): Promise<Delivery> {
  const step = { what: 'could-not-tell' as const, reason }
  // A request may have left before the process ended, and nobody can say what came of it.
  if (delivery.state !== 'sending') return record(deps, delivery, { to: delivery.state, step })
  return record(deps, delivery, { to: 'uncertain', reason: { code: 'deliveries/interrupted', params: {} }, step })
}
