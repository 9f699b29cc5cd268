import type { z } from 'zod'
import type { Fields, Reason } from './model.ts'

/** What a look at the other side found. A look that failed throws: it is never an absence. */
export type Look =
  | { is: 'absent' }
  /** It is there and still worked on: nothing can be compared yet. */
  | { is: 'pending'; ref: string }
  | { is: 'there'; ref: string; found: Fields }
  /** It came, and was refused after it was accepted: nothing of it will ever be there. */
  | { is: 'refused'; ref: string; reason: Reason }
  /** More than one may be it, and they can't be told apart: a person chooses. */
  | { is: 'several'; refs: readonly string[] }
  /** The other side can't be asked at all, so what was sent is never verified. */
  | { is: 'no-way' }

export interface EffectContext {
  deliveryId: number
  /** The delivery's key, for systems that keep a mark of ours or an idempotency key. */
  key: string
  connectionId: number | null
  /** What the other side calls it, once that is known; a look then looks at this one. */
  remoteRef: string | null
  /** When the newest request began to leave, epoch ms. */
  sentAt: number | null
  signal: AbortSignal
  onProgress(current: number, total: number | null): void
}

/** One of those that are looked at together. */
export interface Asked<Params> {
  params: Params
  /** What the other side calls it, once that is known. */
  remoteRef: string | null
  /** A request to take it back was answered just now: it is gone when it is not where it was. */
  isTakenBack: boolean
}

/**
 * Brings about effects of one kind and reads them back. It knows nothing of states, repeats and proofs: the ledger looks
 * before each send, counts the attempt before the request leaves, and compares.
 */
export interface EffectExecutor<Schema extends z.ZodType = z.ZodType> {
  /** `area.verb`; stands in rows, so it is never renamed. Words at `delivery.kind.<kind>`. */
  readonly kind: string
  readonly params: Schema
  /** What the other side calls such things: `file`, `show-instance`. */
  readonly remoteKind: string
  /**
   * How long after it was noticed that an answer is missing an absence proves that nothing arrived; then it is sent
   * again without asking. Left out where the other side may take any time to show it: then a person decides.
   */
  readonly absenceIsSureAfterMs?: number
  /** How long the other side may take to show what it has accepted, before it counts as uncertain; 10 minutes unless said. */
  readonly appearsWithinMs?: number
  /**
   * The room that plans such effects tells people of those that were rejected or differ, with its own card; the ledger
   * then raises none beside it.
   */
  readonly isToldByItsRoom?: boolean
  /**
   * It changes what is there already, and no room asks for the row of one that was verified long ago: its proof is kept as
   * long as the settings say, then dropped. Left out for whatever makes something that can be taken back.
   */
  readonly isForgettable?: boolean
  look(params: z.output<Schema>, context: EffectContext): Promise<Look>
  /**
   * The same for many at once, in the order given, where the other side shows many in one answer. Left out where each has
   * to be asked for.
   */
  lookAtAll?(asked: readonly Asked<z.output<Schema>>[], signal: AbortSignal): Promise<Look[]>
  /**
   * One request. Errors that say no (`RejectedError`, `InvalidInputError`, …) mean that nothing was done.
   * @returns what the other side calls it
   */
  send(params: z.output<Schema>, context: EffectContext): Promise<{ ref: string }>
  /** Takes it back; called for what Patchbay made only, and harmless when it is gone already. */
  undo?(params: z.output<Schema>, ref: string, context: EffectContext): Promise<void>
}

/** Whether a request that ended with this error may have reached the other side. */
export type MayHaveArrived = (error: unknown) => boolean

/** Whether the other side may have done what it answered with this error. */
export type MayBeDone = (error: unknown) => boolean
