import { type FieldProblem, InvalidInputError } from '../../kernel/errors.ts'
import { isTimeZone } from '../../kernel/time.ts'
import { isCron, nextTime } from './next-time.ts'

/** When something runs by the clock. */
export interface Timing {
  /** Five fields, one blank between. */
  cron: string
  /** IANA zone. */
  timeZone: string
}

const PARTS = ['minute', 'hour', 'day', 'month', 'weekday'] as const

/**
 * What a person wrote, blanks put right.
 * @param at epoch ms; a time must come after it
 * @param pointers how the two fields are named to the one who wrote them
 * @throws InvalidInputError with every field that is wrong; its code is the first one's
 */
export function readTiming(
  { cron: written, timeZone }: Timing,
  at: number,
  pointers: Readonly<Record<keyof Timing, string>> = { cron: '/cron', timeZone: '/timeZone' },
): Timing {
  const cron = written.trim().split(/\s+/).join(' ')
  const isZone = isTimeZone(timeZone)
  const wrong: Omit<FieldProblem, 'pointer'> | undefined = cronProblem(cron)
  const fields: FieldProblem[] = [
    ...(wrong === undefined ? [] : [{ pointer: pointers.cron, ...wrong }]),
    ...(isZone ? [] : [{ pointer: pointers.timeZone, code: 'time/unknown-zone', params: { zone: timeZone } }]),
  ]
  if (fields.length === 0 && nextTime(cron, timeZone, at) === null)
    fields.push({ pointer: pointers.cron, code: 'jobs/cron-never', params: { cron } })
  const [first] = fields
  if (first === undefined) return { cron, timeZone }
  throw new InvalidInputError(first.code, { status: 422, params: first.params ?? {}, fields })
}

/** The first part that can't be used, each tried alone. */
function cronProblem(cron: string): Omit<FieldProblem, 'pointer'> | undefined {
  const texts = cron.split(' ')
  if (texts.length !== PARTS.length) return { code: 'jobs/bad-cron', params: { cron } }
  const alone = (index: number): string => PARTS.map((_, at) => (at === index ? texts[index] : '*')).join(' ')
  const wrong = PARTS.findIndex((_, index) => !isCron(alone(index)))
  if (wrong >= 0) return { code: `jobs/bad-cron-${PARTS[wrong]}`, params: { text: texts[wrong] ?? '' } }
  return isCron(cron) ? undefined : { code: 'jobs/bad-cron', params: { cron } }
}

/** The next `count` times after `at`, epoch ms; fewer when they end. */
export function comingTimes({ cron, timeZone }: Timing, at: number, count: number): number[] {
  const times: number[] = []
  for (let last: number | null = at; times.length < count;) {
    last = nextTime(cron, timeZone, last)
    if (last === null) break
    times.push(last)
  }
  return times
}
