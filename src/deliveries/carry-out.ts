import { breathe } from '../kernel/breathe.ts'
import {
  AppError,
  ConflictError,
  CredentialsRefusedError,
  InvalidInputError,
  LimitedError,
  NotAllowedError,
  NotFoundError,
  RejectedError,
  UnavailableError,
} from '../kernel/errors.ts'
import type { EffectExecutor, MayBeDone, MayHaveArrived } from './executor.ts'
import type { Judgement } from './judge-look.ts'
import type { Delivery, Reason } from './model.ts'
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
  wasOutrun,
} from './record.ts'
import type { Change } from './store.ts'

export interface CarryOutDeps extends LedgerDeps {
  mayHaveArrived: MayHaveArrived
  mayBeDone: MayBeDone
  reasonOf(error: unknown): Reason
}

/** How far a delivery came. */
export type Carried =
  | { is: 'verified'; delivery: Delivery }
  /** The other side accepted it and can't be asked about it. */
  | { is: 'sent'; delivery: Delivery }
  /** Accepted, and not shown yet: look again then. */
  | { is: 'pending'; delivery: Delivery; retryAfterMs: number }
  /** Uncertain, and nothing is sent again alone; a person may decide before the next look. */
  | { is: 'asks'; delivery: Delivery; retryAfterMs: number }

/** Others moved it each time in between; more than two never come together. */
const MOST_ROUNDS = 12
const SOONEST_LOOK_MS = 2_000
const LATEST_LOOK_MS = 5 * 60_000
const LATEST_ASKING_MS = 15 * 60_000

/** Waits longer the longer it has waited. */
const nextLookMs = (sinceMs: number, latest: number): number => Math.min(latest, Math.max(SOONEST_LOOK_MS, sinceMs / 4))

/**
 * Goes on with a delivery from wherever it stands.
 * @throws what stands in the way; what is known is written down before
 */
export async function carryOut(deps: CarryOutDeps, deliveryId: number, caller: Caller): Promise<Carried> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    caller.signal.throwIfAborted()
    await breathe()
    try {
      const carried = await advance(deps, await needDelivery(deps.db, deliveryId), caller)
      if (carried !== 'again') return carried
    } catch (error) {
      if (!wasOutrun(error)) throw error
    }
  }
  throw new UnavailableError('deliveries/keeps-changing', { params: { deliveryId } })
}

async function advance(deps: CarryOutDeps, delivery: Delivery, caller: Caller): Promise<Carried | 'again'> {
  const { state, deliveryId, place, label } = delivery
  if (state === 'verified') return { is: 'verified', delivery }
  if (state === 'undone') throw new ConflictError('deliveries/was-undone', { params: { deliveryId } })
  if (state === 'rejected') throw new RejectedError('deliveries/was-rejected', { params: { deliveryId, place, label } })
  const executor = deps.registry.executorOf(delivery.kind)
  const judged = await lookAt(deps, delivery, caller)
  if (judged.next === 'send') return send(deps, { delivery, executor, caller }, judged.change)
  return endOf(deps, judged.next, await record(deps, delivery, judged.change))
}

async function lookAt(deps: CarryOutDeps, delivery: Delivery, caller: Caller): Promise<Judgement> {
  try {
    const look = await askExecutor(deps.registry.executorOf(delivery.kind), delivery, caller)
    return await judgeNow(deps, delivery, look)
  } catch (error) {
    await noteFailedLook(deps, delivery, deps.reasonOf(error))
    throw error
  }
}

/** What a look came to. @throws RejectedError when the other side said no or shows something else */
export function endOf({ clock }: CarryOutDeps, next: Exclude<Judgement['next'], 'send'>, delivery: Delivery) {
  const { deliveryId, place, label } = delivery
  const sinceMs = clock.now() - (delivery.sentAt ?? delivery.changedAt)
  switch (next) {
    case 'again':
      return 'again'
    case 'done':
      return { is: delivery.state === 'verified' ? ('verified' as const) : ('sent' as const), delivery }
    case 'wait':
      return { is: 'pending' as const, delivery, retryAfterMs: nextLookMs(sinceMs, LATEST_LOOK_MS) }
    case 'ask':
      return { is: 'asks' as const, delivery, retryAfterMs: nextLookMs(sinceMs, LATEST_ASKING_MS) }
    case 'rejected':
      throw new RejectedError(delivery.reason?.code ?? 'deliveries/was-rejected', {
        params: { deliveryId, place, label, ...delivery.reason?.params },
      })
    case 'differs':
      throw new RejectedError('deliveries/not-as-meant', {
        params: { ...delivery.reason?.params, deliveryId, place, label },
      })
  }
}

export interface Sending {
  delivery: Delivery
  executor: EffectExecutor
  caller: Caller
}

/**
 * The look that found nothing and the attempt are committed together before the request leaves: whatever happens then, it
 * is known that it may have.
 */
export async function send(
  deps: CarryOutDeps,
  { delivery, executor, caller }: Sending,
  looked: Change,
): Promise<'again'> {
  const params = executor.params.parse(delivery.params)
  caller.signal.throwIfAborted()
  const begun: Change = { to: 'sending', isSending: true, reason: null, step: { what: 'sending', reason: null } }
  const sending = await deps.db.txTogether(async (tx) => {
    const before = await recordIn(deps, tx, { before: delivery, change: looked })
    return recordIn(deps, tx, { before, change: begun })
  })
  let ref: string
  try {
    ;({ ref } = await executor.send(params, contextOf(sending, caller)))
  } catch (error) {
    return afterFailure(deps, { delivery: sending, executor, caller }, error)
  }
  await noteSent(deps, sending, ref)
  return 'again'
}

async function noteSent(deps: CarryOutDeps, sending: Delivery, ref: string): Promise<void> {
  const sent = {
    to: 'sent',
    remoteRef: ref,
    reason: null,
    owns: true,
    step: { what: 'sent', reason: null },
  } as const
  try {
    await record(deps, sending, sent)
  } catch (error) {
    if (!wasOutrun(error)) throw error
    // Somebody looked meanwhile and could not tell; the answer tells.
    const now = await needDelivery(deps.db, sending.deliveryId)
    if (now.state === 'uncertain' && now.attempts === sending.attempts) await record(deps, now, sent)
  }
}

/** Errors with which the other side said that it did nothing. */
const saidNo = (error: unknown): error is AppError =>
  error instanceof RejectedError ||
  error instanceof InvalidInputError ||
  error instanceof NotFoundError ||
  error instanceof NotAllowedError ||
  error instanceof ConflictError

const didNothing = (error: unknown): boolean =>
  error instanceof CredentialsRefusedError || error instanceof LimitedError

/** @throws the error, when it says that nothing was done; else what is known after one more look */
async function afterFailure(deps: CarryOutDeps, sending: Sending, error: unknown): Promise<'again'> {
  const { delivery, caller } = sending
  const reason = deps.reasonOf(error)
  // What an interruption of ours threw says nothing of the other side.
  const isAnswer = !caller.signal.aborted
  const isUnclear = isAnswer && deps.mayBeDone(error)
  const seen = isUnclear ? await seenNow(sending) : undefined
  if (isAnswer && saidNo(error) && (!isUnclear || seen === 'nothing')) {
    await record(deps, delivery, { to: 'rejected', isUnsent: true, reason, step: { what: 'rejected', reason } })
    throw error
  }
  if (isAnswer && !isUnclear && (didNothing(error) || !deps.mayHaveArrived(error))) {
    await record(deps, delivery, { to: 'planned', isUnsent: true, reason, step: { what: 'not-sent', reason } })
    throw error
  }
  const isShown = isAnswer && (seen ?? (await seenNow(sending))) === 'something'
  await record(deps, delivery, {
    to: 'uncertain',
    reason: { code: 'deliveries/no-answer', params: { place: delivery.place } },
    step: { what: 'no-answer', reason },
  })
  if (isShown) return 'again'
  caller.signal.throwIfAborted()
  const { deliveryId, place, label } = delivery
  throw new UnavailableError('deliveries/no-answer', { params: { deliveryId, place, label }, cause: error })
}

/** The answer was lost, or tells nothing; a look at once may show what came of the request. */
export async function seenNow({
  delivery,
  executor,
  caller,
}: Sending): Promise<'something' | 'nothing' | 'could-not-tell'> {
  try {
    const { is } = await askExecutor(executor, delivery, caller)
    return is === 'absent' || is === 'no-way' ? 'nothing' : 'something'
  } catch {
    // The next attempt looks again, and tells why it can't.
    return 'could-not-tell'
  }
}
