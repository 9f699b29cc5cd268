import type { Db } from '../db/db.ts'
import type { JobHandler } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { PruneDeliveries } from './jobs.ts'
import type { EffectRegistry } from './registry.ts'
import { deleteSettled } from './store.ts'

const DAY_MS = 86_400_000
const CHUNK = 500

/**
 * Drops, in short transactions, what has been settled for long: what was taken back or given up, and proofs of kinds that
 * nobody asks for any more. What stands for something that Patchbay made elsewhere, or is not settled, is never dropped.
 */
export function pruneDeliveries(deps: {
  db: Db
  clock: Clock
  registry: EffectRegistry
  keptDays(): number
}): JobHandler<typeof PruneDeliveries> {
  const { db, clock, registry, keptDays } = deps
  return async (_payload, job) => {
    const settled = { before: clock.now() - keptDays() * DAY_MS, kinds: registry.forgettableKinds(), limit: CHUNK }
    let pruned = 0
    for (;;) {
      job.signal.throwIfAborted()
      const gone = await db.tx((tx) => deleteSettled(tx, settled))
      pruned += gone
      if (gone < CHUNK) return { pruned }
    }
  }
}
