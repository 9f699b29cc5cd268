import type { Reader, Tx } from '../db/db.ts'
import type { Details, Difference, Direction, Operation, Outcome } from './model.ts'

export interface ExecutionContext {
  planId: number
  signal: AbortSignal
  /** Operations done so far in this call. */
  onProgress(done: number, item: string | null): void
}

/**
 * Does operations of one kind. Each call may be repeated after a crash: what was already done is found out, not done
 * twice. One operation that can't be done is an outcome; an error that concerns all of them is thrown.
 */
export interface OperationExecutor {
  readonly kind: string
  /** Looks whether the world is still as planned; changes nothing. */
  check(operations: readonly Operation[], context: ExecutionContext): Promise<Difference[]>
  /**
   * Writes the executor's own journal, before anything is touched, in one transaction with what it gives back: what
   * `apply` needs to find its journal again after a crash, and `undo` to reverse it. In the order given.
   */
  prepare(tx: Tx, operations: readonly Operation[]): Promise<Details[]>
  apply(operations: readonly Operation[], context: ExecutionContext): Promise<Outcome[]>
  undo(operations: readonly Operation[], context: ExecutionContext): Promise<Outcome[]>
  /**
   * What the executor's own journal knows of prepared operations whose job ended without a word; touches nothing. Those
   * that were not brought to an end are left out.
   */
  lookUp(reader: Reader, operations: readonly Operation[], direction: Direction): Promise<Outcome[]>
  /** Forgets what its own journal keeps of plans that are forgotten. @returns how many entries went */
  prune?(old: {
    /** Epoch ms. */
    settledBefore: number
    /** Which of these plans are not forgotten. */
    listKnown: (planIds: readonly number[]) => Promise<ReadonlySet<number>>
    signal: AbortSignal
  }): Promise<number>
}
