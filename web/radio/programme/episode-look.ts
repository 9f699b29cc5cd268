import type { OwnEpisodeView } from '../../../src/radio/programme/own/contract.ts'
import type { State } from '../../parts/states.ts'
import type { Say } from '../../words.ts'
import { lengthInWords } from '../planner/fit.ts'
import { clockIn, dayInWords, wallAt } from '../planner/zone-clock.ts'

type AirStatus = OwnEpisodeView['airStatus']

const STATES: Record<AirStatus, State> = { draft: 'off', queued: 'ready', scheduled: 'planned', aired: 'done' }

export const airStatusLook = (say: Say, airStatus: AirStatus): { state: State; word: string } => ({
  state: STATES[airStatus],
  word: say(`web.radio.airStatus.${airStatus}`),
})

interface Clock {
  timeZone: string
  nowMs: number
}

/** Wed 18 November; with its year where that is another one than now. */
function dayOf(say: Say, atMs: number, { timeZone, nowMs }: Clock): string {
  const { airDate } = wallAt(atMs, timeZone)
  const year = airDate.slice(0, 4)
  const isThisYear = year === wallAt(nowMs, timeZone).airDate.slice(0, 4)
  return isThisYear ? dayInWords(airDate) : say('web.programme.dayOfYear', { day: dayInWords(airDate), year })
}

/** Wed 18 November, 14:00 by the clock of the station. */
export function whenOf(say: Say, at: string, clock: Clock): string {
  const atMs = Date.parse(at)
  return say('web.programme.when', { day: dayOf(say, atMs, clock), time: clockIn(atMs, clock.timeZone) })
}

/** Wed 18 November and 14:00 to 15:00. */
export function slotOf(
  say: Say,
  { scheduledAt, scheduledEndAt }: { scheduledAt: string; scheduledEndAt: string | null },
  clock: Clock,
): { day: string; clock: string } {
  const from = clockIn(Date.parse(scheduledAt), clock.timeZone)
  const to = scheduledEndAt === null ? undefined : clockIn(Date.parse(scheduledEndAt), clock.timeZone)
  return {
    day: dayOf(say, Date.parse(scheduledAt), clock),
    clock: to === undefined ? from : say('web.programme.fromTo', { from, to }),
  }
}

/** What its audio measured, else what was announced; undefined when neither is known. */
export function lengthOf(
  say: Say,
  { realDurationMs, durationMs }: OwnEpisodeView,
): { length: string | undefined; note?: string } {
  if (realDurationMs !== null) return { length: lengthInWords(realDurationMs) }
  if (durationMs !== null) return { length: lengthInWords(durationMs), note: say('web.programme.announced') }
  return { length: undefined }
}
