import type { Clock } from '../../kernel/clock.ts'
import { LimitedError } from '../../kernel/errors.ts'
import { createTokenBuckets } from '../../kernel/token-bucket.ts'

export interface Pace {
  /** Waits for its turn; at most a second or so. @throws LimitedError while the other side wants to be left alone */
  turn(signal: AbortSignal): Promise<void>
  /** The other side said how long it wants to be left alone. */
  pause(error: LimitedError): void
}

/** Of all calls of one connection. */
export function createPace(clock: Clock, { perSecond, host }: { perSecond: number; host: string }): Pace {
  const bucket = createTokenBuckets({ clock, perMinute: perSecond * 60, burst: perSecond })
  let pausedUntil = 0
  const assertMay = (): void => {
    const retryAfterMs = pausedUntil - clock.monotonicMs()
    if (retryAfterMs > 0)
      throw new LimitedError('remote/too-many-calls', { params: { host, status: 429, said: '' }, retryAfterMs })
  }
  return {
    async turn(signal) {
      for (;;) {
        signal.throwIfAborted()
        assertMay()
        const { isAllowed, retryAfterMs } = bucket.take('calls')
        if (isAllowed) return
        await after(clock, retryAfterMs, signal)
      }
    },
    pause: ({ retryAfterMs }) => void (pausedUntil = Math.max(pausedUntil, clock.monotonicMs() + retryAfterMs)),
  }
}

function after(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal.addEventListener('abort', end, { once: true })
  })
}
