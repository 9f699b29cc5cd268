import type { Egress } from '../kernel/egress/client.ts'

/** What the answers of connections said of the time, the last of each. */
export interface ClocksSeen {
  /** The same way out, that writes down the time of each answer. */
  watching(egress: Egress, connectionId: number): Egress
  /** @returns by connection: how far its clock is ahead of ours, and when that was seen (epoch ms) */
  all(): ReadonlyMap<number, { aheadMs: number; at: number }>
}

const SECOND_MS = 1000

export function createClocksSeen(now: () => number): ClocksSeen {
  const seen = new Map<number, { aheadMs: number; at: number }>()
  const note = (connectionId: number, askedAt: number, headers: { date?: string | undefined; age?: unknown }): void => {
    const at = now()
    const theirs = Date.parse(headers.date ?? '')
    // What a cache kept says when it was kept.
    if (Number.isNaN(theirs) || headers.age !== undefined) return
    seen.set(connectionId, { aheadMs: outside(theirs, { from: askedAt - SECOND_MS, to: at }), at })
  }
  return {
    watching: (egress, connectionId) => ({
      addressOf: (url) => egress.addressOf(url),
      [Symbol.asyncDispose]: () => egress[Symbol.asyncDispose](),
      async send(request) {
        const askedAt = now()
        const answer = await egress.send(request)
        note(connectionId, askedAt, answer.headers)
        return answer
      },
      async open(request) {
        const askedAt = now()
        const answer = await egress.open(request)
        note(connectionId, askedAt, answer.headers)
        return answer
      },
    }),
    all: () => seen,
  }
}

/** How far a time lies after or before a span; 0 within. `Date` has whole seconds, rounded down. */
function outside(time: number, { from, to }: { from: number; to: number }): number {
  if (time > to) return time - to
  return time < from ? time - from : 0
}
