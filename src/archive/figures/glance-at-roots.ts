import type { Clock } from '../../kernel/clock.ts'
import type { Roots, RootStatus } from '../../transfer/index.ts'

/** An answer older than this is still given, and a new one is asked for meanwhile. */
const FRESH_MS = 1_000
/** Older than this: the new one is waited for. */
const STALE_MS = 15_000

/** How roots are, for screens that look often: a slow disk must not keep a page waiting each time. */
export function glanceAtRoots({
  roots,
  clock,
}: {
  roots: Pick<Roots, 'check'>
  clock: Clock
}): (rootId: number) => Promise<RootStatus> {
  const seen = new Map<number, { at: number; status: RootStatus }>()
  const asking = new Map<number, Promise<RootStatus>>()
  const ask = (rootId: number): Promise<RootStatus> => {
    const asked = asking.get(rootId) ?? roots.check(rootId)
    asking.set(rootId, asked)
    return asked
      .then((status) => {
        seen.set(rootId, { at: clock.now(), status })
        return status
      })
      .finally(() => asking.delete(rootId))
  }
  return async (rootId) => {
    const known = seen.get(rootId)
    const ageMs = clock.now() - (known?.at ?? 0)
    if (known === undefined || ageMs > STALE_MS) return ask(rootId)
    // Should it fail, the next one who waits for it hears why.
    if (ageMs > FRESH_MS) ask(rootId).catch(() => seen.delete(rootId))
    return known.status
  }
}
