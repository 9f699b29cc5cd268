import type { Params } from '../kernel/errors.ts'

export type Severity = 'bad' | 'warn' | 'info'

/** What a person can do about it: a page to open, or a call to make. The words stand at `action.<code>`. */
export type CardAction =
  | { code: string; open: string }
  | { code: string; call: { operationId: string; params?: Params; body?: Readonly<Record<string, unknown>> } }

/**
 * Something that waits for a person. Its words stand at `attention.<code>` and `attention.<code>.why`. A card about an
 * error has its code as `errorCode` among the params: `{{problem}}` is then that error in words; a
 * `reasonCode` does the same for a reason.
 */
export interface Card {
  /** Raising the same cause again changes the open card instead of adding one. */
  cause: string
  code: string
  params?: Params
  severity: Severity
  /** `archive.batch:3`, `root:1`. */
  subject: string
  /** The first one is the primary; at most three. */
  actions: readonly CardAction[]
}

export interface OpenCard extends Required<Card> {
  id: number
  /** Epoch ms. */
  raisedAt: number
  changedAt: number
  snoozedUntil: number | null
  resolvedAt: number | null
}
