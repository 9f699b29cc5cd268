import type { Db } from '../db/db.ts'
import type { Attention } from '../attention/index.ts'
import type { JobHandler } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { PruneCalls } from './jobs.ts'
import { KEPT_MS } from './model.ts'
import { deleteCalls, deleteEndedSecrets, listSources } from './store.ts'
import { tellFailures } from './tell-failures.ts'

const CHUNK = 500

/** In short transactions, so that no call waits for it. */
export function pruneCalls(deps: { db: Db; clock: Clock; attention: Attention }): JobHandler<typeof PruneCalls> {
  const { db, clock, attention } = deps
  return async (_payload, job) => {
    const now = clock.now()
    let pruned = 0
    for (;;) {
      job.signal.throwIfAborted()
      const gone = await db.tx((tx) => deleteCalls(tx, now - KEPT_MS, CHUNK))
      pruned += gone
      if (gone < CHUNK) break
    }
    await db.tx((tx) => deleteEndedSecrets(tx, now))
    for (const source of await listSources(db.read)) await db.tx((tx) => tellFailures({ tx, attention }, source))
    return { pruned }
  }
}
