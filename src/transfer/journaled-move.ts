import type { Reader, Tx } from '../db/db.ts'
import type { FileRef, Move, NewMove, NewQuarantine, NewTrash, Outcome, Refusal, RunOptions } from './model.ts'

/**
 * The journaled move. Rows first (`prepare…`, in the transaction of the change that causes them), then `run`: nothing
 * is overwritten, at every instant a verified copy exists, and what a crash interrupts is finished or rolled back from
 * rows and disk alone.
 */
export interface Transfer {
  /** Writes journal rows, in the given order. Touches no file. */
  prepare(tx: Tx, moves: readonly NewMove[]): Promise<number[]>
  /** As `prepare`, to the trash of each file's root (or the one that was set for it). */
  prepareTrash(tx: Tx, items: readonly NewTrash[]): Promise<number[]>
  /** As `prepare`, to the quarantine of each file's root, under a name that is valid everywhere; the row keeps the bytes. */
  prepareQuarantine(tx: Tx, items: readonly NewQuarantine[]): Promise<number[]>
  /**
   * Rows that reverse moves, the last one first. Asking twice gives the same rows. What was never done needs none.
   * A copy or link is reversed by moving it to the trash.
   */
  prepareUndo(tx: Tx, ids: readonly number[], ref: string): Promise<UndoRow[]>
  /**
   * Does what the rows say, in their order, in chunks with one commit and one fsync per folder each. Safe to call again
   * with the same ids after anything: settled ones answer from their rows, refused ones are tried again.
   * One bad file is an outcome, never a throw.
   * @throws UnavailableError `transfer/disk-full`, `transfer/read-only`, `transfer/root-offline`: nothing is lost, the
   *   rest waits; call again later
   * @throws the signal's reason when aborted, after the chunk or the block of the copy in hand
   */
  run(ids: readonly number[], options?: RunOptions): Promise<Map<number, Outcome>>
  /** `prepareUndo` in its own transaction, then `run`. Outcomes by the ids that were given: `undone`, `refused` or `waiting`. */
  undo(ids: readonly number[], options?: RunOptions & { ref?: string }): Promise<Map<number, Outcome>>
  /**
   * At start, before anything else moves: finishes what had begun, removes temporary files that the journal names,
   * leaves what had not begun as planned. Decides from rows and disk only.
   */
  recover(options?: { signal?: AbortSignal }): Promise<Recovery>
  /**
   * Deletes for good what went to the trash before `olderThan` (epoch ms) and is still what was put there. What has a
   * keeper on record is deleted only while the keeper stands.
   */
  emptyTrash(options: { olderThan: number; signal?: AbortSignal }): Promise<EmptiedTrash>
  /** Forgets moves of plans that are forgotten themselves. @returns how many */
  prune(old: OldMoves): Promise<number>
  /** Within a transaction when its reader is given. */
  find(ids: readonly number[], reader?: Reader): Promise<Move[]>
  /** Ascending by id; `after` excludes. */
  list(filter: {
    ref?: string
    kind?: Move['kind']
    state?: Move['state']
    after?: number
    limit: number
  }): Promise<Move[]>
}

export interface OldMoves {
  /** Epoch ms. */
  settledBefore: number
  /** Which of these plans can still ask for their moves. */
  listKnown(planIds: readonly number[]): Promise<ReadonlySet<number>>
  signal: AbortSignal
}

export interface UndoRow {
  /** The move that is reversed. */
  id: number
  /** The row to run; undefined when there is nothing to reverse. */
  undoId: number | undefined
}

export interface Recovery {
  /** Placed before the crash, now done. */
  finished: number
  /** Temporary files and half copies taken away; their moves are planned again. */
  rolledBack: number
  /** Not begun; whoever prepared them runs them. */
  planned: number
  /** Neither at the source nor at the target: loud, for a person. */
  lost: { id: number; from: FileRef; to: FileRef }[]
  /** Could not be decided now, e.g. because a root is offline. */
  undecided: { id: number; refusal: Refusal }[]
}

export interface EmptiedTrash {
  files: number
  bytes: number
  kept: { id: number; refusal: Refusal }[]
}
