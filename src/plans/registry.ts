import type { Reader, Tx } from '../db/db.ts'
import type { Scope } from '../kernel/contract.ts'
import { InvariantError } from '../kernel/errors.ts'
import type { OperationExecutor } from './executor.ts'
import type { Direction, Operation, Outcome, Plan } from './model.ts'

/** What the feature that makes plans of a kind does in the transaction that writes their outcomes. */
export interface PlanOwner {
  readonly kind: string
  /** Who may apply, undo and discard it: whoever may make it. */
  scopeOf(plan: Plan): Scope
  /**
   * In the transaction that starts its applying.
   * @throws ConflictError when it may not be applied now: it stays a draft
   */
  beforeApply?(tx: Tx, plan: Plan): Promise<void>
  /**
   * In the transaction that starts its undoing.
   * @throws ConflictError when it may not be undone now: it stays as it is
   */
  beforeUndo?(tx: Tx, plan: Plan): Promise<void>
  /** Those that stand where the plan left them; the others are in the hands of a later plan, and left to its undo. */
  listUndoable?(reader: Reader, operations: readonly Operation[]): Promise<readonly Operation[]>
  /** Brings the feature's rows in line with what was done or undone. */
  onOutcomes(tx: Tx, plan: Plan, came: readonly { operation: Operation; outcome: Outcome }[]): Promise<void>
  /** A draft was put away; nothing of it was done. */
  onDiscarded(tx: Tx, plan: Plan): Promise<void>
  /** Once, when nothing of the plan is under way any more. */
  onSettled(tx: Tx, plan: Plan, direction: Direction): Promise<void>
}

export interface PlanRegistry {
  addExecutor(executor: OperationExecutor): void
  addOwner(owner: PlanOwner): void
  executorOf(kind: string): OperationExecutor
  ownerOf(kind: string): PlanOwner
  listExecutors(): OperationExecutor[]
}

export function createRegistry(): PlanRegistry {
  const executors = new Map<string, OperationExecutor>()
  const owners = new Map<string, PlanOwner>()
  const add = <Entry extends { kind: string }>(map: Map<string, Entry>, entry: Entry): void => {
    if (map.has(entry.kind)) throw new InvariantError('plans/registered-twice', { params: { kind: entry.kind } })
    map.set(entry.kind, entry)
  }
  const need = <Entry>(map: Map<string, Entry>, kind: string): Entry => {
    const entry = map.get(kind)
    if (entry === undefined) throw new InvariantError('plans/nobody-for-kind', { params: { kind } })
    return entry
  }
  return {
    addExecutor: (executor) => add(executors, executor),
    addOwner: (owner) => add(owners, owner),
    executorOf: (kind) => need(executors, kind),
    ownerOf: (kind) => need(owners, kind),
    listExecutors: () => [...executors.values()],
  }
}
