import type { Clock } from '../kernel/clock.ts'
import type { EventLog } from './event-log.ts'

const DAY_MS = 86_400_000
const CHUNK = 1000

/** Drops events that are older, in short transactions. @returns how many went */
export async function pruneEvents(
  deps: { log: EventLog; clock: Clock },
  options: { days: number; signal?: AbortSignal },
): Promise<number> {
  const olderThan = deps.clock.now() - options.days * DAY_MS
  let gone = 0
  for (;;) {
    options.signal?.throwIfAborted()
    const pruned = await deps.log.prune(olderThan, CHUNK)
    gone += pruned
    if (pruned < CHUNK) return gone
  }
}
