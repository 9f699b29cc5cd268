import type { Clock } from '../kernel/clock.ts'
import { LimitedError } from '../kernel/errors.ts'
import { createTokenBuckets } from '../kernel/token-bucket.ts'

const PER_ACCOUNT_AND_ADDRESS = 10
const PER_ADDRESS = 30
/** From everywhere together: high, so that a stranger's guesses slow the owner down but do not shut him out. */
const PER_ACCOUNT = 60

export interface Attempts {
  /** Counts one try at a secret. @throws LimitedError when there were too many lately */
  take(account: string, address: string): void
}

export function createAttempts({ clock }: { clock: Clock }): Attempts {
  const both = createTokenBuckets({ clock, perMinute: PER_ACCOUNT_AND_ADDRESS })
  const byAddress = createTokenBuckets({ clock, perMinute: PER_ADDRESS })
  const byAccount = createTokenBuckets({ clock, perMinute: PER_ACCOUNT })
  return {
    take(account, address) {
      const taken = [both.take(`${address} ${account}`), byAddress.take(address), byAccount.take(account)]
      const refused = taken.filter(({ isAllowed }) => !isAllowed)
      if (refused.length === 0) return
      const retryAfterMs = Math.max(...refused.map((one) => one.retryAfterMs))
      const params = { seconds: Math.ceil(retryAfterMs / 1000) }
      throw new LimitedError('access/too-many-attempts', { retryAfterMs, params })
    },
  }
}
