/** Time as everything here sees it; tests bring their own. */
export interface Clock {
  /** Wall clock, epoch ms. */
  now(): number
  /** Never goes back; for leases, rates and timeouts. */
  monotonicMs(): number
  /** Calls once after `delayMs`; the timer never keeps the process alive. */
  after(delayMs: number, call: () => void): CancelTimer
}

export type CancelTimer = () => void

/** setTimeout fires at once above this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export interface ManualClock extends Clock {
  /** Moves both clocks on and fires what became due, in order. */
  advance(ms: number): void
  /** Moves the wall clock alone, as an administrator or NTP would. */
  jump(ms: number): void
}

/** A clock that stands still until it is told to move. */
export function manualClock(startsAt = Date.parse('2026-03-01T12:00:00Z')): ManualClock {
  let elapsed = 0
  let offset = startsAt
  let timers: { at: number; call: () => void }[] = []
  const fireDue = (until: number): void => {
    for (;;) {
      const due = timers.filter((timer) => timer.at <= until).toSorted((a, b) => a.at - b.at)[0]
      if (due === undefined) return
      timers = timers.filter((timer) => timer !== due)
      elapsed = Math.max(elapsed, due.at)
      due.call()
    }
  }
  return {
    now: () => offset + elapsed,
    monotonicMs: () => elapsed,
    after(delayMs, call) {
      const timer = { at: elapsed + Math.max(0, delayMs), call }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance(ms) {
      const until = elapsed + ms
      fireDue(until)
      elapsed = until
    },
    jump(ms) {
      offset += ms
    },
  }
}
