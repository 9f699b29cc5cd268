import type { Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import type { JobHandler } from '../jobs/index.ts'
import type { LoggedEvent } from '../live/model.ts'
import type { AlertsDeps } from './deps.ts'
import { ListenToEvents } from './jobs.ts'
import { matchEvents } from './match-events.ts'
import { openChannels } from './messages/open-channels.ts'
import type { OpenedChannel } from './messages/plan-message.ts'
import { placePending } from './messages/place-pending.ts'
import { findCursor, saveCursor } from './messages/store.ts'
import type { Pending } from './model.ts'
import { listChannels, listRules } from './store.ts'

const CHUNK = 200

/** Reads on in the log; the cursor moves in the transaction that plans what the events say. */
export function listenToEvents(deps: AlertsDeps): JobHandler<typeof ListenToEvents> {
  return async (_payload, job) => {
    for (;;) {
      job.signal.throwIfAborted()
      const from = await findCursor(deps.db.read)
      if (from === undefined) {
        const { newest } = await deps.events.bounds()
        return job.commit((tx) => saveCursor(tx, newest))
      }
      const events = await deps.events.readAfter(from, CHUNK)
      const last = events.at(-1)
      if (last === undefined) return
      const told = await readMeaning(deps, events)
      const isOurs = await job.commit((tx) => place(tx, deps, { from, to: last.seq, ...told }))
      if (isOurs && events.length < CHUNK) return
    }
  }
}

interface Meaning {
  pending: readonly Pending[]
  opened: ReadonlyMap<number, OpenedChannel>
}

async function readMeaning(deps: AlertsDeps, events: readonly LoggedEvent[]): Promise<Meaning> {
  const { read } = deps.db
  const channels = await listChannels(read)
  const pending = matchEvents(deps.catalogue, events, { channels, rules: await listRules(read) })
  const told = new Set(pending.map(({ channelId }) => channelId))
  return {
    pending,
    opened: await openChannels(
      deps,
      channels.filter(({ channelId }) => told.has(channelId)),
    ),
  }
}

/** @returns false when somebody else has read on meanwhile */
async function place(
  tx: Tx,
  deps: AlertsDeps,
  { from, to, pending, opened }: Meaning & { from: number; to: number },
): Promise<boolean> {
  await lockInTx(tx, 'alerts.cursor')
  if ((await findCursor(tx)) !== from) return false
  for (const [channelId, one] of opened) {
    await lockInTx(tx, `alerts:${channelId}`)
    await placePending(tx, deps, { opened: one, pending: pending.filter((each) => each.channelId === channelId) })
  }
  await saveCursor(tx, to)
  return true
}

/** Wakes the listener for events that some kind listens to; many at once are one call. */
export function wakeOnEvents(deps: Pick<AlertsDeps, 'bus' | 'catalogue' | 'db' | 'jobs' | 'log'>): Disposable {
  const { bus, catalogue, db, jobs, log } = deps
  let newest = 0
  let isWaking = false
  let isStopped = false
  const wake = async (): Promise<void> => {
    const seq = newest
    newest = 0
    await db.tx((tx) => jobs.enqueue(tx, ListenToEvents, { seq }, { actor: 'system' }))
  }
  const goOn = (): void => {
    if (isWaking || isStopped || newest === 0) return
    isWaking = true
    wake()
      .catch((error: unknown) => {
        if (!isStopped) log.error({ err: error }, 'Alerts could not be woken; they read on within five minutes')
      })
      .finally(() => {
        isWaking = false
        goOn()
      })
  }
  const leave = bus.subscribe((message) => {
    if (message.type !== 'event' || !catalogue.listensTo(message.event.kind)) return
    newest = message.event.seq
    setImmediate(goOn)
  })
  return {
    [Symbol.dispose]() {
      isStopped = true
      leave()
    },
  }
}
