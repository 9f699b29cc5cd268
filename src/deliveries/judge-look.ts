import type { Look } from './executor.ts'
import { compareFields, type Delivery, type DeliveryState, type Reason, type StepWhat, verdictOf } from './model.ts'
import type { Change } from './store.ts'

/** What a look means: what is written down, and how it goes on. */
export interface Judgement {
  change: Change
  /** `wait`: look again later. `ask`: look again, but a person may have to decide. */
  next: 'done' | 'send' | 'again' | 'wait' | 'ask' | 'differs' | 'rejected'
}

export interface Timing {
  now: number
  absenceIsSureAfterMs: number | undefined
  appearsWithinMs: number
  /** A person has begun to take it back. */
  isBeingUndone: boolean
}

/** Requests of one delivery that are sent without a person having asked. */
const MOST_SENDINGS = 3

/** Nobody knows whether the request arrived; an answer was never seen. */
const UNANSWERED: readonly string[] = ['deliveries/no-answer', 'deliveries/interrupted']

const reason = (code: string, params: Reason['params'] = {}): Reason => ({ code: `deliveries/${code}`, params })

/** Pure: the delivery as it stands, and what the other side showed. */
export function judgeLook(delivery: Delivery, look: Look, timing: Timing): Judgement {
  switch (look.is) {
    case 'absent':
      return judgeAbsence(delivery, timing)
    case 'refused':
      return judgeRefusal(delivery, look, timing)
    case 'no-way':
      return judgeNoWay(delivery)
    case 'several':
      return ask('looked-several', {
        candidates: look.refs,
        reason: reason('several', { count: look.refs.length }),
        lookedAt: timing.now,
      })
    case 'pending':
      return judgeThere(delivery, look.ref, { found: {}, now: timing.now, what: 'looked-pending' })
    case 'there':
      return judgeThere(delivery, look.ref, { found: look.found, now: timing.now, what: 'looked-there' })
  }
}

const ask = (what: StepWhat, change: Partial<Change>): Judgement => ({
  change: { to: 'uncertain', step: { what, reason: null }, ...change },
  next: 'ask',
})

function judgeAbsence(delivery: Delivery, timing: Timing): Judgement {
  const { state } = delivery
  const proof = compareFields(delivery.meant, {})
  const seen = { lookedAt: timing.now, proof, candidates: [] }
  const stay = (next: Judgement['next'], to: DeliveryState = state): Judgement => ({
    change: { ...seen, to, step: { what: 'looked-not-there', reason: null } },
    next,
  })
  if (timing.isBeingUndone)
    return { change: { ...seen, to: 'undone', reason: null, step: { what: 'undone', reason: null } }, next: 'done' }
  if (state === 'planned') return { ...stay('send'), change: { ...stay('send').change, proof: null } }
  if (state === 'sending') return ask('interrupted', { ...seen, reason: reason('interrupted') })
  if (state === 'verified') return ask('looked-not-there', { ...seen, reason: reason('gone') })
  if (state === 'sent') {
    const isLate = timing.now - (delivery.sentAt ?? delivery.changedAt) >= timing.appearsWithinMs
    return isLate ? ask('looked-not-there', { ...seen, reason: reason('never-appeared') }) : stay('wait')
  }
  if (state === 'uncertain' && isSure(delivery, timing)) {
    const planned = stay('again', 'planned')
    return { ...planned, change: { ...planned.change, reason: null, proof: null } }
  }
  return stay(state === 'uncertain' ? 'ask' : 'done')
}

/** Whether an absence proves that nothing arrived: nothing was ever sent, or an answer that is missing would show by now. */
function isSure(delivery: Delivery, { now, absenceIsSureAfterMs }: Timing): boolean {
  if (delivery.sentAt === null) return true
  if (absenceIsSureAfterMs === undefined || delivery.attempts >= MOST_SENDINGS) return false
  return UNANSWERED.includes(delivery.reason?.code ?? '') && now - delivery.changedAt >= absenceIsSureAfterMs
}

/** What was refused before anything of ours was sent is not there; what was verified once, and is refused now, is gone. */
function judgeRefusal(
  delivery: Delivery,
  { ref, reason: why }: Extract<Look, { is: 'refused' }>,
  timing: Timing,
): Judgement {
  const { state } = delivery
  if (timing.isBeingUndone || state === 'planned' || state === 'verified') return judgeAbsence(delivery, timing)
  const seen = { lookedAt: timing.now, proof: compareFields(delivery.meant, {}), candidates: [], remoteRef: ref }
  return {
    change: { ...seen, to: 'rejected', reason: why, step: { what: 'rejected', reason: why } },
    next: 'rejected',
  }
}

function judgeNoWay(delivery: Delivery): Judgement {
  const { state } = delivery
  if (state === 'sending') return ask('interrupted', { reason: reason('interrupted') })
  const step = { what: 'looked-no-way' as const, reason: null }
  const next = state === 'planned' ? 'send' : state === 'uncertain' ? 'ask' : 'done'
  return { change: { to: state, step }, next }
}

function judgeThere(
  delivery: Delivery,
  ref: string,
  { found, now, what }: { found: Readonly<Record<string, string>>; now: number; what: StepWhat },
): Judgement {
  const proof = compareFields(delivery.meant, found)
  const verdict = what === 'looked-pending' ? 'not-yet' : verdictOf(proof)
  const wasSent = delivery.sentAt !== null
  const seen = { lookedAt: now, proof, remoteRef: ref, candidates: [], owns: wasSent }
  if (verdict === 'equal')
    return {
      change: { ...seen, to: 'verified', reason: null, verifiedAt: now, step: { what: 'verified', reason: null } },
      next: 'done',
    }
  if (verdict === 'not-yet')
    return { change: { ...seen, to: 'sent', reason: null, step: { what, reason: null } }, next: 'wait' }
  const fields = proof.flatMap(({ field, verdict: of }) => (of === 'different' ? field : [])).join(', ')
  const step = { what: 'different' as const, reason: null }
  // What was there before anything was sent is somebody else's; to send would put a second one beside it.
  if (!wasSent)
    return ask('different', {
      lookedAt: now,
      proof,
      candidates: [ref],
      reason: reason('found-otherwise', { fields }),
    })
  return { change: { ...seen, to: 'sent', reason: reason('not-as-meant', { fields }), step }, next: 'differs' }
}
