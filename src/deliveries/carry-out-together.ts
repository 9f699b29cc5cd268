import { breathe } from '../kernel/breathe.ts'
import { AppError, ConflictError, NotFoundError, RejectedError, UnavailableError } from '../kernel/errors.ts'
import { type ByHandDeps, type HandCall, isOurs } from './by-hand.ts'
import { type CarryOutDeps, endOf, seenNow, send, type Sending } from './carry-out.ts'
import type { EffectExecutor, Look } from './executor.ts'
import { type Delivery, TRANSITIONS } from './model.ts'
import { askExecutor, contextOf, judgeNow, noteFailedLook, record } from './record.ts'
import { listDeliveriesById } from './store.ts'

export interface TogetherStep {
  deliveryId: number
  act: 'send' | 'take-back'
  /** Epoch ms: from then on nothing is asked of the other side for it; what came of it before is looked up all the same. */
  until?: { at: number; error: ConflictError }
  /** Nothing is asked of the other side for it; what came of what was asked before is looked up. */
  onlyLook?: true
}

/** Who has it done, and who hears how many of the steps have been gone through. */
export interface TogetherCall extends HandCall {
  onStep?(done: number): void
}

export interface CarriedTogether {
  /** The first that the other side refused for good; nothing after it was sent. */
  failure: { deliveryId: number; error: AppError } | null
}

type Deps = CarryOutDeps & ByHandDeps

/** Others moved one of them each time in between; an absence that proves that nothing arrived takes a round. */
const MOST_ROUNDS = 6

interface Work {
  step: TogetherStep
  delivery: Delivery
}

/**
 * Many effects in the order given: one look at all of them, a request for each that needs one, and one look that reads
 * all back. What the others came to is written down also when one of them fails.
 * @throws UnavailableError while the other side does not show one of them; what looks and requests threw else
 */
export async function carryOutTogether(
  deps: Deps,
  steps: readonly TogetherStep[],
  call: TogetherCall,
): Promise<CarriedTogether> {
  let failure: CarriedTogether['failure'] = null
  const settled: Settled = { left: new Set(), answered: new Set() }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    call.signal.throwIfAborted()
    const open = (await readWork(deps, steps)).filter((work) => !isAtEnd(work) && !settled.left.has(idOf(work)))
    if (open.length === 0) return { failure }
    const looks = await lookAtAll(deps, open, { ...call, answered: settled.answered })
    let wait: UnavailableError | undefined
    for (const [index, work] of open.entries()) {
      await breathe()
      try {
        const look = looks[index]
        if (look !== undefined) await advance(deps, { ...work, look, call, settled, mayBegin: failure === null })
      } catch (error) {
        if (error instanceof UnavailableError && error.code === 'deliveries/not-shown-yet') wait ??= error
        else if (isFinal(error)) {
          failure ??= { deliveryId: idOf(work), error }
          settled.left.add(idOf(work))
        } else throw error
      }
      call.onStep?.(steps.length - open.length + index + 1)
    }
    if (wait !== undefined) throw wait
  }
  throw new UnavailableError('deliveries/keeps-changing', { params: { deliveryId: steps[0]?.deliveryId ?? 0 } })
}

interface Settled {
  /** Deliveries that nothing more is done to: they failed, or one before them did and they are not begun. */
  left: Set<number>
  /** Requests to take these back were answered: what a list of their place does not show any more is gone. */
  answered: Set<number>
}

const idOf = ({ step }: Work): number => step.deliveryId

async function readWork({ db }: Deps, steps: readonly TogetherStep[]): Promise<Work[]> {
  const ids = steps.map(({ deliveryId }) => deliveryId)
  const found = new Map((await listDeliveriesById(db.read, ids)).map((one) => [Number(one.deliveryId), one]))
  return steps.map((step) => {
    const delivery = found.get(step.deliveryId)
    if (delivery !== undefined) return { step, delivery }
    throw new NotFoundError('deliveries/no-such-delivery', { params: { deliveryId: step.deliveryId } })
  })
}

const isAtEnd = ({ step, delivery: { state } }: Work): boolean =>
  step.act === 'send' ? state === 'verified' || state === 'rejected' : state === 'undone'

const isFinal = (error: unknown): error is AppError => error instanceof RejectedError || error instanceof ConflictError

interface Looking extends HandCall {
  answered: ReadonlySet<number>
}

/** In the order given. A look that failed is written down for each that it concerned. */
async function lookAtAll(deps: Deps, open: readonly Work[], call: Looking): Promise<(Look | undefined)[]> {
  const looks: (Look | undefined)[] = open.map(() => undefined)
  const byKind = Map.groupBy(
    open.map(({ delivery }, index) => ({ delivery, index })),
    ({ delivery }) => delivery.kind,
  )
  for (const [kind, group] of byKind) {
    const executor = deps.registry.executorOf(kind)
    try {
      const found = await lookAtKind(executor, group, call)
      for (const [place, { index }] of group.entries()) looks[index] = found[place]
    } catch (error) {
      const reason = deps.reasonOf(error)
      for (const { delivery } of group) if (delivery.state === 'sending') await noteFailedLook(deps, delivery, reason)
      throw error
    }
  }
  return looks
}

async function lookAtKind(
  executor: EffectExecutor,
  group: readonly { delivery: Delivery }[],
  call: Looking,
): Promise<Look[]> {
  const { lookAtAll: together } = executor
  if (together !== undefined) {
    const asked = group.map(({ delivery }) => ({
      params: executor.params.parse(delivery.params),
      remoteRef: delivery.remoteRef,
      isTakenBack: call.answered.has(delivery.deliveryId),
    }))
    return together(asked, call.signal)
  }
  const looks: Look[] = []
  for (const { delivery } of group) looks.push(await askExecutor(executor, delivery, call))
  return looks
}

interface Turn extends Work {
  look: Look
  call: HandCall
  settled: Settled
  /** None of them failed so far. */
  mayBegin: boolean
}

const advance = (deps: Deps, turn: Turn): Promise<void> =>
  turn.step.act === 'send' ? advanceSend(deps, turn) : advanceTakeBack(deps, turn)

function refuseTooLate({ clock }: Deps, { step: { until } }: Turn): void {
  if (until !== undefined && clock.now() >= until.at) throw until.error
}

async function advanceSend(deps: Deps, turn: Turn): Promise<void> {
  const { delivery, look, call: caller } = turn
  const { deliveryId } = delivery
  if (delivery.state === 'undone') throw new ConflictError('deliveries/was-undone', { params: { deliveryId } })
  const judged = await judgeNow(deps, delivery, look)
  if (judged.next === 'send') {
    if (!turn.mayBegin || turn.step.onlyLook) return void turn.settled.left.add(deliveryId)
    refuseTooLate(deps, turn)
    const executor = deps.registry.executorOf(delivery.kind)
    return void (await send(deps, { delivery, executor, caller }, judged.change))
  }
  const ended = endOf(deps, judged.next, await record(deps, delivery, judged.change))
  // Others wait for all of them: what was accepted and never came is as bad as a refusal.
  if (ended !== 'again' && ended.delivery.reason?.code === NEVER_APPEARED)
    throw new RejectedError(NEVER_APPEARED, { params: namesOf(ended.delivery) })
  if (ended !== 'again' && (ended.is === 'pending' || ended.is === 'asks'))
    throw notShownYet(ended.delivery, ended.retryAfterMs)
}

const NEVER_APPEARED = 'deliveries/never-appeared'
const namesOf = ({ deliveryId, label, place }: Delivery) => ({ deliveryId, label, place })
const notShownYet = (delivery: Delivery, retryAfterMs: number) =>
  new UnavailableError('deliveries/not-shown-yet', { params: namesOf(delivery), retryAfterMs })

const SOON_MS = 2_000

async function advanceTakeBack(deps: Deps, turn: Turn): Promise<void> {
  const { delivery, look, call, settled } = turn
  const { state, remoteRef, deliveryId, label, place } = delivery
  const step = { reason: null, actor: call.actor } as const
  if (state === 'planned' || state === 'rejected')
    return void (await record(deps, delivery, { to: 'undone', reason: null, step: { ...step, what: 'undone' } }))
  const isUnclear = state === 'sending' || remoteRef === null
  if (isUnclear) {
    await record(deps, delivery, (await judgeNow(deps, delivery, look)).change)
    // What it is now is seen in the next round, unless nothing can be said yet.
    if (look.is === 'absent') throw notShownYet(delivery, SOON_MS)
    return
  }
  if (look.is !== 'absent' && (!turn.mayBegin || turn.step.onlyLook)) return void settled.left.add(deliveryId)
  if (look.is !== 'absent') refuseTooLate(deps, turn)
  const executor = deps.registry.executorOf(delivery.kind)
  if (executor.undo === undefined || !(TRANSITIONS[state].includes('undone') && (await isOurs(deps, delivery))))
    throw new ConflictError('deliveries/not-ours', { params: { deliveryId, label, place } })
  // Written before it leaves: an absence that a later look finds is then known to be our own doing.
  const ending = await record(deps, delivery, { to: state, step: { ...step, what: 'undoing' } })
  if (look.is === 'absent')
    return void (await record(deps, ending, { to: 'undone', reason: null, step: { ...step, what: 'undone' } }))
  try {
    await executor.undo(executor.params.parse(delivery.params), remoteRef, contextOf(ending, call))
  } catch (error) {
    if (!deps.mayBeDone(error)) throw error
    await throwUnlessGone({ delivery: ending, executor, caller: call }, error)
  }
  settled.answered.add(deliveryId)
}

/** The other side broke down over it: a look tells whether it is gone. */
async function throwUnlessGone(sending: Sending, error: unknown): Promise<void> {
  const seen = await seenNow(sending)
  if (seen === 'something') throw error
  if (seen === 'could-not-tell') throw notShownYet(sending.delivery, SOON_MS)
}
