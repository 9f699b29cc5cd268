import { setTimeout as wait } from 'node:timers/promises'

const EVERY_MS = 15

/** How long a small call takes while something else goes on. */
export async function watchApi(
  call: () => Promise<unknown>,
  until: Promise<unknown>,
): Promise<{ p99Ms: number; calls: number }> {
  const times: number[] = []
  const over = new AbortController()
  // How it ended is told to whoever awaits it.
  void until.finally(() => over.abort()).catch(() => undefined)
  while (!over.signal.aborted) {
    const start = performance.now()
    await call()
    times.push(performance.now() - start)
    await wait(EVERY_MS)
  }
  const sorted = times.toSorted((a, b) => a - b)
  return { p99Ms: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0), calls: times.length }
}
