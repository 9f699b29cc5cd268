import type { BlockView, ForecastFinding, StripView } from '../../../src/radio/watch/contract.ts'
import type { Say } from '../../words.ts'
import { clockIn, weekdayOf } from '../planner/zone-clock.ts'

/** 14:48 to 15:00 on the station's clock; a day ends at 24:00. */
export function spanInWords(
  say: Say,
  { startsAt, endsAt }: { startsAt: string; endsAt: string },
  timeZone: string,
): string {
  const [from, to] = [startsAt, endsAt].map((at) => clockIn(Date.parse(at), timeZone)) as [string, string]
  return say('web.forecast.span', { from, to: to === '00:00' ? '24:00' : to })
}

/** One piece of a strip, as it is read aloud and shown below. */
export function blockInWords(say: Say, block: BlockView, timeZone: string): string {
  const what = say(`web.forecast.kind.${block.kind}`)
  const title = block.title === '' && block.count > 0 ? say('web.forecast.items', { count: block.count }) : block.title
  return [spanInWords(say, block, timeZone), what, title].filter((part) => part !== '').join(', ')
}

/** Dead air, Thu 14:48 to 15:00 */
export const findingInWords = (say: Say, finding: ForecastFinding, timeZone: string): string =>
  say('web.forecast.foundAt', {
    what: say(`web.forecast.code.${finding.code}`),
    day: weekdayOf(finding.airDate),
    span: spanInWords(say, finding, timeZone),
  })

export type DayState = 'gaps' | 'missing' | 'wrong' | 'draft' | 'full' | 'over'

/** What is said of a day beside its strip; a day that is over is as-run's. */
export function dayState(strip: StripView, findings: readonly ForecastFinding[], now: string): [DayState, number] {
  if (strip.endsAt <= now) return ['over', 0]
  const own = findings.filter(({ airDate }) => airDate === strip.airDate)
  const of = (holds: (code: string) => boolean): number => own.filter(({ code }) => holds(code)).length
  const gaps = of((code) => code === 'dead-air' || code === 'window-empty')
  if (gaps > 0) return ['gaps', gaps]
  const missing = of((code) => code.startsWith('file-') || code === 'plays-nothing')
  if (missing > 0) return ['missing', missing]
  const drafts = of((code) => code === 'log-not-published')
  if (own.length > drafts) return ['wrong', own.length - drafts]
  // Only so many findings are kept: of later days the strip alone tells.
  const silent = strip.blocks.filter(({ kind, endsAt }) => kind === 'dead' && endsAt > now).length
  if (silent > 0) return ['gaps', silent]
  if (drafts > 0 || strip.blocks.some(({ kind }) => kind === 'draft')) return ['draft', drafts]
  return ['full', 0]
}
