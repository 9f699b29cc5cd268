import { z } from 'zod'
import type { Clock } from '../kernel/clock.ts'
import type { EventLog } from '../live/event-log.ts'
import { pruneEvents } from '../live/prune-events.ts'
import { defineJob } from './define-job.ts'
import type { Jobs } from './jobs.ts'

const HOUR_MS = 3_600_000

/** Drops events that are older than the settings say. Repeating it is harmless. */
export const PruneEvents = defineJob('event.prune', {
  payload: z.object({}),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  priority: 9,
  dedupeBy: () => 'events',
})

/** Declares what the engine itself does every night; before `jobs.start`. */
export function keepHouse(deps: {
  jobs: Jobs
  events: EventLog
  clock: Clock
  timeZone: string
  eventDays: () => number
}): void {
  const { jobs, events, clock, timeZone, eventDays } = deps
  jobs.handle(PruneEvents, async (_payload, job) => ({
    pruned: await pruneEvents({ log: events, clock }, { days: eventDays(), signal: job.signal }),
  }))
  jobs.schedule({ name: 'event.prune', contract: PruneEvents, payload: {}, cron: '50 3 * * *', timeZone })
}
