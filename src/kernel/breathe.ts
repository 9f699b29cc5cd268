import { setImmediate as nextTurn } from 'node:timers/promises'

/** How long work on the main thread goes on before requests get their turn, ms. */
const LONGEST_MS = 3
let turnedAt = 0

/**
 * Lets the event loop turn when it has been kept for a while; else does nothing. For long loops and runs of queries of
 * work in the background: what answers a request would only let that go before it.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - turnedAt < LONGEST_MS) return
  await nextTurn()
  turnedAt = performance.now()
}
