import type { JobHandler } from '../../jobs/index.ts'
import type { AlertsDeps } from '../deps.ts'
import type { PruneMessages } from '../jobs.ts'
import { deleteMessages } from './store.ts'

const CHUNK = 500
const DAY_MS = 86_400_000
const KEPT_MS = 90 * DAY_MS

export function pruneMessages({ db, clock }: Pick<AlertsDeps, 'db' | 'clock'>): JobHandler<typeof PruneMessages> {
  return async (_payload, job) => {
    const before = clock.now() - KEPT_MS
    let pruned = 0
    for (;;) {
      job.signal.throwIfAborted()
      const gone = await db.tx((tx) => deleteMessages(tx, before, CHUNK))
      pruned += gone
      if (gone < CHUNK) return { pruned }
    }
  }
}
