import type { Db } from '../db/db.ts'
import { breathe } from '../kernel/breathe.ts'
import { deletePlansBefore } from './store.ts'

/**
 * Forgets plans whose undo has expired, in short transactions. A plan goes with the last of its operations: cut off in
 * between, the next call goes on.
 * @returns how many plans went
 */
export async function prunePlans(
  { db }: { db: Db },
  old: {
    /** Epoch ms. */
    settledBefore: number
    signal: AbortSignal
  },
): Promise<number> {
  let pruned = 0
  for (;;) {
    old.signal.throwIfAborted()
    const step = await db.tx((tx) => deletePlansBefore(tx, old.settledBefore))
    pruned += step.plans
    if (step.isLast) return pruned
    await breathe()
  }
}
