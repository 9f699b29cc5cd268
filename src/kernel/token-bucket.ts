import type { Clock } from './clock.ts'

export interface Taken {
  isAllowed: boolean
  limit: number
  /** Whole tokens that are left. */
  remaining: number
  /** Until the next token; 0 while there are some. */
  retryAfterMs: number
}

export interface TokenBuckets {
  /** Takes one token of this key's bucket. */
  take(key: string): Taken
}

/** Keys that are remembered; the longest unused go first, and a bucket that was forgotten is full again. */
const MOST_KEYS = 10_000

/** One bucket a key: full at first, refilled evenly, so that a caller is slowed down and never locked out. */
export function createTokenBuckets(options: {
  clock: Clock
  perMinute: number
  /** What a full bucket holds; as much as comes in a minute unless said. */
  burst?: number
}): TokenBuckets {
  const { clock, perMinute, burst = perMinute } = options
  const msPerToken = 60_000 / perMinute
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    take(key) {
      const now = clock.monotonicMs()
      const old = buckets.get(key) ?? { tokens: burst, at: now }
      const tokens = Math.min(burst, old.tokens + (now - old.at) / msPerToken)
      const isAllowed = tokens >= 1
      const left = isAllowed ? tokens - 1 : tokens
      buckets.delete(key)
      buckets.set(key, { tokens: left, at: now })
      if (buckets.size > MOST_KEYS) forgetOldest(buckets)
      return {
        isAllowed,
        limit: burst,
        remaining: Math.floor(left),
        retryAfterMs: left >= 1 ? 0 : Math.ceil((1 - left) * msPerToken),
      }
    },
  }
}

function forgetOldest(buckets: Map<string, unknown>): void {
  const oldest = buckets.keys().next()
  if (oldest.done !== true) buckets.delete(oldest.value)
}
