import { z } from 'zod'
import { defineJob, type JobContext, type PayloadOf } from '../../jobs/index.ts'
import { AppError } from '../../kernel/errors.ts'
import { listStations } from '../stations/index.ts'
import { checkStation, type CheckupDeps } from './check-station.ts'

/** The schedule. */
export const REGULARLY = 'radio.check-stations'
export const REGULARLY_CRON = '*/15 * * * *'

/** Looks at every station that has a library. Running it again is harmless: it changes nothing there. */
export const CheckStations = defineJob('radio.check-stations', {
  payload: z.object({}),
  queue: 'network',
  maxAttempts: 1,
  timeoutMs: 10 * 60_000,
  isQuiet: true,
  dedupeBy: () => 'radio.check-stations',
})

/** One that can't be opened is told of by its connection; any other failure fails the run once all were looked at. */
export function checkStations(deps: CheckupDeps) {
  const look = checkStation(deps)
  return async (_payload: PayloadOf<typeof CheckStations>, job: JobContext) => {
    const stations = (await listStations(deps.db.read)).filter((one) => one.libraryConnectionId !== null)
    let failure: Error | undefined
    let looked = 0
    for (const { stationId } of stations) {
      try {
        await look(stationId, job.signal)
        looked += 1
      } catch (error) {
        job.signal.throwIfAborted()
        if (!isToldElsewhere(error)) failure ??= error as Error
      }
    }
    if (failure !== undefined) throw failure
    return { looked }
  }
}

const ELSEWHERE = /^(connections\/|radio\/(no-such-station|station-changed|no-library)$)/

const isToldElsewhere = (error: unknown): boolean => error instanceof AppError && ELSEWHERE.test(error.code)
