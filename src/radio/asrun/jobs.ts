import { z } from 'zod'
import { defineJob, type JobContext, type PayloadOf } from '../../jobs/index.ts'
import { AppError } from '../../kernel/errors.ts'
import { dayAt, daySpan } from '../../kernel/time.ts'
import { getStation, listStations } from '../stations/index.ts'
import type { AsRunDeps } from './deps.ts'
import type { Span } from './read-history.ts'
import { syncHistory, type SyncReport } from './sync-history.ts'

/** The schedule. */
export const REGULARLY = 'radio.sync-histories'
export const REGULARLY_CRON = '*/5 * * * *'

const LONGEST_MS = 20 * 60_000
const turnOf = (stationId: number): string => `radio.history:${stationId}`

/** Reads what was on air because somebody asked. Running it again is harmless: the same history makes the same rows. */
export const SyncHistory = defineJob('radio.sync-history', {
  payload: z.object({
    stationId: z.number().int(),
    /** Days of the station's calendar; since the last look when none are named. */
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  queue: 'network',
  // Whoever asked is told at once, and the next regular look comes in minutes.
  maxAttempts: 1,
  timeoutMs: LONGEST_MS,
  priority: 4,
  serialBy: ({ stationId }) => turnOf(stationId),
})

/** Goes on where the last look at a station ended. Running it again is harmless, as with `SyncHistory`. */
export const FollowHistory = defineJob('radio.follow-history', {
  payload: z.object({ stationId: z.number().int() }),
  queue: 'network',
  maxAttempts: 1,
  timeoutMs: LONGEST_MS,
  isQuiet: true,
  serialBy: ({ stationId }) => turnOf(stationId),
})

/** Starts a look for each station that has a library. Repeating it is harmless. */
export const SyncHistories = defineJob('radio.sync-histories', {
  payload: z.object({}),
  queue: 'network',
  maxAttempts: 1,
  timeoutMs: 60_000,
  isQuiet: true,
  dedupeBy: () => 'radio.sync-histories',
})

export function syncHistories({ db }: Pick<AsRunDeps, 'db'>) {
  return async (_payload: PayloadOf<typeof SyncHistories>, job: JobContext) => {
    const stations = (await listStations(db.read)).filter(({ libraryConnectionId }) => libraryConnectionId !== null)
    for (const { stationId, name } of stations) job.enqueue(FollowHistory, { stationId }, { label: name })
    return { stations: stations.length }
  }
}

/** @throws what reading the history throws */
export function syncOne(deps: AsRunDeps) {
  const sync = syncHistory(deps)
  return async ({ stationId, ...days }: PayloadOf<typeof SyncHistory>, job: JobContext) =>
    sync(stationId, await spanOf(deps, stationId, days), reportOf(job))
}

/** A connection that is switched off, or a station without one, is told of elsewhere. @throws what else reading throws */
export function followOne(deps: AsRunDeps) {
  const sync = syncHistory(deps)
  return async ({ stationId }: PayloadOf<typeof FollowHistory>, job: JobContext) => {
    try {
      return await sync(stationId, undefined, reportOf(job))
    } catch (error) {
      job.signal.throwIfAborted()
      if (error instanceof AppError && ELSEWHERE.test(error.code)) return { skipped: error.code }
      throw error
    }
  }
}

const reportOf = (job: JobContext): SyncReport => ({
  signal: job.signal,
  phase: (name) => job.phase(name),
  progress: (current, total) => job.progress({ current, total, unit: 'days' }),
})

const ELSEWHERE = /^(connections\/|radio\/(no-such-station|no-library)$)/

async function spanOf(
  { db, clock }: AsRunDeps,
  stationId: number,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<Span | undefined> {
  if (from === undefined && to === undefined) return undefined
  const { timeZone } = await getStation(db.read, stationId)
  const last = to ?? dayAt(clock.now(), timeZone)
  return { from: daySpan(from ?? last, timeZone).startsAt, to: daySpan(last, timeZone).endsAt }
}
