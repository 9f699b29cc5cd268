import type { z } from 'zod'
import type { Params } from '../kernel/errors.ts'
import type { DeliveryId, DeliveryStateName, StepName, VerdictName } from './contract.ts'

export type DeliveryState = z.output<typeof DeliveryStateName>
export type Verdict = z.output<typeof VerdictName>
export type StepWhat = z.output<typeof StepName>

/** Code of a field (`title`, `size`) and its value as text that can be compared. */
export type Fields = Readonly<Record<string, string>>

/** Words at `error.<code>`. */
export interface Reason {
  code: string
  params: Params
}

export interface ProofField {
  field: string
  meant: string
  /** Null as long as it was not read back. */
  found: string | null
  verdict: Verdict
}

export interface NewDelivery {
  /**
   * Names the effect for good: what is delivered where, and which version of it (`libretime:3:upload:<sha256>`). Whoever
   * wants it once more after an undo plans it under another key.
   */
  key: string
  /** `area.verb` of its executor. */
  kind: string
  connectionId?: number | null
  /** Key of breaker and rate limit: `connection:3`. */
  target: string
  /** The other side's name, for people. */
  place: string
  /** Name of the thing that is delivered, for people. */
  label: string
  /** `episode:212`. */
  subject: string
  runId?: number | null
  jobId?: number | null
  actor: string
  /** What the executor needs: ids and paths, no secrets. */
  params: unknown
  /** All that must be read back equal before it counts as verified; words at `delivery.field.<code>`. */
  meant: Fields
}

export interface Delivery {
  deliveryId: DeliveryId
  key: string
  kind: string
  connectionId: number | null
  target: string
  place: string
  label: string
  subject: string
  runId: number | null
  jobId: number | null
  actor: string
  params: unknown
  meant: Fields
  state: DeliveryState
  /** Times that a request began to leave. */
  attempts: number
  remoteRef: string | null
  candidates: readonly string[]
  proof: readonly ProofField[] | null
  reason: Reason | null
  /** Epoch ms, as all that follow. */
  plannedAt: number
  /** When the newest request began to leave that may have arrived. */
  sentAt: number | null
  /** The last look that could tell. */
  lookedAt: number | null
  verifiedAt: number | null
  /** When the state last changed. */
  changedAt: number
}

export interface Step {
  what: StepWhat
  reason: Reason | null
  actor: string | null
  firstAt: number
  at: number
  times: number
}

/**
 * Where a delivery may come from and go to; the store refuses every other step. Nothing goes to `sending` but through
 * `planned`, so each request is preceded by a look that found nothing.
 */
export const TRANSITIONS: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  planned: ['sending', 'sent', 'verified', 'uncertain', 'undone'],
  sending: ['planned', 'sent', 'verified', 'uncertain', 'rejected'],
  sent: ['verified', 'uncertain', 'rejected', 'undone'],
  verified: ['sent', 'uncertain', 'undone'],
  uncertain: ['planned', 'sent', 'verified', 'rejected', 'undone'],
  rejected: ['planned', 'sent', 'verified', 'uncertain', 'undone'],
  undone: [],
}

export const mayMove = (from: DeliveryState, to: DeliveryState): boolean =>
  from === to || TRANSITIONS[from].includes(to)

/** Every field that was meant beside what was read back. */
export function compareFields(meant: Fields, found: Fields): ProofField[] {
  return Object.entries(meant).map(([field, value]) => {
    const seen = found[field]
    if (seen === undefined) return { field, meant: value, found: null, verdict: 'not-yet' }
    return { field, meant: value, found: seen, verdict: seen === value ? 'equal' : 'different' }
  })
}

/** Of all fields together: one that differs outweighs one that is not there yet. Nothing meant proves nothing. */
export function verdictOf(proof: readonly ProofField[]): Verdict {
  if (proof.some(({ verdict }) => verdict === 'different')) return 'different'
  return proof.length > 0 && proof.every(({ verdict }) => verdict === 'equal') ? 'equal' : 'not-yet'
}

/** JSON with its keys in order, so that equal values are equal texts. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** How long an uncertain delivery is looked after alone, before a person is asked. */
export const ASK_AFTER_MS = 10 * 60_000

/** A person has to choose or decide: waiting changes nothing. */
export const CHOICES: readonly string[] = ['deliveries/several', 'deliveries/found-otherwise']

export interface Acts {
  look: boolean
  take: boolean
  sendAgain: boolean
  undo: boolean
}

/** What a person may do with it. What may stand there already can't be sent again: it would be there twice. */
export function actsOn(
  delivery: Pick<Delivery, 'state' | 'reason' | 'remoteRef'>,
  given: { isOurs: boolean; canUndo: boolean },
): Acts {
  const { state, reason, remoteRef } = delivery
  const isChoice = CHOICES.includes(reason?.code ?? '')
  const isThere = state === 'sent' || state === 'verified' || state === 'uncertain'
  return {
    look: state !== 'undone',
    take:
      (state === 'uncertain' && reason?.code !== 'deliveries/found-otherwise') ||
      (state === 'sent' && remoteRef === null),
    sendAgain: state === 'rejected' || (state === 'uncertain' && !isChoice),
    undo:
      state === 'planned' || state === 'rejected' || (isThere && remoteRef !== null && given.isOurs && given.canUndo),
  }
}
