import type { DeliveryDetail, DeliveryView } from '../../src/deliveries/contract.ts'
import { formatAgo, formatClock, formatMoment } from '../format.ts'
import type { CordStep } from '../parts/Cord.tsx'
import type { Say } from '../words.ts'

export const deliveryName = ({ title, label }: DeliveryView): string => `${title}, ${label}`

const clock = (at: string | null): string | undefined => (at === null ? undefined : formatClock(Date.parse(at)))

/** Sent to a service that has no way to ask what became of it. */
export const hasNoWay = ({ state, steps }: DeliveryDetail): boolean =>
  state === 'sent' && steps.find(({ what }) => what.startsWith('looked'))?.what === 'looked-no-way'

/** The one fact beside the proof chip. */
export function proofDetail(say: Say, delivery: DeliveryView, nowMs: number): string | undefined {
  const { state, verifiedAt, lookedAt, reason, changedAt } = delivery
  if (state === 'verified' && verifiedAt !== null) return formatMoment(Date.parse(verifiedAt), nowMs)
  if (state === 'uncertain' && lookedAt !== null)
    return say('web.delivery.lastLook', { time: formatAgo(Date.parse(lookedAt), nowMs) })
  if (state === 'uncertain') return say('web.delivery.noLook')
  if (state === 'rejected' && reason !== null) return reason.code
  if (state === 'sent' && reason !== null) return say('web.delivery.verdict.different')
  if (state === 'undone') return formatMoment(Date.parse(changedAt), nowMs)
  return undefined
}

/** Planned, intent kept, sent, what is known, verified. Only what was read back and is equal closes the cord. */
export function cordOf(say: Say, delivery: DeliveryDetail, actor: string): CordStep[] {
  const { state, sentAt, plannedAt, verifiedAt } = delivery
  const at = (what: string) => delivery.steps.find((step) => step.what === what)?.at ?? null
  const wasSending = sentAt !== null || state === 'rejected'
  const isSent = state === 'sent' || state === 'verified' || at('sent') !== null
  return [
    {
      name: say('web.delivery.cord.planned'),
      detail: say('web.delivery.cord.plannedBy', { time: clock(plannedAt) ?? '', actor }),
      tone: 'ok',
      ...(wasSending ? { cord: 'whole' as const } : {}),
    },
    {
      name: say('web.delivery.cord.kept'),
      ...(sentAt === null ? {} : { detail: say('web.delivery.cord.keptAt', { time: clock(sentAt) ?? '' }) }),
      ...(wasSending ? { tone: 'ok' as const } : {}),
      ...(isSent ? { cord: 'whole' as const } : wasSending && state !== 'sending' ? { cord: 'broken' as const } : {}),
    },
    sentStep(say, delivery, { isSent, at: at('sent') }),
    knownStep(say, delivery),
    {
      name: say('web.proof.verified'),
      detail:
        state === 'verified'
          ? (clock(verifiedAt) ?? '')
          : say(hasNoWay(delivery) ? 'web.delivery.cord.noWay' : 'web.delivery.cord.whenShown', {
              place: delivery.place,
            }),
      ...(state === 'verified' ? { tone: 'ok' as const } : {}),
    },
  ]
}

function sentStep(
  say: Say,
  { state }: DeliveryDetail,
  { isSent, at }: { isSent: boolean; at: string | null },
): CordStep {
  const name = say('web.proof.sent')
  if (state === 'sending') return { name, detail: say('web.proof.sending'), tone: 'run' }
  if (!isSent) return state === 'uncertain' ? { name, detail: say('web.delivery.cord.unknown') } : { name }
  const detail = clock(at)
  const cord = state === 'verified' ? 'whole' : state === 'uncertain' ? 'broken' : undefined
  return { name, tone: 'ok', ...(detail === undefined ? {} : { detail }), ...(cord === undefined ? {} : { cord }) }
}

function knownStep(say: Say, { state, reason, lookedAt }: DeliveryDetail): CordStep {
  const because = reason === null ? {} : { detail: reason.text }
  if (state === 'uncertain') return { name: say('web.proof.uncertain'), tone: 'unc', ...because }
  if (state === 'rejected') return { name: say('web.proof.rejected'), tone: 'bad', ...because }
  if (state === 'undone') return { name: say('web.proof.undone'), tone: 'idle' }
  if (state === 'sent' && reason !== null)
    return { name: say('web.delivery.verdict.different'), tone: 'warn', ...because }
  const name = say('web.delivery.cord.readBack')
  if (state !== 'verified') return { name }
  const detail = clock(lookedAt)
  return { name, tone: 'ok', cord: 'whole', ...(detail === undefined ? {} : { detail }) }
}
