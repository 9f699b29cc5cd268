import { z } from 'zod'
import { defineJob, type JobContext, type PayloadOf } from '../../jobs/index.ts'
import { AppError } from '../../kernel/errors.ts'
import { listStations } from '../stations/index.ts'
import { checkOnAir } from './check-on-air.ts'
import type { RepairDeps, WatchDeps } from './deps.ts'
import { lookAhead } from './look-ahead.ts'

/** The schedules. */
export const AHEAD_REGULARLY = 'radio.look-ahead'
export const AHEAD_CRON = '7 * * * *'
export const ON_AIR_REGULARLY = 'radio.check-on-air'
export const ON_AIR_CRON = '*/2 * * * *'

const MINUTE_MS = 60_000

/** Looks at the next days of one station. Running it again is harmless: it changes nothing at the playout. */
export const LookAhead = defineJob('radio.look-ahead', {
  payload: z.object({ stationId: z.number().int() }),
  queue: 'network',
  maxAttempts: 1,
  timeoutMs: 10 * MINUTE_MS,
  priority: 4,
  dedupeBy: ({ stationId }) => `radio.look-ahead:${stationId}`,
})

/** Starts a look for each station that has a library. Repeating it is harmless. */
export const LookAheadAll = defineJob('radio.look-ahead-all', {
  payload: z.object({}),
  queue: 'network',
  maxAttempts: 1,
  timeoutMs: MINUTE_MS,
  isQuiet: true,
  dedupeBy: () => 'radio.look-ahead-all',
})

/** What is on at every station, against what is planned. It changes nothing there. */
export const CheckOnAir = defineJob('radio.check-on-air', {
  payload: z.object({
    /** Left out for all of them. */
    stationId: z.number().int().optional(),
    /** Of a hard start that is looked at on its own, epoch ms; 0 for the regular look. */
    startsAt: z.number().int(),
  }),
  queue: 'network',
  maxAttempts: 1,
  timeoutMs: 5 * MINUTE_MS,
  isQuiet: true,
  priority: 3,
  dedupeBy: ({ stationId, startsAt }) => `radio.check-on-air:${stationId ?? 'all'}:${startsAt}`,
})

/** Confirmed by then, if all is well. */
const AFTER_START_MS = 40_000
/** Later ones are found by the next regular look. */
const SOON_MS = 3 * MINUTE_MS

export function lookAheadAll({ db }: Pick<WatchDeps, 'db'>) {
  return async (_payload: PayloadOf<typeof LookAheadAll>, job: JobContext) => {
    const stations = (await listStations(db.read)).filter(({ libraryConnectionId }) => libraryConnectionId !== null)
    for (const { stationId, name } of stations) job.enqueue(LookAhead, { stationId }, { label: name })
    return { stations: stations.length }
  }
}

export function lookAheadAtOne(deps: WatchDeps) {
  const look = lookAhead(deps)
  return async ({ stationId }: PayloadOf<typeof LookAhead>, job: JobContext) => {
    try {
      const { forecast, drift } = await look(stationId, job.signal)
      return { findings: forecast.findings.length + forecast.moreFindings, drift: drift.length }
    } catch (error) {
      job.signal.throwIfAborted()
      if (isToldElsewhere(error)) return { skipped: (error as AppError).code }
      throw error
    }
  }
}

/** One that can't be opened is told of by its connection; any other failure fails the run once all were looked at. */
export function checkAllOnAir(deps: WatchDeps & Pick<RepairDeps, 'jobs'>) {
  const check = checkOnAir(deps)
  return async ({ stationId }: PayloadOf<typeof CheckOnAir>, job: JobContext) => {
    const stations = (await listStations(deps.db.read)).filter(
      (one) => one.libraryConnectionId !== null && (stationId === undefined || one.stationId === stationId),
    )
    let failure: Error | undefined
    let wrong = 0
    for (const one of stations) {
      try {
        const seen = await check(one.stationId, job.signal)
        if (seen.isAlarm) wrong += 1
        await lookAfterStart(deps, one.stationId, seen.nextHardStartAt)
      } catch (error) {
        job.signal.throwIfAborted()
        if (!isToldElsewhere(error)) failure ??= error as Error
      }
    }
    if (failure !== undefined) throw failure
    return { looked: stations.length, wrong }
  }
}

async function lookAfterStart(
  { db, jobs, clock }: Pick<RepairDeps, 'db' | 'jobs' | 'clock'>,
  stationId: number,
  startsAt: number | null,
): Promise<void> {
  if (startsAt === null || startsAt - clock.now() > SOON_MS) return
  const runAt = startsAt + AFTER_START_MS
  await db.tx((tx) => jobs.enqueue(tx, CheckOnAir, { stationId, startsAt }, { actor: 'system', runAt }))
}

const ELSEWHERE = /^(connections\/|radio\/(no-such-station|station-changed|no-library)$)/

const isToldElsewhere = (error: unknown): boolean => error instanceof AppError && ELSEWHERE.test(error.code)
