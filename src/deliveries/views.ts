import { instant, instantOrNull } from '../kernel/contract.ts'
import { hasWords, say, sayCode } from '../kernel/words.ts'
import type { DeliveryDetail, DeliveryView, StepView } from './contract.ts'
import type { Acts, Delivery, Reason, Step } from './model.ts'

export const titleOf = (kind: string): string =>
  hasWords(`delivery.kind.${kind}`) ? say(`delivery.kind.${kind}`) : kind

/** A field's name; one without words shows its code. */
const nameOf = (field: string): string => (hasWords(`delivery.field.${field}`) ? say(`delivery.field.${field}`) : field)

const sayReason = (reason: Reason | null, place: string) =>
  reason === null ? null : sayCode(reason.code, { place, ...reason.params, ...named(reason.params['fields']) })

/** Codes of fields as they are called. */
const named = (fields: unknown): { fields?: string } =>
  typeof fields === 'string' ? { fields: fields.split(', ').map(nameOf).join(', ') } : {}

export function toDeliveryView(delivery: Delivery, can: Acts): DeliveryView {
  return {
    deliveryId: delivery.deliveryId,
    kind: delivery.kind,
    title: titleOf(delivery.kind),
    label: delivery.label,
    place: delivery.place,
    state: delivery.state,
    reason: sayReason(delivery.reason, delivery.place),
    subject: delivery.subject,
    connectionId: delivery.connectionId,
    target: delivery.target,
    runId: delivery.runId,
    jobId: delivery.jobId,
    actor: delivery.actor,
    attempts: delivery.attempts,
    remoteRef: delivery.remoteRef,
    plannedAt: instant(delivery.plannedAt),
    sentAt: instantOrNull(delivery.sentAt),
    lookedAt: instantOrNull(delivery.lookedAt),
    verifiedAt: instantOrNull(delivery.verifiedAt),
    changedAt: instant(delivery.changedAt),
    can,
  }
}

function toStepView({ what, reason, actor, firstAt, at, times }: Step, place: string): StepView {
  return {
    what,
    text: say(`delivery.step.${what}`, { place }),
    because: sayReason(reason, place),
    actor,
    firstAt: instant(firstAt),
    at: instant(at),
    times,
  }
}

export function toDeliveryDetail(
  delivery: Delivery,
  more: { can: Acts; isOurs: boolean; steps: readonly Step[] },
): DeliveryDetail {
  const rows =
    delivery.proof ??
    Object.entries(delivery.meant).map(([field, meant]) => ({
      field,
      meant,
      found: null,
      verdict: 'not-yet' as const,
    }))
  return {
    ...toDeliveryView(delivery, more.can),
    key: delivery.key,
    proof: rows.map((row) => ({ ...row, name: nameOf(row.field) })),
    candidates: [...delivery.candidates],
    isOurs: more.isOurs,
    steps: more.steps.map((step) => toStepView(step, delivery.place)),
  }
}
