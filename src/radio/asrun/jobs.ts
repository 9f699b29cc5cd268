import { z } from 'zod'
import { defineJob, type JobContext, type PayloadOf } from '../../jobs/index.ts'
import { AppError } from '../../kernel/errors.ts'
import { dayAt, daySpan } from '../../kernel/time.ts'
import { getStation, listStations } from '../stations/index.ts'
import type { AsRunDeps } from './deps.ts'
import type { Span } from './read-history.ts'
import { syncHistory } from './sync-history.ts'

/** The schedule. */
export const REGULARLY = 'radio.sync-histories'
export const REGULARLY_CRON = '*/5 * * * *'

/** Reads what was on air. Running it again is harmless: the same history makes the same rows. */
export const SyncHistory = defineJob('radio.sync-history', {
  payload: z.object({
    stationId: z.number().int(),
    /** Days of the station's calendar; since the last look when none are named. */
    from: z.string().optional(),
    to: z.string().optional(),
    /** Nobody waits for it: a connection that is switched off is told of elsewhere. */
    isRegular: z.boolean(),
  }),
  queue: 'network',
  // The next look comes in minutes.
  maxAttempts: 1,
  timeoutMs: 20 * 60_000,
  priority: 4,
  serialBy: ({ stationId }) => `radio.history:${stationId}`,
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
    for (const { stationId, name } of stations)
      job.enqueue(SyncHistory, { stationId, isRegular: true }, { label: name })
    return { stations: stations.length }
  }
}

/** @throws what reading the history throws */
export function syncOne(deps: AsRunDeps) {
  const sync = syncHistory(deps)
  return async ({ stationId, from, to, isRegular }: PayloadOf<typeof SyncHistory>, job: JobContext) => {
    try {
      return await sync(stationId, await spanOf(deps, stationId, { from, to }), {
        signal: job.signal,
        phase: (name) => job.phase(name),
        progress: (current, total) => job.progress({ current, total, unit: 'days' }),
      })
    } catch (error) {
      job.signal.throwIfAborted()
      if (isRegular && error instanceof AppError && ELSEWHERE.test(error.code)) return { skipped: error.code }
      throw error
    }
  }
}

const ELSEWHERE = /^(connections\/|radio\/(no-such-station|no-library)$)/

async function spanOf(
  { db, clock }: AsRunDeps,
  stationId: number,
  { from, to }: { from: string | undefined; to: string | undefined },
): Promise<Span | undefined> {
  if (from === undefined && to === undefined) return undefined
  const { timeZone } = await getStation(db.read, stationId)
  const last = to ?? dayAt(clock.now(), timeZone)
  return { from: daySpan(from ?? last, timeZone).startsAt, to: daySpan(last, timeZone).endsAt }
}
