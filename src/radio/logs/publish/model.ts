import type { Params } from '../../../kernel/errors.ts'

/** Words at `error.<code>`. */
export interface Reason {
  code: string
  params: Params
}

/** The stretch of a day that is published: all of it, or one of its hours. Epoch ms, half-open. */
export interface Scope {
  from: number
  to: number
  isWholeDay: boolean
}

/** A row as the log wants it at the playout. Whole seconds. */
export interface WishedRow {
  entryId: number
  trackId: number
  title: string
  startsAt: number
  endsAt: number
  cueInMs: number
  cueOutMs: number
}

/** Where a row goes: a window that is there, or one that is made with the same plan. */
export type PlacedRow = WishedRow & { window: { id: number } | { made: number }; position: number }

/** A row of ours that stands at the playout, as far as we know. */
export interface OwnRow extends WishedRow {
  deliveryId: number
  rowId: number
  windowId: number
}

/** Why a log can't be published as it is. */
export interface Stopper extends Reason {
  /** When it would be heard. */
  at: number
  entryId: number | null
}

/** What a publication would do. */
export interface RowChanges {
  keep: OwnRow[]
  remove: OwnRow[]
  add: PlacedRow[]
  /** Of the wish and of what stands: they start too soon, or have started, and are left as they are. */
  tooLate: WishedRow[]
}

/** A voice track under whose end the next item was let in in the studio; on air it begins when the track has ended. */
export interface TalkOver {
  at: number
  entryId: number
  title: string
  next: string
  overMs: number
}
