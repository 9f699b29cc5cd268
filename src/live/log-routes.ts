import type { Clock } from '../kernel/clock.ts'
import { instant } from '../kernel/contract.ts'
import { type BoundRoute, bindRoutes } from '../kernel/routes.ts'
import { type LogLine, logRoutes } from './contract.ts'
import type { LogTail } from './log-tail.ts'
import type { LiveBus } from './bus.ts'
import { openSse, type SseWriter } from './sse.ts'

const HEARTBEAT_MS = 15_000
/** Lines that wait for a reader; what comes on top is counted and left out. */
const MOST_WAITING = 500

export function logRoutesOf({ tail, ...live }: { tail: LogTail; clock: Clock; bus: LiveBus }): BoundRoute[] {
  return bindRoutes(logRoutes, {
    list: async ({ query: { limit, ...filter } }) => {
      const items = tail.recent(filter, limit)
      return { items, areas: [...new Set(items.map(({ area }) => area))].toSorted() }
    },
    tail: async ({ query, request, signal }) => {
      const { reply, writer } = openSse(signal)
      const lines = openLineQueue()
      const leave = tail.listen(query, lines.add)
      const end = (): void => {
        leave()
        lines.wake()
        writer.end()
      }
      writer.signal.addEventListener('abort', leave)
      beatWhileAllowed({ ...live, writer, isStillAllowed: request.isStillAllowed, end })
      void sendLines(writer, lines)
      return reply
    },
  })
}

interface LineQueue {
  add(line: LogLine): void
  wake(): void
  /** What waits, and how many lines before it were left out; resolves when there is something. */
  take(): Promise<{ lines: LogLine[]; skipped: number }>
}

function openLineQueue(): LineQueue {
  let lines: LogLine[] = []
  let skipped = 0
  let wake = (): void => {}
  return {
    add(line) {
      lines.push(line)
      if (lines.length > MOST_WAITING) {
        lines.shift()
        skipped++
      }
      wake()
    },
    wake: () => wake(),
    async take() {
      if (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      const taken = { lines, skipped }
      lines = []
      skipped = 0
      return taken
    },
  }
}

async function sendLines(writer: SseWriter, queue: LineQueue): Promise<void> {
  writer.signal.addEventListener('abort', () => queue.wake())
  while (!writer.signal.aborted) {
    const { lines, skipped } = await queue.take()
    if (skipped > 0) await writer.send({ event: 'skipped', data: { count: skipped } })
    for (const line of lines) await writer.send({ event: 'line', data: { line } })
  }
}

interface Beating {
  writer: SseWriter
  clock: Clock
  bus: LiveBus
  isStillAllowed(): Promise<boolean>
  end(): void
}

function beatWhileAllowed({ writer, clock, bus, isStillAllowed, end }: Beating): void {
  const fail = (error: Error): void => writer.end(error)
  const endUnlessAllowed = async (): Promise<void> => {
    if (!(await isStillAllowed())) end()
  }
  const beat = async (): Promise<void> => {
    await endUnlessAllowed()
    if (writer.signal.aborted) return
    await writer.send({ event: 'heartbeat', data: { at: instant(clock.now()) } })
    schedule()
  }
  const schedule = (): void => {
    if (!writer.signal.aborted) cancel = clock.after(HEARTBEAT_MS, () => void beat().catch(fail))
  }
  const leave = bus.subscribe(({ type }) => {
    if (type === 'rights') void endUnlessAllowed().catch(fail)
  })
  let cancel = (): void => {}
  writer.signal.addEventListener('abort', () => {
    cancel()
    leave()
  })
  schedule()
}
