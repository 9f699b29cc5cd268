import type { JobContext, PayloadOf } from '../../../jobs/index.ts'
import { AppError, ConflictError, InvalidInputError } from '../../../kernel/errors.ts'
import { addDays } from '../../../kernel/time.ts'
import type { LogDeps } from '../deps.ts'
import { countEntries } from '../entries-store.ts'
import type { GenerateLogs } from '../jobs.ts'
import { findLogOfDay } from '../store.ts'
import { generateDay } from './generate-day.ts'

export const DAYS_MOST = 92

/** Both included. @throws InvalidInputError */
export function daysBetween(from: string, to: string): string[] {
  if (to < from) throw new InvalidInputError('radio/ends-before-start', { status: 422 })
  const days = [from]
  while (days.length <= DAYS_MOST && (days.at(-1) as string) < to) days.push(addDays(days.at(-1) as string, 1))
  if (days.length > DAYS_MOST)
    throw new InvalidInputError('radio/too-many-days', { status: 422, params: { most: DAYS_MOST } })
  return days
}

/** Why a day is left while the others are filled. */
const LEAVES_DAY: ReadonlySet<string> = new Set(['radio/log-locked', 'radio/hours-passed', 'request/version-changed'])

/**
 * Fills one day after the other. Days that can't be filled now are left, and named when the others are done.
 * @throws ConflictError `radio/days-left`
 */
export function generateRange(deps: LogDeps) {
  const generate = generateDay(deps)
  return async ({ stationId, from, to, onlyNew }: PayloadOf<typeof GenerateLogs>, job: JobContext) => {
    const days = daysBetween(from, to)
    const left: { airDate: string; code: string }[] = []
    let changed = 0
    for (const [index, airDate] of days.entries()) {
      job.progress({ current: index, total: days.length, unit: 'days', message: airDate })
      if (onlyNew && (await hasEntries(deps, stationId, airDate))) continue
      const by = { actor: job.actor, name: job.actor, runId: job.runId }
      try {
        const day = await generate({ stationId, airDate, isDryRun: false, by, signal: job.signal })
        if (day.isChanged) changed++
      } catch (error) {
        if (!(error instanceof AppError) || !LEAVES_DAY.has(error.code)) throw error
        left.push({ airDate, code: error.code })
      }
    }
    job.progress({ current: days.length, total: days.length, unit: 'days' })
    if (left.length > 0)
      throw new ConflictError('radio/days-left', {
        params: { count: left.length, days: left.map(({ airDate }) => airDate).join(', ') },
      })
    return { days: days.length, changed }
  }
}

async function hasEntries({ db }: LogDeps, stationId: number, airDate: string): Promise<boolean> {
  const log = await findLogOfDay(db.read, stationId, airDate)
  return log !== undefined && (await countEntries(db.read, log.logId)) > 0
}
